import type { QueryCommandOutput } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { Integration } from "@latchkey/core/integration";
import type { Call } from "@latchkey/core/ports/call";
import type { ListPage, ListQuery } from "@latchkey/core/ports/registry";
import { query as queryPage } from "./get.ts";
import { INDEX, integrationOf, SHARDS } from "./rows.ts";
import type { Table } from "./table.ts";

/**
 * One page, newest first: one query for an owner, one per shard for the list of all. Ids sort by age, so that the id of the last item
 * is where the next page begins, whatever the partition.
 */
export async function listIntegrations(table: Table, query: ListQuery, call: Call): Promise<ListPage> {
  const partitions =
    query.owner === undefined
      ? SHARDS.map((shard) => ({ index: INDEX.all, attribute: "allKey", value: shard }))
      : [{ index: INDEX.byOwner, attribute: "ownerKey", value: `OWNER#${query.owner}` }];
  const answers = await Promise.all(partitions.map((partition) => queryPartition(table, partition, query, call)));
  const rows = answers.flatMap(({ Items }) => (Items ?? []).map(integrationOf));
  const page = rows.sort((one, other) => (one.id < other.id ? 1 : -1)).slice(0, query.limit);
  const last = page.at(-1);
  const more = rows.length > page.length || answers.some(({ LastEvaluatedKey }) => LastEvaluatedKey !== undefined);
  return { items: page.filter((row) => matches(row, query)), next: more ? last?.id : undefined };
}

interface Partition {
  readonly index: string;
  readonly attribute: string;
  readonly value: string;
}

function queryPartition(
  table: Table,
  { index, attribute, value }: Partition,
  query: ListQuery,
  call: Call,
): Promise<QueryCommandOutput> {
  const { after } = query;
  return queryPage(
    table,
    {
      IndexName: index,
      KeyConditionExpression: after === undefined ? "#key = :key" : "#key = :key AND id < :after",
      ExpressionAttributeNames: { "#key": attribute },
      ExpressionAttributeValues: marshall({ ":key": value, ...(after !== undefined && { ":after": after }) }),
      ScanIndexForward: false,
      Limit: query.limit,
    },
    call,
  );
}

function matches(row: Integration, { connector, state, label }: ListQuery): boolean {
  if (connector !== undefined && row.connector !== connector) return false;
  if (state !== undefined && row.state !== state) return false;
  return label === undefined || row.labels[label.key] === label.value;
}
