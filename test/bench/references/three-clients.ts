import { CognitoIdentityProviderClient, CreateUserPoolClientCommand } from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDBClient, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import createChain from "@middy/core";

const dynamodb = new DynamoDBClient({});
const cognito = new CognitoIdentityProviderClient({});
const secrets = new SecretsManagerClient({});

const write = () =>
  dynamodb.send(
    new TransactWriteItemsCommand({
      TransactItems: [{ Put: { TableName: "latchkey", Item: { pk: { S: "INT#1" }, sk: { S: "META" } } } }],
    }),
  );

/** The same four calls as a registration, without anything that a registration does beside them. */
export const handler = createChain().handler(async () => {
  await write();
  await Promise.all([
    secrets.send(new CreateSecretCommand({ Name: "latchkey/bench/1", SecretString: "{}" })),
    cognito.send(new CreateUserPoolClientCommand({ UserPoolId: "eu-west-1_bench", ClientName: "bench" })),
  ]);
  await write();
  return { statusCode: 200 };
});
