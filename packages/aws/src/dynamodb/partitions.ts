import type { QueryCommandOutput } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { Call } from "@latchkey/core/ports/call";
import { query } from "./get.ts";
import { INDEX, type Item } from "./rows.ts";
import type { Table } from "./table.ts";

/** Where the items of a list are: in one owner's partition, or spread over the shards of all. */
export interface Partitions {
  /** Undefined for those of all owners. */
  readonly ownerKey: string | undefined;
  readonly shards: readonly string[];
}

interface Page {
  /** Id of the item after which the page begins. */
  readonly after?: string | undefined;
  readonly limit: number;
  readonly newestFirst: boolean;
}

/**
 * One query for an owner, one per shard for all. Ids sort by age, so that pages of shards can be merged, and the id of the last item
 * is where the next page begins, whatever the partition. `more` when a partition goes on.
 */
export async function queryPartitions(
  table: Table,
  { ownerKey, shards }: Partitions,
  page: Page,
  call: Call,
): Promise<{ readonly items: readonly Item[]; readonly more: boolean }> {
  const partitions =
    ownerKey === undefined
      ? shards.map((shard) => ({ index: INDEX.all, attribute: "allKey", value: shard }))
      : [{ index: INDEX.byOwner, attribute: "ownerKey", value: ownerKey }];
  const answers = await Promise.all(partitions.map((partition) => queryPartition(table, partition, page, call)));
  return {
    items: answers.flatMap(({ Items }) => Items ?? []),
    more: answers.some(({ LastEvaluatedKey }) => LastEvaluatedKey !== undefined),
  };
}

interface Partition {
  readonly index: string;
  readonly attribute: string;
  readonly value: string;
}

function queryPartition(
  table: Table,
  { index, attribute, value }: Partition,
  { after, limit, newestFirst }: Page,
  call: Call,
): Promise<QueryCommandOutput> {
  const following = newestFirst ? "id < :after" : "id > :after";
  return query(
    table,
    {
      IndexName: index,
      KeyConditionExpression: after === undefined ? "#key = :key" : `#key = :key AND ${following}`,
      ExpressionAttributeNames: { "#key": attribute },
      ExpressionAttributeValues: marshall({ ":key": value, ...(after !== undefined && { ":after": after }) }),
      ScanIndexForward: !newestFirst,
      Limit: limit,
    },
    call,
  );
}
