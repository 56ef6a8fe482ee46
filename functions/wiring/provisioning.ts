import { cognitoAppClients } from "@latchkey/aws/cognito/app-clients";
import { systemRetryContext } from "@latchkey/aws/retry-context";
import { secretsManagerStore } from "@latchkey/aws/secretsmanager/secret-store";
import { tokenEndpoint } from "@latchkey/aws/token-endpoint";
import { catalogue } from "@latchkey/connectors/catalogue";
import type { Services } from "@latchkey/core/services";
import { base, configuration, connectionTo } from "./process.ts";

/** Everything, for the functions that register and remove. */
export const provisioning: Services = {
  ...base,
  catalogue,
  appClients: cognitoAppClients(connectionTo("cognito"), systemRetryContext),
  secrets: secretsManagerStore(connectionTo("secretsManager"), systemRetryContext),
  tokens: tokenEndpoint(configuration),
};
