import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import type { Connection } from "../connection.ts";
import { sdkClient } from "../sdk-client.ts";

/**
 * The SDK's client for Amazon Cognito user pools (https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/). One is
 * enough for all adapters of a function: each would pay for a handshake of its own.
 */
export const cognitoClient = (connection: Connection): CognitoIdentityProviderClient =>
  sdkClient(CognitoIdentityProviderClient, connection);
