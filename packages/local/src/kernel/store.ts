import { type Clock, systemClock } from "./clock.ts";
import { type Disk, type OpenedDisk, openDisk } from "./disk.ts";
import { createHistory, type History, type Row } from "./history.ts";

/**
 * One kind of record, in memory, written through to disk at `Store.commit`. Values are plain JSON and are never changed in
 * place: replace them with `put`.
 */
export interface Collection<T> {
  get(key: string): T | undefined;
  put(key: string, value: T): void;
  delete(key: string): void;
  /** In the order of first insertion, also after a restart. */
  entries(): IterableIterator<[string, T]>;
  values(): IterableIterator<T>;
  readonly size: number;
}

/** The state of the stand-in's hand-written services. */
export interface Store {
  collection<T>(name: string): Collection<T>;
  /** Makes every change so far durable, as one batch. The server calls it before each answer leaves. */
  commit(): Promise<void>;
  /**
   * Runs `read` while every collection shows itself as if the last `ms` had not happened, and answers what it answers. Only what
   * `read` does synchronously sees the past, and what it changes is dropped. Throws `RangeError` when so many changes have been made
   * since that they are no longer remembered.
   */
  asOf<T>(ms: number, read: () => T): T;
  close(): Promise<void>;
}

export interface StoreOptions {
  /** Times the changes for `asOf`. */
  readonly clock?: Clock;
  /** How many changes of each collection `asOf` can undo; 1,000 by default. */
  readonly remembered?: number;
}

const REMEMBERED = 1000;

/**
 * Opens the store in `dir` (created when missing, for its owner only), or in memory when `dir` is undefined. Throws
 * `DataDirectoryError` for a directory that cannot be used, for example because another process has it open.
 */
export async function openStore(dir?: string, options: StoreOptions = {}): Promise<Store> {
  const { disk, rows = [] }: Partial<OpenedDisk> = dir === undefined ? {} : await openDisk(dir);
  const ledger: Ledger = { clock: options.clock ?? systemClock, disk, sequence: 0, view: undefined };
  const tables = new Map<string, Table>();
  const tableOf = (name: string): Table => {
    const table = tables.get(name) ?? {
      name,
      rows: new Map(),
      history: createHistory(options.remembered ?? REMEMBERED),
    };
    tables.set(name, table);
    return table;
  };
  for (const { table, key, row } of rows) {
    tableOf(table).rows.set(key, row);
    ledger.sequence = row.sequence + 1;
  }
  return {
    collection: <T>(name: string) => collectionOf<T>(tableOf(name), ledger),
    commit: async () => disk?.commit(),
    asOf: (ms, read) => readAsOf(ledger, ms, read),
    close: async () => disk?.close(),
  };
}

interface Table {
  readonly name: string;
  readonly rows: Map<string, Row>;
  readonly history: History;
}

/** What the collections of one store share. */
interface Ledger {
  readonly clock: Clock;
  readonly disk: Disk | undefined;
  /** The place of the next new row in the order of insertion. */
  sequence: number;
  /** A moment in the past that collections show instead of the present. */
  view: { readonly moment: number; readonly rows: Map<Table, ReadonlyMap<string, Row>> } | undefined;
}

function readAsOf<T>(ledger: Ledger, ms: number, read: () => T): T {
  if (ledger.view !== undefined) throw new Error("asOf cannot be nested");
  ledger.view = { moment: ledger.clock.now() - ms, rows: new Map() };
  try {
    return read();
  } finally {
    ledger.view = undefined;
  }
}

function collectionOf<T>(table: Table, ledger: Ledger): Collection<T> {
  // The one place where stored JSON gets its type back; only this module writes it.
  const valueOf = (row: Row): T => row.value as T;
  return {
    get(key) {
      const row = shown(table, ledger).get(key);
      return row && valueOf(row);
    },
    put(key, value) {
      if (ledger.view !== undefined) return;
      const previous = remember(table, ledger, key);
      const row = { sequence: previous?.sequence ?? ledger.sequence++, value };
      table.rows.set(key, row);
      ledger.disk?.put(table.name, key, row);
    },
    delete(key) {
      if (ledger.view !== undefined || !table.rows.has(key)) return;
      remember(table, ledger, key);
      table.rows.delete(key);
      ledger.disk?.delete(table.name, key);
    },
    *entries() {
      for (const [key, row] of shown(table, ledger)) yield [key, valueOf(row)];
    },
    *values() {
      for (const row of shown(table, ledger).values()) yield valueOf(row);
    },
    get size() {
      return shown(table, ledger).size;
    },
  };
}

/** Notes what a key holds before it changes, and answers that. */
function remember(table: Table, ledger: Ledger, key: string): Row | undefined {
  const previous = table.rows.get(key);
  table.history.record(ledger.clock.now(), key, previous);
  return previous;
}

function shown(table: Table, { view }: Ledger): ReadonlyMap<string, Row> {
  if (view === undefined) return table.rows;
  const past = view.rows.get(table) ?? table.history.before(view.moment, table.rows);
  view.rows.set(table, past);
  return past;
}
