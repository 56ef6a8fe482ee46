import {
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import type { Call } from "@latchkey/core/ports/call";
import { UpstreamError } from "@latchkey/core/upstream";
import { retrying } from "../retry.ts";
import type { Item } from "./rows.ts";
import type { Table } from "./table.ts";

/** One write of a transaction, and what its failed condition means. */
export interface Write {
  readonly item: TransactWriteItem;
  readonly conflict: "row" | "key" | "name" | "owner" | "pool";
}

export interface FailedCondition {
  readonly conflict: Write["conflict"];
  /** The item that stood in the way, where it was asked for. */
  readonly item: Item | undefined;
}

/** All or nothing. Answers the first condition that failed, in the order of the writes; undefined when everything is written. */
export async function transact(
  table: Table,
  writes: readonly Write[],
  call: Call,
): Promise<FailedCondition | undefined> {
  const command = new TransactWriteItemsCommand({
    TransactItems: writes.map(({ item }) => item),
    ClientRequestToken: table.token(),
  });
  const request = { operation: "dynamodb:TransactWriteItems", repeatable: "idempotent" as const, call };
  return retrying(table.retry, request, async (abortSignal) => {
    try {
      await table.client.send(command, abortSignal && { abortSignal });
      return undefined;
    } catch (error) {
      return failedCondition(error, writes);
    }
  });
}

/** Tells a failed condition, which is an answer, from a collision with another transaction, which is to be tried again. */
function failedCondition(error: unknown, writes: readonly Write[]): FailedCondition {
  if (!(error instanceof TransactionCanceledException)) throw error;
  const reasons = error.CancellationReasons ?? [];
  const index = reasons.findIndex(({ Code }) => Code === "ConditionalCheckFailed");
  const write = writes[index];
  if (write !== undefined) return { conflict: write.conflict, item: reasons[index]?.Item };
  throw cancelled("dynamodb:TransactWriteItems", error);
}

/** Why a transaction did not take place, other than for a condition: a collision with another one can be tried again. */
export function cancelled(operation: string, error: TransactionCanceledException): UpstreamError {
  const codes = (error.CancellationReasons ?? []).flatMap(({ Code }) => Code ?? []);
  const code = codes.find((each) => each !== "None") ?? "Unknown";
  const failure =
    code === "TransactionConflict" ? "conflict" : /Throttling|ThroughputExceeded/.test(code) ? "throttled" : "rejected";
  return new UpstreamError(failure, operation, code, error);
}

/** Replaces an item, whatever was there. */
export const put = (table: Table, item: Item): Write => ({
  item: { Put: { TableName: table.name, Item: item } },
  conflict: "row",
});
