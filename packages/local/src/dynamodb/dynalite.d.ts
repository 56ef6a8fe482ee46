/** dynalite 4.0.0 ships no types. Declared is what this folder uses of its internals; it has no `exports` map. */

declare module "dynalite/db/index.js" {
  import type { Readable } from "node:stream";

  namespace db {
    /** Node's callback convention; dynalite's refusals are errors with a `body` that is DynamoDB's answer. */
    type Done<T = unknown> = (error?: Error | null, value?: T) => void;

    /** `{S: ...}`, `{N: ...}` and so on: one member, named by its type. */
    type AttributeValue = Readonly<Record<string, unknown>>;
    type Item = Readonly<Record<string, AttributeValue>>;

    interface KeyElement {
      readonly AttributeName: string;
      readonly KeyType: "HASH" | "RANGE";
    }

    interface Index {
      readonly IndexName: string;
      readonly KeySchema: readonly KeyElement[];
    }

    interface Table {
      readonly TableName: string;
      readonly TableStatus: string;
      readonly KeySchema: readonly KeyElement[];
      readonly GlobalSecondaryIndexes?: readonly Index[];
      readonly LocalSecondaryIndexes?: readonly Index[];
    }

    /** A checked request. Members that start with `_` are its parsed expressions. */
    type Data = Record<string, unknown>;

    /** What a range of keys is read with; a limit of -1 is none. */
    interface RangeOptions {
      gt?: string;
      gte?: string;
      lt?: string;
      lte?: string;
      limit?: number;
      reverse?: boolean;
    }

    interface Section {
      get(key: string, done: Done): void;
      put(key: string, value: unknown, done: Done): void;
      del(key: string, done: Done): void;
      batch(
        operations: readonly { readonly type: "put" | "del"; readonly key: string; readonly value?: unknown }[],
        done: Done,
      ): void;
      createKeyStream(options?: RangeOptions): Readable;
      createValueStream(options?: RangeOptions): Readable;
      /** Calls `run` with a function that wraps the callback which ends the critical section. */
      lock(key: string, run: (release: (done: Done) => Done) => void): void;
    }

    /** The part of a store that checking a request needs. */
    interface Limits {
      readonly options: {
        /** In bytes. */
        readonly maxItemSize: number;
        readonly createTableMs: number;
        readonly updateTableMs: number;
        readonly deleteTableMs: number;
      };
    }

    interface Store extends Limits {
      readonly tableDb: Section & { readonly awsAccountId: string; readonly awsRegion: string };
      getTable(name: string, checkStatus: boolean | Done<Table>, done?: Done<Table>): void;
      getItemDb(table: string): Section;
      getIndexDb(type: string, table: string, index: string): Section;
      getTagDb(table: string): Section;
      deleteItemDb(table: string, done: Done): void;
      deleteIndexDb(type: string, table: string, index: string, done: Done): void;
      deleteTagDb(table: string, done: Done): void;
    }
  }

  const db: {
    readonly MAX_SIZE: number;
    /** Without a path, a database in memory. */
    create(options: { readonly path?: string }): { readonly db: unknown };
    /** Each answers the refusal, or nothing. */
    validateKey(key: unknown, table: db.Table): Error | null | undefined;
    validateItem(item: unknown, table: db.Table): Error | null | undefined;
    checkConditional(data: db.Data, existing: unknown): Error | null | undefined;
    createKey(item: unknown, table: db.Table): string;
    createIndexKey(item: unknown, table: db.Table, keySchema: readonly db.KeyElement[]): string;
    getIndexActions(
      indexes: readonly db.Index[],
      existing: unknown,
      item: unknown,
      table: db.Table,
    ): {
      readonly puts: readonly { readonly index: string; readonly key: string; readonly item: db.Item }[];
      readonly deletes: readonly { readonly index: string; readonly key: string }[];
    };
    itemSize(item: unknown): number;
    capacityUnits(item: unknown, isRead: boolean, isConsistent: boolean): number;
  };
  export = db;
}

declare module "dynalite/actions/*" {
  import type db from "dynalite/db/index.js";

  const action: (store: db.Store, data: db.Data, done: db.Done) => void;
  export = action;
}

declare module "dynalite/validations/index.js" {
  import type db from "dynalite/db/index.js";

  const validations: {
    /** Answers the known members of the right type; changes `data`. */
    checkTypes(data: object, types: object): db.Data;
    checkValidations(data: db.Data, types: object, custom: unknown, limits: db.Limits): void;
  };
  export = validations;
}

declare module "dynalite/validations/*" {
  import type db from "dynalite/db/index.js";

  const validation: {
    readonly types: Readonly<Record<string, unknown>>;
    /** Parses the expressions of `data` into it; answers the text of the refusal, if any. */
    custom?(data: db.Data, limits: db.Limits): string | undefined;
  };
  export = validation;
}
