import db from "dynalite/db/index.js";
import { indexPrefix } from "./keys.ts";
import type { Stage } from "./stage.ts";

/**
 * Stages what a changed item (undefined: none) means for the table's indexes. An entry's key ends with the item's own key: dynalite
 * puts 24 bits of a hash there, with which two of some thousand items that share an index key would overwrite each other.
 */
export function stageIndexEntries(
  stage: Stage,
  table: db.Table,
  itemKey: string,
  before: unknown,
  after: unknown,
): void {
  const { puts, deletes } = db.getIndexActions(indexesOf(table), before, after, table);
  for (const { index, key } of deletes) stage.delete(entryKey(table, index, key, itemKey));
  for (const { index, key, item } of puts) stage.put(entryKey(table, index, key, itemKey), item);
}

/** The range of a query or scan that goes on after `startKey`, in terms of the keys above. */
export function startKeyInIndex(
  table: db.Table,
  indexName: string,
  startKey: unknown,
  range: db.RangeOptions = {},
): db.RangeOptions {
  const index = indexesOf(table).find(({ IndexName }) => IndexName === indexName);
  if (index === undefined) return range;
  const bound = db.createIndexKey(startKey, table, index.KeySchema);
  const whole = suffixed(bound, db.createKey(startKey, table));
  return {
    ...range,
    ...(range.gt === bound && { gt: whole }),
    ...(range.lt === bound && { lt: whole }),
  };
}

const indexesOf = (table: db.Table): readonly db.Index[] => [
  ...(table.GlobalSecondaryIndexes ?? []),
  ...(table.LocalSecondaryIndexes ?? []),
];

const suffixed = (key: string, itemKey: string): string => `${key}/${itemKey}`;

const entryKey = (table: db.Table, index: string, key: string, itemKey: string): string =>
  indexPrefix(table.TableName, index) + suffixed(key, itemKey);
