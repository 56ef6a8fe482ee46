import { marshall } from "@aws-sdk/util-dynamodb";
import type { Integration } from "@latchkey/core/integration";
import { updateIn } from "@latchkey/core/operation";
import type { Limits } from "@latchkey/core/ports/registry";
import { hasEnded, type Rotation, superseded } from "@latchkey/core/rotation";
import { clientItem, type Item, keyOf, nameItem, rotationItem } from "./rows.ts";
import type { Table } from "./table.ts";
import { put, type Write } from "./transact.ts";

/** The items that accompany a row, as a pure function of it: writing a change is writing the difference. */
interface Companions {
  /** While an update is at work, both the present name and the coming one are taken. */
  readonly names: readonly Item[];
  readonly clients: readonly Item[];
  /** Whether it counts against its owner's limit. */
  readonly counted: boolean;
  /** Whether it takes one of the pool's branding styles. */
  readonly styled: boolean;
}

const NONE: Companions = { names: [], clients: [], counted: false, styled: false };
const ALIVE: readonly Integration["state"][] = ["provisioning", "active", "updating", "removing"];

function companionsOf(row: Integration | undefined): Companions {
  if (row === undefined) return NONE;
  const { clientId, operation } = row;
  const alive = ALIVE.includes(row.state);
  const update = updateIn(operation);
  const names = update === undefined ? [row.name] : [row.name, update.target.name];
  return {
    // A name is free as soon as the removal has begun.
    names: alive && row.state !== "removing" ? distinct(names.map((name) => nameItem(row, name))) : [],
    // A client that still exists stays known to the triggers: unknown to them, it would be open to everybody.
    clients: alive && clientId !== undefined ? [clientItem({ ...row, clientId })] : [],
    counted: alive,
    styled: alive && row.login === "managed",
  };
}

/** The writes that take the companions from one value of a row to the next. Counts grow only up to the limits. */
export function companionWrites(
  table: Table,
  before: Integration | undefined,
  after: Integration,
  limits: Limits | undefined,
): readonly Write[] {
  const [was, is] = [companionsOf(before), companionsOf(after)];
  return [
    ...replace(table.name, was.names, is.names, "name"),
    ...replace(table.name, was.clients, is.clients, "row"),
    ...rotationsOf(before, after).map((rotation) => put(table, rotationItem(after.id, rotation))),
    ...count(table.name, keyOf.owner(after.owner), was.counted, is.counted, limits?.perOwner, "owner"),
    ...count(table.name, keyOf.pool(after.userPoolId), was.styled, is.styled, limits?.stylesPerPool, "pool"),
  ];
}

/** The rotations that the change has touched: the present one, and one that it has overtaken. */
function rotationsOf(before: Integration | undefined, after: Integration): readonly Rotation[] {
  const [was, is] = [before?.currentRotation, after.currentRotation];
  const overtaken = was !== undefined && was.id !== is?.id && !hasEnded(was) ? [superseded(was, after.updatedAt)] : [];
  return [...overtaken, ...(is !== undefined && is !== was ? [is] : [])];
}

const distinct = (items: readonly Item[]): readonly Item[] =>
  items.filter((item, index) => items.findIndex((other) => samePlace(item, other)) === index);

// Both were made by the same function: members in the same order.
const sameItem = (one: Item, other: Item): boolean => JSON.stringify(one) === JSON.stringify(other);

const samePlace = (one: Item, other: Item): boolean => one["pk"]?.S === other["pk"]?.S;

function replace(
  table: string,
  was: readonly Item[],
  is: readonly Item[],
  conflict: Write["conflict"],
): readonly Write[] {
  const gone = was.filter((item) => !is.some((other) => samePlace(item, other)));
  const fresh = is.filter((item) => !was.some((other) => samePlace(item, other)));
  const rewritten = is.filter((item) => was.some((other) => samePlace(item, other) && !sameItem(item, other)));
  const removals = gone.flatMap(({ pk, sk }): readonly Write[] =>
    pk && sk ? [{ item: { Delete: { TableName: table, Key: { pk, sk } } }, conflict: "row" }] : [],
  );
  const additions = fresh.map((Item) => ({
    item: {
      Put: {
        TableName: table,
        Item,
        ConditionExpression: "attribute_not_exists(pk)",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const,
      },
    },
    conflict,
  }));
  const replacements = rewritten.map((Item): Write => ({ item: { Put: { TableName: table, Item } }, conflict: "row" }));
  return [...removals, ...additions, ...replacements];
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
