import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { RetryContext } from "../retry.ts";

/** What the adapter works with. */
export interface Table {
  readonly name: string;
  readonly client: DynamoDBClient;
  readonly retry: RetryContext;
  /** A new idempotency token for each transaction, kept through its retries. */
  readonly token: () => string;
}
