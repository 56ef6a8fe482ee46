import { AdminAddUserToGroupCommand, CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDBClient, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import createChain from "@middy/core";

const dynamodb = new DynamoDBClient({});
const cognito = new CognitoIdentityProviderClient({});

/** The same with the two clients of a trigger. */
export const handler = createChain().handler(async () => {
  const Item = { pk: { S: "SIGNUP#1" }, sk: { S: "SIGNUP" } };
  await dynamodb.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName: "latchkey", Item } }] }));
  await cognito.send(new AdminAddUserToGroupCommand({ UserPoolId: "eu-west-1_bench", Username: "1", GroupName: "1" }));
  return { statusCode: 200 };
});
