import db from "dynalite/db/index.js";
import { AwsError } from "../kernel/aws-error.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Input } from "../kernel/service.ts";
import type { Database } from "./database.ts";
import { checkInput, perform, validationError } from "./dynalite-call.ts";
import { deleteOperation, type InputRules } from "./dynalite-operations.ts";
import type { UnitOfWork } from "./dynalite-store.ts";
import { itemPrefix, rangeOf, tablePrefix, timeToLivePrefix } from "./keys.ts";

/** The attribute of a table's items that holds the moment of their end, in epoch seconds. */
interface TimeToLive {
  readonly AttributeName: string;
}

const TABLE_NAME = { type: "String", required: true, tableName: true, regex: "[a-zA-Z0-9_.-]+" };

const describeRules: InputRules = { types: { TableName: TABLE_NAME } };

const updateRules: InputRules = {
  types: {
    TableName: TABLE_NAME,
    TimeToLiveSpecification: {
      type: "FieldStruct<TimeToLiveSpecification>",
      notNull: true,
      children: {
        Enabled: { type: "Boolean", notNull: true },
        AttributeName: { type: "String", notNull: true, lengthGreaterThanOrEqual: 1, lengthLessThanOrEqual: 255 },
      },
    },
  },
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTimeToLive.html */
export function describeTimeToLive(database: Database, input: Input): unknown {
  const name = String(checkInput(describeRules, input)["TableName"]);
  const unit = database.read();
  requireTable(unit, name);
  const current = timeToLiveOf(unit, name);
  return { TimeToLiveDescription: { TimeToLiveStatus: current ? "ENABLED" : "DISABLED", ...current } };
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html, in effect at once. */
export async function updateTimeToLive(database: Database, input: Input): Promise<unknown> {
  const { TableName, TimeToLiveSpecification } = checkInput(updateRules, input);
  const name = String(TableName);
  // Of this shape by the rules above.
  const specification = TimeToLiveSpecification as TimeToLive & { readonly Enabled: boolean };
  return database.write(async (unit) => {
    requireTable(unit, name);
    refuseNoChange(timeToLiveOf(unit, name), specification);
    const { AttributeName } = specification;
    if (specification.Enabled) unit.stage.put(timeToLivePrefix + name, { AttributeName });
    else unit.stage.delete(timeToLivePrefix + name);
    return { TimeToLiveSpecification: specification };
  });
}

function refuseNoChange(current: TimeToLive | undefined, wanted: TimeToLive & { readonly Enabled: boolean }): void {
  if (!current && !wanted.Enabled) throw validationError("TimeToLive is already disabled");
  if (current && current.AttributeName !== wanted.AttributeName) {
    throw validationError(
      `TimeToLive is active on a different AttributeName: current AttributeName is ${current.AttributeName}`,
    );
  }
  if (current && wanted.Enabled) throw validationError("TimeToLive is already enabled");
}

function requireTable(unit: UnitOfWork, name: string): void {
  if (unit.table(name)) return;
  throw new AwsError("ResourceNotFoundException", `Requested resource not found: Table: ${name} not found`);
}

// Only `updateTimeToLive` writes under this prefix.
const timeToLiveOf = (unit: UnitOfWork, name: string): TimeToLive | undefined =>
  unit.stage.get(timeToLivePrefix + name) as TimeToLive | undefined;

/** DynamoDB leaves items alone that ended longer ago. */
const FIVE_YEARS_IN_SECONDS = 5 * 365 * 24 * 3600;

/**
 * Deletes, with their index entries, the items whose time to live has passed; answers how many. DynamoDB does so within days, so
 * nothing may depend on it: here it happens only when asked for.
 */
export async function sweepExpired(database: Database, clock: Clock): Promise<number> {
  let swept = 0;
  for await (const name of tableNames(database)) swept += await sweepTable(database, clock, name);
  return swept;
}

async function* tableNames(database: Database): AsyncIterable<string> {
  for await (const key of database.read().level.keys(rangeOf(tablePrefix))) yield String(key).slice(tablePrefix.length);
}

async function sweepTable(database: Database, clock: Clock, name: string): Promise<number> {
  const reader = database.read();
  const timeToLive = timeToLiveOf(reader, name);
  const table = reader.table(name);
  if (!timeToLive || !table) return 0;
  let swept = 0;
  for await (const found of reader.level.values(rangeOf(itemPrefix(name)))) {
    if (!isExpired(found, timeToLive, clock) || !(await deleteExpired(database, clock, table, timeToLive, found))) {
      continue;
    }
    swept += 1;
  }
  return swept;
}

/** Looks again before it deletes: the item may have been given more time meanwhile. */
function deleteExpired(
  database: Database,
  clock: Clock,
  table: db.Table,
  timeToLive: TimeToLive,
  found: unknown,
): Promise<boolean> {
  return database.write(async (unit) => {
    const stored = unit.stage.get(itemPrefix(table.TableName) + db.createKey(found, table)) as db.Item | undefined;
    if (!stored || !isExpired(stored, timeToLive, clock)) return false;
    const Key = Object.fromEntries(table.KeySchema.map(({ AttributeName }) => [AttributeName, stored[AttributeName]]));
    await perform(deleteOperation.action, unit.store, { TableName: table.TableName, Key });
    return true;
  });
}

function isExpired(item: unknown, { AttributeName }: TimeToLive, clock: Clock): boolean {
  // Items are stored as DynamoDB's attribute maps.
  const ends = Number((item as db.Item)[AttributeName]?.["N"] ?? Number.NaN);
  const now = clock.now() / 1000;
  return ends < now && ends > now - FIVE_YEARS_IN_SECONDS;
}
