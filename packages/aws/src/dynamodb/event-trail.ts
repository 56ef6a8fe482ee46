import { marshall } from "@aws-sdk/util-dynamodb";
import type { IntegrationEvent } from "@latchkey/core/integration";
import type { Call } from "@latchkey/core/ports/call";
import type { EventPage, EventTrail } from "@latchkey/core/ports/event-trail";
import { companionItems } from "./companion-items.ts";
import { dueItems } from "./due.ts";
import { queryPartitions } from "./partitions.ts";
import { EVENT_SHARDS, eventOf, keyOf, OPEN } from "./rows.ts";
import type { Table } from "./table.ts";
import { transact, type Write } from "./transact.ts";

/** The events in the registry's table. */
export function dynamodbEventTrail(table: Table): EventTrail {
  return {
    ofIntegration: (id, page, call) => ofIntegration(table, id, page, call),
    ofOwner: (owner, page, call) => ofOwner(table, owner, page, call),
    async unpublished(limit, call) {
      return (await dueItems(table, { partition: OPEN.outbox, limit }, call)).map(eventOf);
    },
    async markPublished(events, call) {
      if (events.length > 0)
        await transact(
          table,
          events.map((event) => published(table, event)),
          call,
        );
    },
  };
}

/** Its companions in the index are all that makes an event part of the outbox. */
const published = (table: Table, event: IntegrationEvent): Write => ({
  item: {
    Update: {
      TableName: table.name,
      Key: marshall(keyOf.event(event)),
      UpdateExpression: "REMOVE dueKey, dueAt",
      ConditionExpression: "attribute_exists(pk)",
    },
  },
  conflict: "row",
});

async function ofIntegration(
  table: Table,
  id: IntegrationEvent["integrationId"],
  { limit, after }: Parameters<EventTrail["ofIntegration"]>[1],
  call: Call,
): Promise<EventPage> {
  const key = after === undefined ? undefined : keyOf.event({ integrationId: id, id: after });
  const found = await companionItems(table, id, { prefix: "EVT#", limit, after: key, backwards: true }, call);
  const items = found.items.map(eventOf);
  return { items, next: found.more ? items.at(-1)?.id : undefined };
}

async function ofOwner(
  table: Table,
  owner: Parameters<EventTrail["ofOwner"]>[0],
  { limit, after, before }: Parameters<EventTrail["ofOwner"]>[1],
  call: Call,
): Promise<EventPage> {
  const ownerKey = owner === undefined ? undefined : `EVENTS#${owner}`;
  const answer = await queryPartitions(
    table,
    { ownerKey, shards: EVENT_SHARDS },
    { after, limit, newestFirst: false },
    call,
  );
  const found = answer.items.map(eventOf).sort((one, other) => (one.id < other.id ? -1 : 1));
  // Not a filter: nothing may follow an event that is held back.
  const young = found.findIndex(({ at }) => at >= before);
  const settled = young === -1 ? found : found.slice(0, young);
  const items = settled.slice(0, limit);
  const more = settled.length > items.length || (young === -1 && answer.more);
  return { items, next: more ? items.at(-1)?.id : undefined };
}
