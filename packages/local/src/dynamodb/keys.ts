import type db from "dynalite/db/index.js";

/**
 * Where things lie in the one ordered map. Names of tables and indexes cannot contain `~`, so no prefix is the beginning of
 * another.
 */
export const tablePrefix = "table~";
export const itemPrefix = (table: string): string => `item~${table}~`;
export const indexPrefix = (table: string, index: string): string => `index~${table}~${index}~`;
export const tagPrefix = (table: string): string => `tag~${table}~`;
export const timeToLivePrefix = "ttl~";
export const tokenPrefix = "token~";

/** The range of all keys that begin with `prefix`, or the part of it that `range` (without the prefix) names. */
export function rangeOf(prefix: string, range: db.RangeOptions = {}): db.RangeOptions {
  const { gt, gte, lt, lte, limit = -1, reverse = false } = range;
  const lower = gt === undefined ? { gte: prefix + (gte ?? "") } : { gt: prefix + gt };
  return { ...lower, ...upperOf(prefix, lt, lte), limit, reverse };
}

function upperOf(prefix: string, lt: string | undefined, lte: string | undefined): db.RangeOptions {
  if (lt !== undefined) return { lt: prefix + lt };
  if (lte !== undefined) return { lte: prefix + lte };
  // The character after "~", with which every prefix ends.
  return { lt: `${prefix.slice(0, -1)}\u007f` };
}
