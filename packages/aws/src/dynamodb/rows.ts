import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { Owner } from "@latchkey/core/caller";
import type { IntegrationId, RotationId } from "@latchkey/core/ids";
import { dueAt, type Integration, type IntegrationEvent } from "@latchkey/core/integration";
import { foldName } from "@latchkey/core/names";
import type { ClientPolicy } from "@latchkey/core/ports/client-policies";
import type { IdempotencyClaim } from "@latchkey/core/ports/registry";
import type { Member, SignUpRecord } from "@latchkey/core/ports/sign-ups";
import type { Rotation } from "@latchkey/core/rotation";

export type Item = Record<string, AttributeValue>;

/** Names of the table's indexes; their keys are in STORAGE.md. */
export const INDEX = { byOwner: "byOwner", all: "all", due: "due" } as const;

/** Partitions of the index `due`: rows and sign-ups that somebody has to look at, and events that nobody has published. */
export const OPEN = { operations: "DUE", outbox: "OUTBOX", signUps: "SIGNUPS" } as const;

/** Partitions over which the list of all integrations is spread. */
export const SHARDS = ["ALL#0", "ALL#1", "ALL#2", "ALL#3"] as const;

/** The same for events. */
export const EVENT_SHARDS = ["EVENTS#0", "EVENTS#1", "EVENTS#2", "EVENTS#3"] as const;

export const keyOf = {
  integration: (id: IntegrationId) => ({ pk: `INT#${id}`, sk: "META" }),
  event: ({ integrationId, id }: Pick<IntegrationEvent, "integrationId" | "id">) => ({
    pk: `INT#${integrationId}`,
    sk: `EVT#${id}`,
  }),
  rotation: (id: IntegrationId, rotationId: RotationId) => ({ pk: `INT#${id}`, sk: `ROT#${rotationId}` }),
  health: (id: IntegrationId) => ({ pk: `INT#${id}`, sk: "HEALTH" }),
  member: (id: IntegrationId, username: string) => ({ pk: `INT#${id}`, sk: `MEM#${username}` }),
  signUp: (userPoolId: string, username: string) => ({ pk: `SIGNUP#${userPoolId}#${username}`, sk: "SIGNUP" }),
  name: (owner: Owner, name: string) => ({ pk: `NAME#${owner}#${foldName(name)}`, sk: "NAME" }),
  client: (clientId: string) => ({ pk: `CLIENT#${clientId}`, sk: "CLIENT" }),
  idempotency: (owner: Owner, key: string) => ({ pk: `IDEM#${owner}#${key}`, sk: "IDEM" }),
  owner: (owner: Owner) => ({ pk: `OWNER#${owner}`, sk: "COUNT" }),
  pool: (poolId: string) => ({ pk: `POOL#${poolId}`, sk: "STYLES" }),
};

const seconds = (ms: number): number => Math.ceil(ms / 1000);
const toItem = (value: Readonly<Record<string, unknown>>): Item => marshall(value, { removeUndefinedValues: true });

const shardOf = (shards: readonly [string, ...string[]], id: string): string =>
  shards[id.charCodeAt(id.length - 1) % shards.length] ?? shards[0];

/** The row itself. Tombstones are in no list; `dueKey` is there only while somebody has to look at the row. */
export function integrationItem(row: Integration): Item {
  const due = dueAt(row);
  const listed = row.state !== "removed";
  return toItem({
    ...row,
    ...keyOf.integration(row.id),
    ownerKey: listed ? `OWNER#${row.owner}` : undefined,
    allKey: listed ? shardOf(SHARDS, row.id) : undefined,
    dueKey: due === undefined ? undefined : OPEN.operations,
    dueAt: due,
    ttl: row.expiresAt === undefined ? undefined : seconds(row.expiresAt),
  });
}

const STORAGE_ATTRIBUTES = ["pk", "sk", "ownerKey", "allKey", "dueKey", "dueAt", "ttl"];

/** The parse boundary of the table: only `integrationItem` writes such rows. */
export const integrationOf = (item: Item): Integration => bare(item) as unknown as Integration;

function bare(item: Item): Record<string, unknown> {
  const row = unmarshall(item);
  for (const attribute of STORAGE_ATTRIBUTES) delete row[attribute];
  return row;
}

/** An event is in the outbox until it has been published. */
export const eventItem = (event: IntegrationEvent): Item =>
  toItem({
    ...event,
    ...keyOf.event(event),
    ownerKey: `EVENTS#${event.owner}`,
    allKey: shardOf(EVENT_SHARDS, event.id),
    dueKey: OPEN.outbox,
    dueAt: event.at,
  });

/** The parse boundary of events: only `eventItem` writes them. */
export const eventOf = (item: Item): IntegrationEvent => bare(item) as unknown as IntegrationEvent;

export const rotationItem = (id: IntegrationId, rotation: Rotation): Item =>
  toItem({ ...keyOf.rotation(id, rotation.id), rotation });

/** The parse boundary of rotations: only `rotationItem` writes them. */
export const rotationOf = (item: Item): Rotation => unmarshall(item)["rotation"] as Rotation;

export const nameItem = (row: Integration, name: string): Item =>
  toItem({ ...keyOf.name(row.owner, name), integrationId: row.id });

/** What the triggers read, with one consistent get. */
export const clientItem = (row: Integration & { readonly clientId: string }): Item =>
  toItem({
    ...keyOf.client(row.clientId),
    integrationId: row.id,
    owner: row.owner,
    connector: row.connector,
    signUp: row.signUp,
    access: row.access,
    groupsClaim: row.groupsClaim,
  });

/** The parse boundary of clients: only `clientItem` writes them. */
export function clientPolicyOf(item: Item): ClientPolicy {
  const { integrationId, owner, signUp, access, groupsClaim } = unmarshall(item);
  return {
    integrationId,
    owner,
    ...(signUp !== undefined && { signUp }),
    ...(access !== undefined && { access }),
    ...(groupsClaim !== undefined && { groupsClaim }),
  };
}

/** Due until it is completed; the table forgets it when it expires. */
export const signUpItem = (signUp: SignUpRecord): Item =>
  toItem({
    ...keyOf.signUp(signUp.userPoolId, signUp.username),
    ...signUp,
    dueKey: OPEN.signUps,
    dueAt: signUp.lookAt,
    ttl: seconds(signUp.expiresAt) + SIGN_UP_GRACE_SECONDS,
  });

/** The reconciler is to find an expired record, not a missing one. */
const SIGN_UP_GRACE_SECONDS = 24 * 60 * 60;

/** The parse boundary of sign-ups: only `signUpItem` writes them. */
export const signUpOf = (item: Item): SignUpRecord => bare(item) as unknown as SignUpRecord;

export const memberItem = (member: Member): Item =>
  toItem({ ...keyOf.member(member.integrationId, member.username), ...member });

/** The parse boundary of members: only `memberItem` writes them. */
export const memberOf = (item: Item): Member => bare(item) as unknown as Member;

export const claimItem = (claim: IdempotencyClaim): Item =>
  toItem({ ...keyOf.idempotency(claim.owner, claim.key), ...claim, ttl: seconds(claim.expiresAt) });

/** The parse boundary of claims: only `claimItem` writes them. */
export function claimOf(item: Item): IdempotencyClaim {
  const { owner, key, requestHash, integrationId, rotationId, expiresAt } = unmarshall(item);
  return { owner, key, requestHash, integrationId, expiresAt, ...(rotationId !== undefined && { rotationId }) };
}
