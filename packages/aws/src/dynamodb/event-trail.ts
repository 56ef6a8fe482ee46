import { marshall } from "@aws-sdk/util-dynamodb";
import type { IntegrationEvent } from "@latchkey/core/integration";
import type { Call } from "@latchkey/core/ports/call";
import type { EventPage, EventTrail } from "@latchkey/core/ports/event-trail";
import { query } from "./get.ts";
import { EVENT_SHARDS, eventOf, INDEX, keyOf, OPEN } from "./rows.ts";
import type { Table } from "./table.ts";
import { transact, type Write } from "./transact.ts";

/** The events in the registry's table. */
export function dynamodbEventTrail(table: Table): EventTrail {
  return {
    ofIntegration: (id, page, call) => ofIntegration(table, id, page, call),
    ofOwner: (owner, page, call) => ofOwner(table, owner, page, call),
    async unpublished(limit, call) {
      const answer = await query(
        table,
        {
          IndexName: INDEX.due,
          KeyConditionExpression: "dueKey = :outbox",
          ExpressionAttributeValues: marshall({ ":outbox": OPEN.outbox }),
          Limit: limit,
        },
        call,
      );
      return (answer.Items ?? []).map(eventOf);
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
  const { pk } = keyOf.integration(id);
  const answer = await query(
    table,
    {
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :events)",
      ExpressionAttributeValues: marshall({ ":pk": pk, ":events": "EVT#" }),
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: limit,
      ...(after !== undefined && { ExclusiveStartKey: marshall(keyOf.event({ integrationId: id, id: after })) }),
    },
    call,
  );
  const items = (answer.Items ?? []).map(eventOf);
  return { items, next: answer.LastEvaluatedKey === undefined ? undefined : items.at(-1)?.id };
}

/** One query for an owner, one per shard for all. Ids sort by age, so that the pages of the shards can be merged. */
async function ofOwner(
  table: Table,
  owner: Parameters<EventTrail["ofOwner"]>[0],
  { limit, after, before }: Parameters<EventTrail["ofOwner"]>[1],
  call: Call,
): Promise<EventPage> {
  const partitions =
    owner === undefined
      ? EVENT_SHARDS.map((shard) => ({ index: INDEX.all, attribute: "allKey", value: shard }))
      : [{ index: INDEX.byOwner, attribute: "ownerKey", value: `EVENTS#${owner}` }];
  const answers = await Promise.all(
    partitions.map(({ index, attribute, value }) =>
      query(
        table,
        {
          IndexName: index,
          KeyConditionExpression: after === undefined ? "#key = :key" : "#key = :key AND id > :after",
          ExpressionAttributeNames: { "#key": attribute },
          ExpressionAttributeValues: marshall({ ":key": value, ...(after !== undefined && { ":after": after }) }),
          Limit: limit,
        },
        call,
      ),
    ),
  );
  const found = answers
    .flatMap(({ Items }) => (Items ?? []).map(eventOf))
    .sort((one, other) => (one.id < other.id ? -1 : 1));
  // Not a filter: nothing may follow an event that is held back.
  const young = found.findIndex(({ at }) => at >= before);
  const settled = young === -1 ? found : found.slice(0, young);
  const items = settled.slice(0, limit);
  const more =
    settled.length > items.length ||
    (young === -1 && answers.some(({ LastEvaluatedKey }) => LastEvaluatedKey !== undefined));
  return { items, next: more ? items.at(-1)?.id : undefined };
}
