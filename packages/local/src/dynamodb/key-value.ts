import { mkdir, readdir } from "node:fs/promises";
import type { Readable } from "node:stream";
import type { ClassicLevel } from "classic-level";
import db from "dynalite/db/index.js";
import { DataDirectoryError } from "../kernel/data-directory-error.ts";
import { openLevel } from "../kernel/open-level.ts";
import { entryStream } from "./entry-stream.ts";

export type Operation =
  | { readonly type: "put"; readonly key: string; readonly value: unknown }
  | { readonly type: "del"; readonly key: string };

/** An ordered map of strings to JSON values: LevelDB, or its twin in memory. */
export interface KeyValue {
  /** Answers undefined for a key that is not there. */
  getSync(key: string): unknown;
  /** Applies all operations or none, also when the process is killed in the middle. */
  batch(operations: readonly Operation[]): Promise<void>;
  /** Object streams. Both show the map as it was when the iteration began. */
  keys(range: db.RangeOptions): Readable;
  values(range: db.RangeOptions): Readable;
  close(): Promise<void>;
}

const FORMAT_KEY = "format";
const FORMAT = "dynamodb 1";

/** Opens the database in `dir` (created for its owner when missing), or in memory without one. Throws `DataDirectoryError`. */
export async function openKeyValue(dir: string | undefined): Promise<KeyValue> {
  // dynalite gives away its in-memory LevelDB untyped; it is abstract-level's, like ClassicLevel.
  if (dir === undefined) return asKeyValue(db.create({}).db as ClassicLevel<string, unknown>);
  await refuseForeignFiles(dir);
  const level = await openLevel<unknown>(dir, "json");
  try {
    await checkFormat(dir, level);
  } catch (error) {
    await level.close();
    throw error;
  }
  return asKeyValue(level);
}

function asKeyValue(level: ClassicLevel<string, unknown>): KeyValue {
  return {
    getSync: (key) => level.getSync(key),
    batch: (operations) => level.batch([...operations]),
    keys: (range) => entryStream(level.keys(range)),
    values: (range) => entryStream(level.values(range)),
    close: () => level.close(),
  };
}

/** What LevelDB itself leaves in a directory, also when it was killed before its first `CURRENT` file. */
const LEVELDB_FILE = /^(?:CURRENT|LOCK|LOG|LOG\.old|MANIFEST-\d+|\d+\.(?:log|ldb|sst|dbtmp))$/;

async function refuseForeignFiles(dir: string): Promise<void> {
  const files = await filesIn(dir);
  if (files.includes("CURRENT")) return;
  const foreign = files.find((file) => !LEVELDB_FILE.test(file));
  if (foreign === undefined) return;
  throw new DataDirectoryError("foreign", dir, `it holds other files, such as ${foreign}; choose an empty directory`);
}

async function filesIn(dir: string): Promise<readonly string[]> {
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    return await readdir(dir);
  } catch (cause) {
    throw new DataDirectoryError(
      "unreadable",
      dir,
      `it cannot be read (${codeOf(cause)}); check path and permissions`,
      {
        cause,
      },
    );
  }
}

async function checkFormat(dir: string, level: ClassicLevel<string, unknown>): Promise<void> {
  const format = storedFormat(dir, level);
  if (format === FORMAT) return;
  if (format !== undefined) {
    throw new DataDirectoryError(
      "version",
      dir,
      `its format is ${JSON.stringify(format)}, not ${FORMAT}; delete it to start anew`,
    );
  }
  for await (const key of level.keys({ limit: 1 })) {
    throw new DataDirectoryError(
      "foreign",
      dir,
      `it is a database of something else (first key ${key}); choose an empty directory`,
    );
  }
  await level.put(FORMAT_KEY, FORMAT);
}

function storedFormat(dir: string, level: ClassicLevel<string, unknown>): unknown {
  try {
    return level.getSync(FORMAT_KEY);
  } catch (cause) {
    throw new DataDirectoryError("foreign", dir, "it is a database of something else; choose an empty directory", {
      cause,
    });
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
