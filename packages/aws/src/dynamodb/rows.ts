import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { Owner } from "@latchkey/core/caller";
import type { IntegrationId } from "@latchkey/core/ids";
import { dueAt, type Integration, type IntegrationEvent } from "@latchkey/core/integration";
import { foldName } from "@latchkey/core/names";
import type { IdempotencyClaim } from "@latchkey/core/ports/registry";

export type Item = Record<string, AttributeValue>;

/** Names of the table's indexes; their keys are in STORAGE.md. */
export const INDEX = { byOwner: "byOwner", all: "all", due: "due" } as const;

/** Partitions over which the list of all integrations is spread. */
export const SHARDS = ["ALL#0", "ALL#1", "ALL#2", "ALL#3"] as const;

export const keyOf = {
  integration: (id: IntegrationId) => ({ pk: `INT#${id}`, sk: "META" }),
  name: (owner: Owner, name: string) => ({ pk: `NAME#${owner}#${foldName(name)}`, sk: "NAME" }),
  client: (clientId: string) => ({ pk: `CLIENT#${clientId}`, sk: "CLIENT" }),
  idempotency: (owner: Owner, key: string) => ({ pk: `IDEM#${owner}#${key}`, sk: "IDEM" }),
  owner: (owner: Owner) => ({ pk: `OWNER#${owner}`, sk: "COUNT" }),
  pool: (poolId: string) => ({ pk: `POOL#${poolId}`, sk: "STYLES" }),
};

const seconds = (ms: number): number => Math.ceil(ms / 1000);
const toItem = (value: Readonly<Record<string, unknown>>): Item => marshall(value, { removeUndefinedValues: true });

const shardOf = (id: IntegrationId): string => SHARDS[id.charCodeAt(id.length - 1) % SHARDS.length] ?? SHARDS[0];

/** The row itself. Tombstones are in no list; `dueKey` is there only while somebody has to look at the row. */
export function integrationItem(row: Integration): Item {
  const due = dueAt(row);
  const listed = row.state !== "removed";
  return toItem({
    ...row,
    ...keyOf.integration(row.id),
    ownerKey: listed ? `OWNER#${row.owner}` : undefined,
    allKey: listed ? shardOf(row.id) : undefined,
    dueKey: due === undefined ? undefined : "DUE",
    dueAt: due,
    ttl: row.expiresAt === undefined ? undefined : seconds(row.expiresAt),
  });
}

const STORAGE_ATTRIBUTES = ["pk", "sk", "ownerKey", "allKey", "dueKey", "dueAt", "ttl"];

/** The parse boundary of the table: only `integrationItem` writes such rows. */
export function integrationOf(item: Item): Integration {
  const row = unmarshall(item);
  for (const attribute of STORAGE_ATTRIBUTES) delete row[attribute];
  return row as Integration;
}

export const eventItem = (event: IntegrationEvent): Item =>
  toItem({ ...event, pk: `INT#${event.integrationId}`, sk: `EVT#${event.id}`, ownerKey: `EVENTS#${event.owner}` });

export const nameItem = (row: Integration): Item =>
  toItem({ ...keyOf.name(row.owner, row.name), integrationId: row.id });

/** What the triggers read, with one consistent get. */
export const clientItem = (row: Integration & { readonly clientId: string }): Item =>
  toItem({ ...keyOf.client(row.clientId), integrationId: row.id, owner: row.owner, connector: row.connector });

export const claimItem = (claim: IdempotencyClaim): Item =>
  toItem({ ...keyOf.idempotency(claim.owner, claim.key), ...claim, ttl: seconds(claim.expiresAt) });

/** The parse boundary of claims: only `claimItem` writes them. */
export function claimOf(item: Item): IdempotencyClaim {
  const { owner, key, requestHash, integrationId, expiresAt } = unmarshall(item);
  return { owner, key, requestHash, integrationId, expiresAt };
}
