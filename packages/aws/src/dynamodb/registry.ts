import { BatchGetItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { IntegrationId } from "@latchkey/core/ids";
import type { Integration, IntegrationEvent } from "@latchkey/core/integration";
import type { Call } from "@latchkey/core/ports/call";
import type { Change, IdempotencyClaim, Registry, ReserveOutcome, SaveOutcome } from "@latchkey/core/ports/registry";
import { UpstreamError } from "@latchkey/core/upstream";
import { retrying } from "../retry.ts";
import { companionWrites } from "./companions.ts";
import { dueItems } from "./due.ts";
import { get } from "./get.ts";
import { listIntegrations } from "./list.ts";
import { claimItem, claimOf, eventItem, integrationItem, integrationOf, keyOf, OPEN, rotationOf } from "./rows.ts";
import type { Table } from "./table.ts";
import { put, transact, type Write } from "./transact.ts";

/** The registry in one DynamoDB table, whose every item is described in STORAGE.md. */
export function dynamodbRegistry(table: Table): Registry {
  return {
    reserve: (row, context, call) => reserve(table, row, context, call),
    save: (change, call) => save(table, change, call),
    async load(id, call) {
      const item = await get(table, keyOf.integration(id), call);
      return item && integrationOf(item);
    },
    known: (ids, call) => known(table, ids, call),
    async rotation(id, rotationId, call) {
      const item = await get(table, keyOf.rotation(id, rotationId), call);
      return item && rotationOf(item);
    },
    noteVerified: (row, verifiedAt, call) => noteVerified(table, row, verifiedAt, call),
    async claim(owner, key, now, call) {
      const item = await get(table, keyOf.idempotency(owner, key), call);
      const claim = item && claimOf(item);
      return claim !== undefined && claim.expiresAt > now ? claim : undefined;
    },
    list: (page, call) => listIntegrations(table, page, call),
    async due(now, limit, call) {
      return (await dueItems(table, { partition: OPEN.operations, until: now, limit }, call)).map(integrationOf);
    },
    appendIfActive: (event, owner, call) => appendIfActive(table, event, owner, call),
  };
}

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
    ...companionWrites(table, undefined, row, limits),
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

const unchanged = ({ epoch, version }: Integration) => ({
  ConditionExpression: "epoch = :epoch AND version = :version",
  values: { ":epoch": epoch, ":version": version },
});

async function save(table: Table, { before, after, events, claim }: Change, call: Call): Promise<SaveOutcome> {
  const { values, ...condition } = unchanged(before);
  const row: Write = {
    item: {
      Put: {
        TableName: table.name,
        Item: integrationItem(after),
        ...condition,
        ExpressionAttributeValues: marshall(values),
      },
    },
    conflict: "row",
  };
  const writes = [
    ...(claim ? [claimWrite(table, claim, after.updatedAt)] : []),
    row,
    ...companionWrites(table, before, after, undefined),
    ...events.map((event) => put(table, eventItem(event))),
  ];
  const failed = await transact(table, writes, call);
  switch (failed?.conflict) {
    case undefined:
      return { kind: "saved" };
    case "key":
      return { kind: "key-used", claim: claimOf(failed.item ?? {}) };
    case "name":
      return { kind: "name-taken" };
    case "row":
    case "owner":
    case "pool":
      return { kind: "stale" };
  }
}

async function noteVerified(table: Table, row: Integration, verifiedAt: number, call: Call): Promise<void> {
  const { values, ...condition } = unchanged(row);
  const Update = {
    TableName: table.name,
    Key: marshall(keyOf.integration(row.id)),
    UpdateExpression: "SET verifiedAt = :verifiedAt",
    ...condition,
    ExpressionAttributeValues: marshall({ ...values, ":verifiedAt": verifiedAt }),
  };
  await transact(table, [{ item: { Update }, conflict: "row" }], call);
}

/** As many keys as DynamoDB takes in one call. */
const BATCH = 100;

async function known(table: Table, ids: readonly IntegrationId[], call: Call): Promise<ReadonlySet<IntegrationId>> {
  const found = new Set<IntegrationId>();
  let open = ids.map((id) => marshall(keyOf.integration(id)));
  while (open.length > 0) {
    const keys = open.slice(0, BATCH);
    const command = new BatchGetItemCommand({
      RequestItems: { [table.name]: { Keys: keys, ConsistentRead: true, ProjectionExpression: "id" } },
    });
    const request = { operation: "dynamodb:BatchGetItem", repeatable: "idempotent" as const, call };
    const answer = await retrying(table.retry, request, (abortSignal) =>
      table.client.send(command, abortSignal && { abortSignal }),
    );
    // Only `integrationItem` writes rows under these keys.
    for (const item of answer.Responses?.[table.name] ?? []) found.add(item["id"]?.S as IntegrationId);
    open = [...(answer.UnprocessedKeys?.[table.name]?.Keys ?? []), ...open.slice(BATCH)];
  }
  return found;
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
