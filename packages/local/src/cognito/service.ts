import { AwsError } from "../kernel/aws-error.ts";
import type { AwsService } from "../kernel/service.ts";
import { cognitoModel } from "../model/models.ts";
import type { ServiceModel } from "../model/service-model.ts";
import type { CognitoContext } from "./context.ts";
import { type Operations, splitInput } from "./operation.ts";
import { authOperations } from "./operations/auth.ts";
import { brandingOperations } from "./operations/branding.ts";
import { clientSecretOperations } from "./operations/client-secrets.ts";
import { clientOperations } from "./operations/clients.ts";
import { domainOperations } from "./operations/domains.ts";
import { groupMemberOperations } from "./operations/group-members.ts";
import { groupOperations } from "./operations/groups.ts";
import { identityProviderOperations } from "./operations/identity-providers.ts";
import { linkingOperations } from "./operations/linking.ts";
import { poolOperations } from "./operations/pools.ts";
import { resourceServerOperations } from "./operations/resource-servers.ts";
import { signUpOperations } from "./operations/sign-up.ts";
import { tagOperations } from "./operations/tags.ts";
import { userOperations } from "./operations/users.ts";
import { createRateLimit } from "./quotas.ts";

const OPERATIONS: Operations = {
  ...poolOperations,
  ...domainOperations,
  ...clientOperations,
  ...clientSecretOperations,
  ...brandingOperations,
  ...resourceServerOperations,
  ...identityProviderOperations,
  ...groupOperations,
  ...groupMemberOperations,
  ...userOperations,
  ...linkingOperations,
  ...signUpOperations,
  ...authOperations,
  ...tagOperations,
};

/**
 * The user-pool API of Cognito (https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/Welcome.html): its control
 * plane and the sign-in without login pages. Tokens, login pages and the OAuth endpoints are the login plane's.
 */
export function cognitoService(context: CognitoContext): AwsService {
  const assertRate = createRateLimit(context.clock, context.state);
  return {
    name: "cognito-idp",
    targetPrefix: "AWSCognitoIdentityProviderService",
    jsonVersion: "1.1",
    operations: Object.keys(OPERATIONS),
    model: servedModel,
    handle(name, input) {
      const operation = OPERATIONS[name];
      if (operation === undefined) {
        throw new AwsError("UnknownOperationException", `The operation ${name} is not served here`);
      }
      const { known, unknown } = splitInput(cognitoModel, name, input);
      if (context.options.quotas) assertRate(name, known);
      return operation(context, known, unknown);
    },
  };
}

/**
 * The service model's pattern of domains fits prefixes only, although the service takes custom domains, which contain dots. The
 * operations check both kinds.
 */
const servedModel: ServiceModel = {
  ...cognitoModel,
  shapes: { ...cognitoModel.shapes, DomainType: { type: "string", min: 1, max: 63 } },
};
