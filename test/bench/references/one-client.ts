import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import createChain from "@middy/core";

const dynamodb = new DynamoDBClient({});

/** What somebody writes who wants one client and does not look at what it costs. */
export const handler = createChain().handler(async () => {
  const Key = { pk: { S: "INT#1" }, sk: { S: "META" } };
  await dynamodb.send(new GetItemCommand({ TableName: "latchkey", Key }));
  return { statusCode: 200 };
});
