export * as cognito from "@aws-sdk/client-cognito-identity-provider";
export * as dynamodb from "@aws-sdk/client-dynamodb";
export * as events from "@aws-sdk/client-eventbridge";
export * as secrets from "@aws-sdk/client-secrets-manager";
