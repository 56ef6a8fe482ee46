import type { TransactWriteItem } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { Integration } from "@latchkey/core/integration";
import type { Limits } from "@latchkey/core/ports/registry";
import { clientItem, type Item, keyOf, nameItem } from "./rows.ts";

/** The items that accompany a row, as a pure function of it: writing a change is writing the difference. */
interface Companions {
  readonly name: Item | undefined;
  readonly client: Item | undefined;
  /** Whether it counts against its owner's limit. */
  readonly counted: boolean;
  /** Whether it takes one of the pool's branding styles. */
  readonly styled: boolean;
}

const NONE: Companions = { name: undefined, client: undefined, counted: false, styled: false };

function companionsOf(row: Integration | undefined): Companions {
  if (row === undefined) return NONE;
  const alive = row.state === "provisioning" || row.state === "active" || row.state === "removing";
  const { clientId } = row;
  return {
    // A name is free as soon as the removal has begun.
    name: alive && row.state !== "removing" ? nameItem(row) : undefined,
    // A client that still exists stays known to the triggers: unknown to them, it would be open to everybody.
    client: alive && clientId !== undefined ? clientItem({ ...row, clientId }) : undefined,
    counted: alive,
    styled: alive && row.login === "managed",
  };
}

/** One write of a transaction, and what its failed condition means. */
export interface Write {
  readonly item: TransactWriteItem;
  readonly conflict: "row" | "key" | "name" | "owner" | "pool";
}

/** The writes that take the companions from one value of a row to the next. Counts grow only up to the limits. */
export function companionWrites(
  table: string,
  before: Integration | undefined,
  after: Integration,
  limits: Limits | undefined,
): readonly Write[] {
  const [was, is] = [companionsOf(before), companionsOf(after)];
  return [
    ...replace(table, was.name, is.name, "name"),
    ...replace(table, was.client, is.client, "row"),
    ...count(table, keyOf.owner(after.owner), was.counted, is.counted, limits?.perOwner, "owner"),
    ...count(table, keyOf.pool(after.userPoolId), was.styled, is.styled, limits?.stylesPerPool, "pool"),
  ];
}

const samePlace = (one: Item, other: Item): boolean => one["pk"]?.S === other["pk"]?.S;

function replace(
  table: string,
  was: Item | undefined,
  is: Item | undefined,
  conflict: Write["conflict"],
): readonly Write[] {
  const writes: Write[] = [];
  if (was !== undefined && (is === undefined || !samePlace(was, is))) {
    const { pk, sk } = was;
    if (pk && sk) writes.push({ item: { Delete: { TableName: table, Key: { pk, sk } } }, conflict: "row" });
  }
  if (is !== undefined && (was === undefined || !samePlace(was, is))) {
    const Put = {
      TableName: table,
      Item: is,
      ConditionExpression: "attribute_not_exists(pk)",
      ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const,
    };
    writes.push({ item: { Put }, conflict });
  }
  return writes;
}

function count(
  table: string,
  key: { readonly pk: string; readonly sk: string },
  was: boolean,
  is: boolean,
  limit: number | undefined,
  conflict: Write["conflict"],
): readonly Write[] {
  if (was === is) return [];
  const grows = is && limit !== undefined;
  const Update = {
    TableName: table,
    Key: marshall(key),
    UpdateExpression: "ADD #count :change",
    // A missing count is below every limit but 0, and no comparison with it holds.
    ...(grows && { ConditionExpression: `${limit > 0 ? "attribute_not_exists(#count) OR " : ""}#count < :limit` }),
    ExpressionAttributeNames: { "#count": "count" },
    ExpressionAttributeValues: marshall({ ":change": is ? 1 : -1, ...(grows && { ":limit": limit }) }),
  };
  return [{ item: { Update }, conflict }];
}
