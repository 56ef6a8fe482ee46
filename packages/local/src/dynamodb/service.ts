import { AwsError } from "../kernel/aws-error.ts";
import type { Clock } from "../kernel/clock.ts";
import type { AwsService, Input } from "../kernel/service.ts";
import { type Database, databaseOn } from "./database.ts";
import { checkInput, perform } from "./dynalite-call.ts";
import { type DynaliteOperation, dynaliteOperations } from "./dynalite-operations.ts";
import { writeItem } from "./item-write.ts";
import { openKeyValue } from "./key-value.ts";
import { changeTable } from "./table-change.ts";
import { describeTimeToLive, sweepExpired, updateTimeToLive } from "./time-to-live.ts";
import { transactGet } from "./transact-get.ts";
import { transactWrite } from "./transact-write.ts";
import { transactionTokens } from "./transaction-token.ts";

export interface DynamoDbOptions {
  /** Created when missing; without it nothing survives `close`. */
  readonly dir?: string;
  readonly clock: Clock;
  /** Part of the tables' ARNs; `us-east-1` by default. */
  readonly region?: string;
}

export interface DynamoDbService extends AwsService {
  /** Deletes the items whose time to live has passed, and answers how many; DynamoDB does so some day. */
  sweepExpired(): Promise<number>;
  /** Resolves when every write has ended and the directory is free again. */
  close(): Promise<void>;
}

/**
 * DynamoDB: dynalite's expressions, validation and queries over a LevelDB whose every write, with its index entries and however many
 * items, is one atomic batch. Adds what dynalite lacks: transactions, time to live, `ReturnValuesOnConditionCheckFailure`. Index reads
 * see every completed write, which DynamoDB does not promise. Throws `DataDirectoryError` for a directory that it cannot use.
 */
export async function dynamodbService(options: DynamoDbOptions): Promise<DynamoDbService> {
  const { clock, dir, region = "us-east-1" } = options;
  const level = await openKeyValue(dir);
  const tokens = await transactionTokens(level, clock);
  const database = databaseOn(level, region);
  const own = new Map<string, (input: Input) => unknown>([
    ["TransactWriteItems", (input) => transactWrite(database, tokens, input)],
    ["TransactGetItems", (input) => transactGet(database, input)],
    ["DescribeTimeToLive", (input) => describeTimeToLive(database, input)],
    ["UpdateTimeToLive", (input) => updateTimeToLive(database, input)],
  ]);
  return {
    name: "dynamodb",
    targetPrefix: "DynamoDB_20120810",
    jsonVersion: "1.0",
    operations: [...dynaliteOperations.keys(), ...own.keys()],
    handle(operation, input) {
      const found = dynaliteOperations.get(operation);
      if (found) return performDynalite(database, clock, found, input);
      const handler = own.get(operation);
      if (handler) return handler(input);
      throw new AwsError("UnknownOperationException", `The operation ${operation} is not served here`);
    },
    sweepExpired: () => sweepExpired(database, clock),
    close: () => database.close(),
  };
}

function performDynalite(
  database: Database,
  clock: Clock,
  operation: DynaliteOperation,
  input: Input,
): Promise<unknown> {
  const { action, kind, rules } = operation;
  switch (kind) {
    case "item-write":
      return writeItem(database, operation, input);
    case "table":
      return changeTable(database, clock, operation, input);
    case "write": {
      const data = checkInput(rules, input);
      return database.write((unit) => perform(action, unit.store, data));
    }
    case "read": {
      const data = checkInput(rules, input);
      return perform(action, database.read(data["ExclusiveStartKey"]).store, data);
    }
  }
}
