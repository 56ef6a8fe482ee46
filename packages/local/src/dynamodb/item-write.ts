import db from "dynalite/db/index.js";
import { AwsError } from "../kernel/aws-error.ts";
import type { Input } from "../kernel/service.ts";
import type { Database } from "./database.ts";
import { checkInput, isConditionFailure, perform } from "./dynalite-call.ts";
import type { DynaliteOperation } from "./dynalite-operations.ts";
import type { UnitOfWork } from "./dynalite-store.ts";
import { itemPrefix } from "./keys.ts";

/** PutItem, UpdateItem, DeleteItem. What dynalite lacks: a failed condition carries the `Item` that failed it, when asked for. */
export async function writeItem(database: Database, operation: DynaliteOperation, input: Input): Promise<unknown> {
  const data = checkInput(operation.rules, input);
  return database.write(async (unit) => {
    try {
      return await perform(operation.action, unit.store, data);
    } catch (error) {
      if (!isConditionFailure(error)) throw error;
      throw new AwsError(error.type, error.message, failedItem(data, storedItem(unit, data)));
    }
  });
}

/** What `ReturnValuesOnConditionCheckFailure` adds to a refusal: the stored item, when there is one. */
export function failedItem(data: db.Data, stored: unknown): { readonly Item?: unknown } {
  return data["ReturnValuesOnConditionCheckFailure"] === "ALL_OLD" && stored !== undefined ? { Item: stored } : {};
}

/** The stored item that a checked write (with an `Item` or a `Key`) is about; undefined when there is none. */
export function storedItem(unit: UnitOfWork, data: db.Data): unknown {
  const name = String(data["TableName"]);
  const table = unit.table(name);
  return table && unit.stage.get(itemPrefix(name) + db.createKey(data["Item"] ?? data["Key"], table));
}
