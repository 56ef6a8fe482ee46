import { join } from "node:path";
import { marshall } from "@aws-sdk/util-dynamodb";
import {
  clientItem,
  eventItem,
  eventOf,
  type Item,
  integrationItem,
  integrationOf,
  keyOf,
  nameItem,
} from "@latchkey/aws/dynamodb/rows";
import type { IntegrationEvent, Integration as Row } from "@latchkey/core/integration";
import type { Ids } from "@latchkey/core/ports/ids";
import { unitOfWork } from "@latchkey/local/dynamodb/dynalite-store";
import { openKeyValue } from "@latchkey/local/dynamodb/key-value";
import { TABLE } from "@latchkey/local/stack/bootstrap";
import { REGION } from "@latchkey/local/stack/start-aws";
import { wireClient } from "@latchkey/local/stack/wire-client";
import { systemIds } from "@latchkey/runtime/ids";
import db from "dynalite/db/index.js";
import type { Integration } from "./cases.ts";

/** An active integration, as its registration left it. */
export interface Template {
  readonly row: Row & { readonly clientId: string };
  readonly event: IntegrationEvent;
}

/** Reads what a registration has written. */
export async function templateOf(endpoint: string, { id }: Integration): Promise<Template> {
  const aws = wireClient(endpoint);
  // An id of the service's own answer.
  const { pk, sk } = keyOf.integration(id as Row["id"]);
  const found = await aws.call("DynamoDB_20120810.GetItem", { TableName: TABLE, Key: marshall({ pk, sk }) });
  const events = await aws.call("DynamoDB_20120810.Query", {
    TableName: TABLE,
    KeyConditionExpression: "pk = :pk AND begins_with(sk, :event)",
    ExpressionAttributeValues: marshall({ ":pk": pk, ":event": "EVT#" }),
  });
  // The stand-in answers as DynamoDB does.
  const row = integrationOf(found["Item"] as Item);
  const [event = {}] = events["Items"] as readonly Item[];
  if (row.clientId === undefined) throw new Error(`the integration is ${row.state}`);
  return { row: { ...row, clientId: row.clientId }, event: eventOf(event) };
}

/** Items that are written together. */
const BATCH = 2_000;

/**
 * Puts so many copies of an integration, with everything that accompanies one, into a stand-in's data directory while nobody has it open:
 * the same items as registrations would leave, a hundred times as fast. Answers the ids, oldest first.
 */
export async function fill(dataDir: string, { row, event }: Template, count: number): Promise<readonly string[]> {
  const level = await openKeyValue(join(dataDir, "dynamodb"));
  const ids: string[] = [];
  let now = row.createdAt - count - 1;
  const generator = systemIds({ now: () => now });
  try {
    let items: Item[] = [];
    for (let copy = 1; copy <= count; copy += 1) {
      now += 1;
      const one = copyOf({ row, event }, copy, generator);
      ids.push(one.id);
      items.push(...one.items);
      if (items.length < BATCH && copy < count) continue;
      await store(level, items);
      items = [];
    }
  } finally {
    await level.close();
  }
  return ids;
}

function copyOf(
  { row, event }: Template,
  copy: number,
  ids: Ids,
): { readonly id: string; readonly items: readonly Item[] } {
  const id = ids.integration();
  const one = { ...row, id, name: `Copy ${copy}`, clientId: `client${String(copy).padStart(20, "0")}` };
  // Published: most events of a table are.
  const { dueKey: _, dueAt: __, ...published } = eventItem({ ...event, id: ids.event(), integrationId: id });
  return { id, items: [integrationItem(one), nameItem(one, one.name), clientItem(one), published] };
}

async function store(level: Awaited<ReturnType<typeof openKeyValue>>, items: readonly Item[]): Promise<void> {
  const unit = unitOfWork(level, { region: REGION, knownTables: new Map() });
  const table = unit.table(TABLE);
  if (table === undefined) throw new Error(`there is no table ${TABLE}`);
  const section = unit.store.getItemDb(TABLE);
  for (const item of items)
    section.put(db.createKey(item, table), item, (error) => {
      if (error) throw error;
    });
  await unit.stage.commit();
}
