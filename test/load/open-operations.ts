import { paginateScan } from "@aws-sdk/client-dynamodb";
import { TABLE } from "@latchkey/local/stack/bootstrap";
import { sdkClients } from "../support/test-aws.ts";

/** How many integrations have an operation that has not ended. */
export async function openOperations(awsEndpoint: string): Promise<number> {
  const { dynamodb: client } = sdkClients(awsEndpoint);
  const scan = { TableName: TABLE, ConsistentRead: true, FilterExpression: "attribute_exists(operation)" };
  let open = 0;
  for await (const { Count = 0 } of paginateScan({ client }, scan)) open += Count;
  return open;
}
