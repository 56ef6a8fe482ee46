import { cognitoClient } from "@latchkey/aws/cognito/client";
import { cognitoUserDirectory } from "@latchkey/aws/cognito/user-directory";
import { dynamodbSignUps } from "@latchkey/aws/dynamodb/sign-ups";
import { systemRetryContext } from "@latchkey/aws/retry-context";
import type { SignUpServices } from "@latchkey/core/usecases/sign-up/sign-up-services";
import { systemIds } from "@latchkey/runtime/ids";
import { base, connectionTo, table } from "./trigger-process.ts";

/** What the triggers around a sign-up work with: they look at users and change them. */
export const signUp: SignUpServices = {
  ...base,
  ids: systemIds(base.clock),
  signUps: dynamodbSignUps(table),
  users: cognitoUserDirectory(cognitoClient(connectionTo("cognito")), systemRetryContext),
};
