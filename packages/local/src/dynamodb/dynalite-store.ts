import { finished, Readable } from "node:stream";
import type db from "dynalite/db/index.js";
import { ACCOUNT_ID } from "../kernel/options.ts";
import { limits } from "./dynalite-call.ts";
import { stageIndexEntries, startKeyInIndex } from "./index-entries.ts";
import type { KeyValue } from "./key-value.ts";
import { indexPrefix, itemPrefix, rangeOf, tablePrefix, tagPrefix } from "./keys.ts";
import { type Stage, stageOn } from "./stage.ts";

/** What one request does to the database, and dynalite's view of it. */
export interface UnitOfWork {
  readonly level: KeyValue;
  readonly stage: Stage;
  /** Hand this to dynalite's actions: what they write is staged, and lands when the stage is committed. */
  readonly store: db.Store;
  /** The table, or undefined; with its status, whatever that is. */
  table(name: string): db.Table | undefined;
}

export interface UnitOptions {
  readonly region: string;
  /** Descriptions of tables that were read before, for units that change none. */
  readonly knownTables?: Map<string, db.Table>;
  /** The `ExclusiveStartKey` of a query or scan. */
  readonly startKey?: unknown;
  /** Told of every change of a table's description. */
  readonly onTableChange?: () => void;
}

/**
 * dynalite's own store writes item by item and index by index, holds its lock per item, and never closes an iterator. This one
 * stages instead, so that an item, its index entries and all other items of a transaction land together; writers take turns above
 * it, so its locks are none.
 */
export function unitOfWork(level: KeyValue, options: UnitOptions): UnitOfWork {
  const stage = stageOn(level);
  const table = (name: string): db.Table | undefined =>
    options.knownTables?.get(name) ?? readTable(stage, name, options);
  const unit = { level, stage, table };
  const store: db.Store = {
    ...limits,
    tableDb: {
      ...tableSection(unit, options),
      awsAccountId: ACCOUNT_ID,
      awsRegion: options.region,
    },
    getTable: (name, checkStatus, done) => {
      if (typeof checkStatus === "function") answerTable(table(name), name, false, checkStatus);
      else if (done) answerTable(table(name), name, !checkStatus, done);
    },
    getItemDb: (name) => itemSection(unit, name),
    getIndexDb: (_type, name, index) => indexSection(unit, name, index, options.startKey),
    getTagDb: (name) => section(unit, tagPrefix(name)),
    deleteItemDb: (name, done) => deleteAll(unit, itemPrefix(name), done),
    deleteIndexDb: (_type, name, index, done) => deleteAll(unit, indexPrefix(name, index), done),
    deleteTagDb: (name, done) => deleteAll(unit, tagPrefix(name), done),
  };
  return { ...unit, store };
}

function readTable(stage: Stage, name: string, { knownTables }: UnitOptions): db.Table | undefined {
  // Only `tableDb` writes under this prefix.
  const table = stage.get(tablePrefix + name) as db.Table | undefined;
  if (table) knownTables?.set(name, table);
  return table;
}

type Unit = Omit<UnitOfWork, "store">;

function section({ level, stage }: Unit, prefix: string): db.Section {
  return {
    get: (key, done) => done(null, stage.get(prefix + key)),
    put(key, value, done) {
      stage.put(prefix + key, value);
      done(null);
    },
    del(key, done) {
      stage.delete(prefix + key);
      done(null);
    },
    batch(operations, done) {
      for (const { type, key, value } of operations) {
        if (type === "put") stage.put(prefix + key, value);
        else stage.delete(prefix + key);
      }
      done(null);
    },
    createKeyStream: (range) => Readable.from(unprefixed(prefix, level.keys(rangeOf(prefix, range)))),
    createValueStream: (range) => level.values(rangeOf(prefix, range)),
    lock: (_key, run) => run((done) => done),
  };
}

async function* unprefixed(prefix: string, keys: Readable): AsyncIterable<string> {
  for await (const key of keys) yield String(key).slice(prefix.length);
}

function tableSection(unit: Unit, { onTableChange }: UnitOptions): db.Section {
  const tables = section(unit, tablePrefix);
  const told =
    (done: db.Done): db.Done =>
    (error, value) => {
      done(error, value);
      onTableChange?.();
    };
  return {
    ...tables,
    put: (key, value, done) => tables.put(key, value, told(done)),
    del: (key, done) => tables.del(key, told(done)),
  };
}

function itemSection(unit: Unit, name: string): db.Section {
  const prefix = itemPrefix(name);
  const items = section(unit, prefix);
  const index = (key: string, item: unknown): void => {
    const table = unit.table(name);
    if (table) stageIndexEntries(unit.stage, table, key, unit.stage.get(prefix + key), item);
  };
  return {
    ...items,
    put(key, item, done) {
      index(key, item);
      items.put(key, item, done);
    },
    del(key, done) {
      index(key, undefined);
      items.del(key, done);
    },
  };
}

/** Read only: what dynalite would write there is staged together with the item. */
function indexSection(unit: Unit, name: string, index: string, startKey: unknown): db.Section {
  const entries = section(unit, indexPrefix(name, index));
  return {
    ...entries,
    put: (_key, _value, done) => done(null),
    del: (_key, done) => done(null),
    createValueStream(range) {
      const table = startKey ? unit.table(name) : undefined;
      return entries.createValueStream(table ? startKeyInIndex(table, index, startKey, range) : range);
    },
  };
}

function deleteAll({ level, stage }: Unit, prefix: string, done: db.Done): void {
  const found = level.keys(rangeOf(prefix));
  found.on("data", (key: string) => stage.delete(key));
  finished(found, done);
}

/** In dynalite's shape of a refusal. Tables are stored only when they are ready, so their status needs no check. */
function answerTable(table: db.Table | undefined, name: string, named: boolean, done: db.Done<db.Table>): void {
  if (table) return done(null, table);
  const message = `Requested resource not found${named ? `: Table: ${name} not found` : ""}`;
  const error = Object.assign(new Error(message), {
    name: "NotFoundError",
    statusCode: 400,
    body: { __type: "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException", message },
  });
  done(error);
}
