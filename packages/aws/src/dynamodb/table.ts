import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Connection } from "../connection.ts";
import type { RetryContext } from "../retry.ts";
import { sdkClient } from "../sdk-client.ts";

/** The one table, and how it is reached. */
export interface Table {
  readonly name: string;
  readonly client: DynamoDBClient;
  readonly retry: RetryContext;
  /** A new idempotency token for each transaction, kept through its retries. */
  readonly token: () => string;
}

export const dynamodbTable = (
  connection: Connection,
  table: { readonly name: string; readonly retry: RetryContext; readonly token: () => string },
): Table => ({ ...table, client: sdkClient(DynamoDBClient, connection) });
