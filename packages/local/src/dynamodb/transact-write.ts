import db from "dynalite/db/index.js";
import { AwsError } from "../kernel/aws-error.ts";
import type { Input } from "../kernel/service.ts";
import { type Capacity, consumedCapacity } from "./consumed-capacity.ts";
import type { Database } from "./database.ts";
import { asAwsError, checkInput, isConditionFailure, limits, perform, validationError } from "./dynalite-call.ts";
import { type DynaliteOperation, deleteOperation, putOperation, updateOperation } from "./dynalite-operations.ts";
import type { UnitOfWork } from "./dynalite-store.ts";
import { failedItem, storedItem } from "./item-write.ts";
import { refuseTooManyActions, transactWriteRules } from "./transaction-rules.ts";
import type { TransactionTokens } from "./transaction-token.ts";

const MAX_BYTES = 4 * 1024 * 1024;

/** One checked action. */
interface Action {
  readonly kind: ActionKind;
  readonly data: db.Data;
}

type ActionKind = "Put" | "Update" | "Delete" | "ConditionCheck";

const kinds: Readonly<Record<ActionKind, DynaliteOperation>> = {
  Put: putOperation,
  Update: updateOperation,
  Delete: deleteOperation,
  ConditionCheck: { ...deleteOperation, action: checkCondition },
};

/**
 * All actions or none: every action is staged in turn, all reasons against them are collected, and what was staged is committed as
 * one batch only if there is none. Nothing else writes meanwhile, so there are no conflicts between transactions: the loser of a
 * race fails its condition.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export async function transactWrite(database: Database, tokens: TransactionTokens, input: Input): Promise<unknown> {
  refuseTooManyActions(input);
  // Its expressions are parsed below, so the raw request is still whole for the comparison of tokens.
  const request = checkInput(transactWriteRules, structuredClone(input));
  const { ClientRequestToken: token, ReturnConsumedCapacity } = request;
  const actions = actionsOf(request);
  return database.write(async (unit) => {
    if (typeof token === "string" && tokens.seen(unit, token, input["TransactItems"])) return {};
    refuseSameItem(unit, actions);
    const capacities = await stageAll(unit, actions);
    if (typeof token === "string") tokens.remember(unit, token, input["TransactItems"]);
    return consumedCapacity(ReturnConsumedCapacity, "WriteCapacityUnits", capacities);
  });
}

function actionsOf(request: db.Data): readonly Action[] {
  // A list of structures of known members, by the rules.
  const items = request["TransactItems"] as readonly Readonly<Partial<Record<ActionKind, db.Data>>>[];
  return items.map((item) => {
    const [entry, ...others] = Object.entries(item) as [ActionKind, db.Data][];
    if (entry === undefined || others.length > 0) {
      throw validationError("TransactItems can only contain one of Check, Put, Update or Delete");
    }
    const [kind, data] = entry;
    const refusal = kinds[kind].rules.custom?.(data, limits);
    if (refusal) throw validationError(refusal);
    return { kind, data };
  });
}

function refuseSameItem(unit: UnitOfWork, actions: readonly Action[]): void {
  const seen = new Set<string>();
  for (const { data } of actions) {
    const key = itemKeyOf(unit, data);
    if (seen.has(key)) throw validationError("Transaction request cannot include multiple operations on one item");
    seen.add(key);
  }
}

/** Throws `AwsError` for a table that does not exist and for a key that does not fit it. */
function itemKeyOf(unit: UnitOfWork, data: db.Data): string {
  const name = String(data["TableName"]);
  const table = unit.table(name);
  if (table === undefined) throw new AwsError("ResourceNotFoundException", "Requested resource not found");
  const { Item, Key } = data;
  const refusal = Item === undefined ? db.validateKey(Key, table) : db.validateItem(Item, table);
  if (refusal) throw asAwsError(refusal);
  return `${name}/${db.createKey(Item ?? Key, table)}`;
}

/** Stages every action. Throws `TransactionCanceledException` with one reason per action when any is refused. */
async function stageAll(unit: UnitOfWork, actions: readonly Action[]): Promise<readonly Capacity[]> {
  const reasons: CancellationReason[] = [];
  const capacities: Capacity[] = [];
  let bytes = 0;
  for (const action of actions) {
    const stored = storedItem(unit, action.data);
    reasons.push(await stageOne(unit, action, stored));
    const written = action.kind === "ConditionCheck" ? stored : (storedItem(unit, action.data) ?? stored);
    const size = written === undefined ? 0 : db.itemSize(written);
    bytes += size;
    capacities.push({ table: String(action.data["TableName"]), units: 2 * Math.max(1, Math.ceil(size / 1024)) });
  }
  if (reasons.some(({ Code }) => Code !== "None")) throw canceled(reasons);
  if (bytes > MAX_BYTES) throw validationError(`The items of a transaction are limited to ${MAX_BYTES} bytes together`);
  return capacities;
}

interface CancellationReason {
  readonly Code: "None" | "ConditionalCheckFailed" | "ValidationError";
  readonly Message?: string;
  readonly Item?: unknown;
}

async function stageOne(unit: UnitOfWork, { kind, data }: Action, stored: unknown): Promise<CancellationReason> {
  try {
    await perform(kinds[kind].action, unit.store, data);
    return { Code: "None" };
  } catch (error) {
    if (isConditionFailure(error)) {
      return { Code: "ConditionalCheckFailed", Message: error.message, ...failedItem(data, stored) };
    }
    if (error instanceof AwsError && error.type === "ValidationException") {
      return { Code: "ValidationError", Message: error.message };
    }
    throw error;
  }
}

function canceled(reasons: readonly CancellationReason[]): AwsError {
  const codes = reasons.map(({ Code }) => Code).join(", ");
  return new AwsError(
    "TransactionCanceledException",
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { CancellationReasons: reasons },
  );
}

/** The action of dynalite's kind that dynalite lacks. */
function checkCondition(store: db.Store, data: db.Data, done: db.Done): void {
  store.getTable(String(data["TableName"]), (error, table) => {
    if (error || table === undefined) return done(error);
    store
      .getItemDb(table.TableName)
      .get(db.createKey(data["Key"], table), (failure, existing) =>
        done(failure ?? db.checkConditional(data, existing)),
      );
  });
}
