import type db from "dynalite/db/index.js";
import { type UnitOfWork, type UnitOptions, unitOfWork } from "./dynalite-store.ts";
import type { KeyValue } from "./key-value.ts";
import { serialQueue } from "./serial-queue.ts";

/** Runs requests: readers beside each other, writers one after another. */
export interface Database {
  /** A unit that sees what has been committed, and is never committed itself. */
  read(startKey?: unknown): UnitOfWork;
  /**
   * Runs `job` while no other writer runs, and commits what it staged when it succeeds. Resolves when that is durable; a job that
   * throws leaves no trace.
   */
  write<T>(job: (unit: UnitOfWork) => Promise<T>): Promise<T>;
  /** The same for a job that changes the descriptions of tables. */
  writeTables<T>(job: (unit: UnitOfWork) => Promise<T>, onTableChange: () => void): Promise<T>;
  /** Resolves when every write has ended and the database is closed. */
  close(): Promise<void>;
}

export function databaseOn(level: KeyValue, region: string): Database {
  // One line for all tables: a write takes some 100 microseconds, and a transaction may touch any table.
  const queue = serialQueue();
  const knownTables = new Map<string, db.Table>();
  const write = <T>(options: Partial<UnitOptions>, job: (unit: UnitOfWork) => Promise<T>): Promise<T> =>
    queue(async () => {
      const unit = unitOfWork(level, { region, ...options });
      const result = await job(unit);
      await unit.stage.commit();
      if (options.knownTables === undefined) knownTables.clear();
      return result;
    });
  return {
    read: (startKey) => unitOfWork(level, { region, knownTables, startKey }),
    write: (job) => write({ knownTables }, job),
    writeTables: (job, onTableChange) => write({ onTableChange }, job),
    close: () => queue(() => level.close()),
  };
}
