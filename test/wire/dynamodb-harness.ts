import { type AttributeValue, CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { type DynamoDbService, dynamodbService } from "@latchkey/local/dynamodb/service";
import { type Clock, systemClock } from "@latchkey/local/kernel/clock";
import { createFaults } from "@latchkey/local/kernel/faults";
import { createAwsServer } from "@latchkey/local/kernel/server";
import { openStore } from "@latchkey/local/kernel/store";

/** DynamoDB behind the real protocol server, with the real client in front. */
export interface Dynamo {
  readonly client: DynamoDBClient;
  readonly service: DynamoDbService;
  readonly port: number;
  /** Throws what went wrong inside the stand-in meanwhile. */
  close(): Promise<void>;
}

export async function startDynamo({ dir, clock = systemClock }: { dir?: string; clock?: Clock } = {}): Promise<Dynamo> {
  const service = await dynamodbService({ clock, ...(dir !== undefined && { dir }) });
  const store = await openStore(undefined, { clock });
  const defects: unknown[] = [];
  const onError = (error: unknown): void => void defects.push(error);
  const server = createAwsServer({ services: [service], faults: createFaults(), store, clock, onError });
  const running = await server.listen(0);
  const client = clientOf(running.port);
  return {
    client,
    service,
    port: running.port,
    async close() {
      client.destroy();
      await running.close();
      await service.close();
      if (defects.length > 0) throw new AggregateError(defects, "The stand-in failed");
    },
  };
}

export const clientOf = (port: number): DynamoDBClient =>
  new DynamoDBClient({
    region: "eu-west-1",
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });

/** A table keyed `pk`/`sk` with the index `by-owner` on `owner`/`at` and the sparse `by-due` on `due` (a number). */
export const createRows = (TableName = "rows") =>
  new CreateTableCommand({
    TableName,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [
      { AttributeName: "pk", AttributeType: "S" },
      { AttributeName: "sk", AttributeType: "S" },
      { AttributeName: "owner", AttributeType: "S" },
      { AttributeName: "at", AttributeType: "S" },
      { AttributeName: "due", AttributeType: "N" },
    ],
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: "by-owner",
        KeySchema: [
          { AttributeName: "owner", KeyType: "HASH" },
          { AttributeName: "at", KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "ALL" },
      },
      {
        IndexName: "by-due",
        KeySchema: [{ AttributeName: "due", KeyType: "HASH" }],
        Projection: { ProjectionType: "KEYS_ONLY" },
      },
    ],
  });

/** Strings and numbers as attribute values. */
export const row = (values: Readonly<Record<string, string | number>>): Record<string, AttributeValue> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === "number" ? { N: String(value) } : { S: value },
    ]),
  );
