import { cognitoAppClients } from "@latchkey/aws/cognito/app-clients";
import { cognitoClient } from "@latchkey/aws/cognito/client";
import { cognitoUserGroups } from "@latchkey/aws/cognito/user-groups";
import { systemRetryContext } from "@latchkey/aws/retry-context";
import { secretsManagerStore } from "@latchkey/aws/secretsmanager/secret-store";
import { tokenEndpoint } from "@latchkey/aws/token-endpoint";
import { catalogue } from "@latchkey/connectors/catalogue";
import type { Engine } from "@latchkey/core/services";
import { base, configuration, connectionTo } from "./process.ts";

export const cognito = cognitoClient(connectionTo("cognito"));

/** What changes integrations, for requests and jobs alike. */
export const provisioning: Engine = {
  ...base,
  catalogue,
  appClients: cognitoAppClients(cognito, systemRetryContext),
  groups: cognitoUserGroups(cognito, systemRetryContext),
  secrets: secretsManagerStore(connectionTo("secretsManager"), systemRetryContext),
  tokens: tokenEndpoint(configuration),
};
