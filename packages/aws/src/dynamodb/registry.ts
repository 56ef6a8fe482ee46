import {
  DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { IntegrationId } from "@latchkey/core/ids";
import type { Integration, IntegrationEvent } from "@latchkey/core/integration";
import type { Call } from "@latchkey/core/ports/call";
import type { IdempotencyClaim, Registry, ReserveOutcome } from "@latchkey/core/ports/registry";
import { UpstreamError } from "@latchkey/core/upstream";
import { type Connection, clientSettings } from "../connection.ts";
import { type RetryContext, retrying } from "../retry.ts";
import { companionWrites, type Write } from "./companions.ts";
import { listIntegrations } from "./list.ts";
import { claimItem, claimOf, eventItem, INDEX, type Item, integrationItem, integrationOf, keyOf } from "./rows.ts";
import type { Table } from "./table.ts";

/** The registry in one DynamoDB table, whose every item is described in STORAGE.md. */
export function dynamodbRegistry(
  connection: Connection,
  { table: name, retry, token }: { readonly table: string; readonly retry: RetryContext; readonly token: () => string },
): Registry {
  const table: Table = { name, client: new DynamoDBClient(clientSettings(connection)), retry, token };
  return {
    reserve: (row, context, call) => reserve(table, row, context, call),
    save: (before, after, events, call) => save(table, { before, after, events }, call),
    async load(id, call) {
      const item = await get(table, keyOf.integration(id), call);
      return item && integrationOf(item);
    },
    async claim(owner, key, now, call) {
      const item = await get(table, keyOf.idempotency(owner, key), call);
      const claim = item && claimOf(item);
      return claim !== undefined && claim.expiresAt > now ? claim : undefined;
    },
    list: (query, call) => listIntegrations(table, query, call),
    due: (now, limit, call) => due(table, now, limit, call),
    appendIfActive: (event, owner, call) => appendIfActive(table, event, owner, call),
  };
}

async function get(table: Table, key: Readonly<Record<string, string>>, call: Call): Promise<Item | undefined> {
  const command = new GetItemCommand({ TableName: table.name, Key: marshall(key), ConsistentRead: true });
  const request = { operation: "dynamodb:GetItem", repeatable: "idempotent" as const, call };
  const answer = await retrying(table.retry, request, (abortSignal) =>
    table.client.send(command, abortSignal && { abortSignal }),
  );
  return answer.Item;
}

async function due(table: Table, now: number, limit: number, call: Call): Promise<readonly Integration[]> {
  const command = new QueryCommand({
    TableName: table.name,
    IndexName: INDEX.due,
    KeyConditionExpression: "dueKey = :due AND dueAt <= :now",
    ExpressionAttributeValues: marshall({ ":due": "DUE", ":now": now }),
    Limit: limit,
  });
  const request = { operation: "dynamodb:Query", repeatable: "idempotent" as const, call };
  const answer = await retrying(table.retry, request, (abortSignal) =>
    table.client.send(command, abortSignal && { abortSignal }),
  );
  return (answer.Items ?? []).map(integrationOf);
}

const put = (table: Table, item: Item): Write => ({
  item: { Put: { TableName: table.name, Item: item } },
  conflict: "row",
});

async function reserve(
  table: Table,
  row: Integration,
  { limits, claim }: Parameters<Registry["reserve"]>[1],
  call: Call,
): Promise<ReserveOutcome> {
  const writes: readonly Write[] = [
    ...(claim ? [claimWrite(table, claim, row.createdAt)] : []),
    {
      item: {
        Put: { TableName: table.name, Item: integrationItem(row), ConditionExpression: "attribute_not_exists(pk)" },
      },
      conflict: "row",
    },
    ...companionWrites(table.name, undefined, row, limits),
  ];
  const failed = await transact(table, writes, call);
  switch (failed?.conflict) {
    case undefined:
      return { kind: "reserved" };
    case "key":
      return { kind: "key-used", claim: claimOf(failed.item ?? {}) };
    case "name":
      // Only `nameItem` writes such rows.
      return { kind: "name-taken", by: failed.item?.["integrationId"]?.S as IntegrationId };
    case "owner":
      return { kind: "owner-full" };
    case "pool":
      return { kind: "styles-exhausted" };
    case "row":
      throw new UpstreamError("rejected", "dynamodb:TransactWriteItems", "IdInUse");
  }
}

/** An expired claim counts as gone even while the table has not deleted it. */
const claimWrite = (table: Table, claim: IdempotencyClaim, now: number): Write => ({
  item: {
    Put: {
      TableName: table.name,
      Item: claimItem(claim),
      ConditionExpression: "attribute_not_exists(pk) OR expiresAt <= :now",
      ExpressionAttributeValues: marshall({ ":now": now }),
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    },
  },
  conflict: "key",
});

interface Change {
  readonly before: Integration;
  readonly after: Integration;
  readonly events: readonly IntegrationEvent[];
}

async function save(
  table: Table,
  { before, after, events }: Change,
  call: Call,
): Promise<"saved" | "stale" | "name-taken"> {
  const row: Write = {
    item: {
      Put: {
        TableName: table.name,
        Item: integrationItem(after),
        ConditionExpression: "epoch = :epoch AND version = :version",
        ExpressionAttributeValues: marshall({ ":epoch": before.epoch, ":version": before.version }),
      },
    },
    conflict: "row",
  };
  const writes = [
    row,
    ...companionWrites(table.name, before, after, undefined),
    ...events.map((event) => put(table, eventItem(event))),
  ];
  const failed = await transact(table, writes, call);
  if (failed === undefined) return "saved";
  return failed.conflict === "name" ? "name-taken" : "stale";
}

async function appendIfActive(
  table: Table,
  event: IntegrationEvent,
  owner: string,
  call: Call,
): Promise<"appended" | "refused"> {
  const ConditionCheck = {
    TableName: table.name,
    Key: marshall(keyOf.integration(event.integrationId)),
    ConditionExpression: "#state = :active AND #owner = :owner",
    ExpressionAttributeNames: { "#state": "state", "#owner": "owner" },
    ExpressionAttributeValues: marshall({ ":active": "active", ":owner": owner }),
  };
  const failed = await transact(
    table,
    [{ item: { ConditionCheck }, conflict: "row" }, put(table, eventItem(event))],
    call,
  );
  return failed === undefined ? "appended" : "refused";
}

interface FailedCondition {
  readonly conflict: Write["conflict"];
  /** The item that stood in the way, where it was asked for. */
  readonly item: Item | undefined;
}

/** All or nothing. Answers the first condition that failed, in the order of the writes; undefined when everything is written. */
async function transact(table: Table, writes: readonly Write[], call: Call): Promise<FailedCondition | undefined> {
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
  const code = reasons.find(({ Code }) => Code !== undefined && Code !== "None")?.Code ?? "Unknown";
  const failure =
    code === "TransactionConflict" ? "conflict" : /Throttling|ThroughputExceeded/.test(code) ? "throttled" : "rejected";
  throw new UpstreamError(failure, "dynamodb:TransactWriteItems", code, error);
}
