import {
  GetItemCommand,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
  TransactGetItemsCommand,
  TransactionCanceledException,
} from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { Call } from "@latchkey/core/ports/call";
import { retrying } from "../retry.ts";
import type { Item } from "./rows.ts";
import type { Table } from "./table.ts";
import { cancelled } from "./transact.ts";

/** A strongly consistent read of one item. */
export async function get(table: Table, key: Readonly<Record<string, string>>, call: Call): Promise<Item | undefined> {
  const command = new GetItemCommand({ TableName: table.name, Key: marshall(key), ConsistentRead: true });
  const request = { operation: "dynamodb:GetItem", repeatable: "idempotent" as const, call };
  const answer = await retrying(table.retry, request, (abortSignal) =>
    table.client.send(command, abortSignal && { abortSignal }),
  );
  return answer.Item;
}

/** A strongly consistent read of several items in one call, in the order of their keys. */
export async function getTogether(
  table: Table,
  keys: readonly Readonly<Record<string, string>>[],
  call: Call,
): Promise<readonly (Item | undefined)[]> {
  const operation = "dynamodb:TransactGetItems";
  const command = new TransactGetItemsCommand({
    TransactItems: keys.map((key) => ({ Get: { TableName: table.name, Key: marshall(key) } })),
  });
  const answer = await retrying(table.retry, { operation, repeatable: "idempotent", call }, async (abortSignal) => {
    try {
      return await table.client.send(command, abortSignal && { abortSignal });
    } catch (error) {
      throw error instanceof TransactionCanceledException ? cancelled(operation, error) : error;
    }
  });
  return keys.map((_, index) => answer.Responses?.[index]?.Item);
}

/** One page of a query. */
export function query(
  table: Table,
  input: Omit<QueryCommandInput, "TableName">,
  call: Call,
): Promise<QueryCommandOutput> {
  const command = new QueryCommand({ ...input, TableName: table.name });
  const request = { operation: "dynamodb:Query", repeatable: "idempotent" as const, call };
  return retrying(table.retry, request, (abortSignal) => table.client.send(command, abortSignal && { abortSignal }));
}
