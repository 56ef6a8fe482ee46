import { invalidParameter } from "./errors.ts";

/** One page of a list, and the token of the next when there is one. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

export interface PageRequest {
  /** Items per page; `most` when absent or 0. */
  readonly limit?: number | undefined;
  readonly most: number;
  readonly token?: string | undefined;
}

interface Created {
  readonly createdAt: number;
}

/**
 * Cuts a list that is ordered by creation. The token names the last item of its page, so that what is created or deleted between two
 * calls neither repeats nor hides another item. Throws `InvalidParameterException` for a token that no page ended with.
 */
export function pageOf<T extends Created>(
  items: readonly T[],
  keyOf: (item: T) => string,
  { limit, most, token }: PageRequest,
): Page<T> {
  const sorted = items.map((item) => ({ item, position: positionOf(item, keyOf) })).sort(byPosition);
  const after = token === undefined ? undefined : decode(token);
  const rest = sorted.filter(({ position }) => after === undefined || compare(position, after) > 0);
  const shown = rest.slice(0, limit === undefined || limit === 0 ? most : limit);
  const last = shown.at(-1);
  return {
    items: shown.map(({ item }) => item),
    ...(last !== undefined && shown.length < rest.length && { next: encode(last.position) }),
  };
}

type Position = readonly [createdAt: number, key: string];

const positionOf = <T extends Created>(item: T, keyOf: (item: T) => string): Position => [item.createdAt, keyOf(item)];

const byPosition = (one: { readonly position: Position }, other: { readonly position: Position }): number =>
  compare(one.position, other.position);

function compare(one: Position, other: Position): number {
  if (one[0] !== other[0]) return one[0] - other[0];
  if (one[1] === other[1]) return 0;
  return one[1] < other[1] ? -1 : 1;
}

const encode = (position: Position): string => Buffer.from(JSON.stringify(position)).toString("base64url");

function decode(token: string): Position {
  const parsed = parsedOrUndefined(Buffer.from(token, "base64url").toString());
  if (Array.isArray(parsed) && typeof parsed[0] === "number" && typeof parsed[1] === "string") {
    return [parsed[0], parsed[1]];
  }
  throw invalidParameter("Invalid pagination token");
}

function parsedOrUndefined(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
