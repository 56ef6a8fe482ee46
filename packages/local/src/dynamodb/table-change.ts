import { EventEmitter, once } from "node:events";
import type db from "dynalite/db/index.js";
import { AwsError } from "../kernel/aws-error.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Input } from "../kernel/service.ts";
import type { Database } from "./database.ts";
import { checkInput, perform, validationError } from "./dynalite-call.ts";
import type { DynaliteOperation } from "./dynalite-operations.ts";
import type { UnitOfWork } from "./dynalite-store.ts";
import { tablePrefix, timeToLivePrefix } from "./keys.ts";

/**
 * CreateTable, UpdateTable, DeleteTable. dynalite answers in an intermediate state and ends it on a timer; here the answer says
 * `CREATING` as DynamoDB's does, but only the final state is stored, so that no crash can leave a table in between.
 */
export async function changeTable(
  database: Database,
  clock: Clock,
  operation: DynaliteOperation,
  input: Input,
): Promise<unknown> {
  refuseIndexChanges(input);
  const data = checkInput(operation.rules, input);
  const timer = secondChange();
  return database.writeTables(async (unit) => {
    const name = String(data["TableName"]);
    const before = unit.table(name);
    const answer = structuredClone(await perform(operation.action, unit.store, data).catch(named(name)));
    await timer.elapsed;
    return finish(unit, name, before, answer, clock);
  }, timer.onTableChange);
}

/** dynalite says nothing about a table that exists already. */
const named =
  (name: string) =>
  (error: unknown): never => {
    if (!(error instanceof AwsError) || error.message !== "") throw error;
    throw new AwsError(error.type, `Table already exists: ${name}`);
  };

/** Resolves at the second change: the one that dynalite makes on its timer. */
function secondChange(): { readonly elapsed: Promise<unknown>; readonly onTableChange: () => void } {
  const changes = new EventEmitter();
  let seen = 0;
  return {
    elapsed: once(changes, "second"),
    onTableChange() {
      seen += 1;
      if (seen === 2) changes.emit("second");
    },
  };
}

function finish(unit: UnitOfWork, name: string, before: db.Table | undefined, answer: unknown, clock: Clock): unknown {
  const after = unit.table(name);
  if (after === undefined) unit.stage.delete(timeToLivePrefix + name);
  if (before !== undefined || after === undefined) return answer;
  const CreationDateTime = clock.now() / 1000;
  unit.stage.put(tablePrefix + name, { ...after, CreationDateTime });
  // dynalite's answer to CreateTable.
  const { TableDescription } = answer as { readonly TableDescription: object };
  return { TableDescription: { ...TableDescription, CreationDateTime } };
}

function refuseIndexChanges(input: Input): void {
  const updates = input["GlobalSecondaryIndexUpdates"];
  if (!Array.isArray(updates) || !updates.some(changesIndexes)) return;
  throw validationError("Indexes cannot be added or deleted here: create the table with the indexes that it needs");
}

const changesIndexes = (update: unknown): boolean =>
  typeof update === "object" && update !== null && ("Create" in update || "Delete" in update);
