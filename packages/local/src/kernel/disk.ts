import type { ClassicLevel } from "classic-level";
import { DataDirectoryError } from "./data-directory-error.ts";
import type { Row } from "./history.ts";
import { openLevel } from "./open-level.ts";

/** The durable copy of the store's tables. Changes gather until `commit`. */
export interface Disk {
  put(table: string, key: string, row: Row): void;
  delete(table: string, key: string): void;
  /** Writes everything gathered so far as one batch. After a failed write every later one is refused too. */
  commit(): Promise<void>;
  close(): Promise<void>;
}

export interface OpenedDisk {
  readonly disk: Disk;
  /** What it holds, in the order of first insertion. */
  readonly rows: readonly StoredRow[];
}

export interface StoredRow {
  readonly table: string;
  readonly key: string;
  readonly row: Row;
}

type Change = { type: "put"; key: string; value: string } | { type: "del"; key: string };

const SEPARATOR = "\u0000";

/** Opens the durable copy in `dir`, which is created when missing. Throws `DataDirectoryError`. */
export async function openDisk(dir: string): Promise<OpenedDisk> {
  const level = await openLevel(dir);
  const rows = await loadRows(dir, level);
  let pending: Change[] = [];
  let writing: Promise<void> = Promise.resolve();
  const commit = (): Promise<void> => {
    if (pending.length === 0) return writing;
    const batch = pending;
    pending = [];
    writing = writing.then(() => level.batch(batch));
    return writing;
  };
  const disk: Disk = {
    put: (table, key, row) => pending.push({ type: "put", key: table + SEPARATOR + key, value: JSON.stringify(row) }),
    delete: (table, key) => pending.push({ type: "del", key: table + SEPARATOR + key }),
    commit,
    async close() {
      try {
        await commit();
      } finally {
        await level.close();
      }
    },
  };
  return { disk, rows };
}

async function loadRows(dir: string, level: ClassicLevel): Promise<readonly StoredRow[]> {
  try {
    const rows = (await level.iterator().all()).map(parseRow);
    return rows.sort((one, other) => one.row.sequence - other.row.sequence);
  } catch (cause) {
    await level.close();
    throw new DataDirectoryError("corrupt", dir, "it is damaged or holds something else; delete it to start anew", {
      cause,
    });
  }
}

function parseRow([stored, json]: readonly [string, string]): StoredRow {
  const at = stored.indexOf(SEPARATOR);
  const row: unknown = JSON.parse(json);
  if (at < 0 || !isRow(row)) throw new TypeError(`${stored} is not a row of this store`);
  return { table: stored.slice(0, at), key: stored.slice(at + 1), row };
}

const isRow = (value: unknown): value is Row =>
  typeof value === "object" &&
  value !== null &&
  "sequence" in value &&
  typeof value.sequence === "number" &&
  "value" in value;
