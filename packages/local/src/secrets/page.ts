import { AwsError } from "../kernel/aws-error.ts";

export interface PageRequest {
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

/** Where an item stands: sorted by the first part, equals by the second, which is unique. */
export type Position = readonly [string | number, string];

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: { readonly NextToken?: string };
}

/**
 * One page of a list, in ascending or descending order of `positionOf`. A token names the last position, so that items which come or
 * go between two pages make none of the others appear twice or not at all. Throws `InvalidNextTokenException`.
 */
export function pageOf<T>(
  items: Iterable<T>,
  positionOf: (item: T) => Position,
  request: PageRequest & { readonly defaultSize: number; readonly descending?: boolean },
): Page<T> {
  const sign = request.descending ? -1 : 1;
  const sorted = [...items].sort((one, other) => sign * compare(positionOf(one), positionOf(other)));
  const after = request.NextToken === undefined ? undefined : decode(request.NextToken);
  const rest = after ? sorted.filter((item) => sign * compare(positionOf(item), after) > 0) : sorted;
  const page = rest.slice(0, request.MaxResults ?? request.defaultSize);
  const last = page.at(-1);
  return {
    items: page,
    next: last !== undefined && page.length < rest.length ? { NextToken: encode(positionOf(last)) } : {},
  };
}

function compare([one, oneId]: Position, [other, otherId]: Position): number {
  if (one !== other) return one < other ? -1 : 1;
  return oneId === otherId ? 0 : oneId < otherId ? -1 : 1;
}

const encode = (position: Position): string => Buffer.from(JSON.stringify(position)).toString("base64url");

function decode(token: string): Position {
  try {
    const value: unknown = JSON.parse(Buffer.from(token, "base64url").toString("utf8"));
    if (isPosition(value)) return value;
  } catch {
    // Not one of ours: refused below.
  }
  throw new AwsError("InvalidNextTokenException", "Invalid NextToken value.");
}

const isPosition = (value: unknown): value is Position =>
  Array.isArray(value) &&
  value.length === 2 &&
  (typeof value[0] === "string" || typeof value[0] === "number") &&
  typeof value[1] === "string";
