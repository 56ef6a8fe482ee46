import { cognitoLoginDomain } from "@latchkey/aws/cognito/login-domain";
import { cognitoUserDirectory } from "@latchkey/aws/cognito/user-directory";
import { dynamodbHealthStore } from "@latchkey/aws/dynamodb/health-store";
import { systemRetryContext } from "@latchkey/aws/retry-context";
import type { AccessPreviewer } from "@latchkey/core/usecases/access-preview/access-question";
import type { Inspector } from "@latchkey/core/usecases/health/check-health";
import { table } from "./process.ts";
import { cognito, provisioning } from "./provisioning.ts";

/** What looks at integrations without changing anything in AWS. */
export const inspection: Inspector & AccessPreviewer = {
  ...provisioning,
  domain: cognitoLoginDomain(cognito, systemRetryContext),
  health: dynamodbHealthStore(table),
  users: cognitoUserDirectory(cognito, systemRetryContext),
};
