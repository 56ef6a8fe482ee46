import batchGetItem from "dynalite/actions/batchGetItem.js";
import batchWriteItem from "dynalite/actions/batchWriteItem.js";
import createTable from "dynalite/actions/createTable.js";
import deleteItem from "dynalite/actions/deleteItem.js";
import deleteTable from "dynalite/actions/deleteTable.js";
import describeTable from "dynalite/actions/describeTable.js";
import getItem from "dynalite/actions/getItem.js";
import listTables from "dynalite/actions/listTables.js";
import listTagsOfResource from "dynalite/actions/listTagsOfResource.js";
import putItem from "dynalite/actions/putItem.js";
import query from "dynalite/actions/query.js";
import scan from "dynalite/actions/scan.js";
import tagResource from "dynalite/actions/tagResource.js";
import untagResource from "dynalite/actions/untagResource.js";
import updateItem from "dynalite/actions/updateItem.js";
import updateTable from "dynalite/actions/updateTable.js";
import type db from "dynalite/db/index.js";
import batchGetItemInput from "dynalite/validations/batchGetItem.js";
import batchWriteItemInput from "dynalite/validations/batchWriteItem.js";
import createTableInput from "dynalite/validations/createTable.js";
import deleteItemInput from "dynalite/validations/deleteItem.js";
import deleteTableInput from "dynalite/validations/deleteTable.js";
import describeTableInput from "dynalite/validations/describeTable.js";
import getItemInput from "dynalite/validations/getItem.js";
import listTablesInput from "dynalite/validations/listTables.js";
import listTagsOfResourceInput from "dynalite/validations/listTagsOfResource.js";
import putItemInput from "dynalite/validations/putItem.js";
import queryInput from "dynalite/validations/query.js";
import scanInput from "dynalite/validations/scan.js";
import tagResourceInput from "dynalite/validations/tagResource.js";
import untagResourceInput from "dynalite/validations/untagResource.js";
import updateItemInput from "dynalite/validations/updateItem.js";
import updateTableInput from "dynalite/validations/updateTable.js";

/** The constraints of one request, in dynalite's notation. */
export interface InputRules {
  readonly types: Readonly<Record<string, unknown>>;
  /** Parses the expressions of `data` into it; answers the text of the refusal, if any. */
  readonly custom?: (data: db.Data, limits: db.Limits) => string | undefined;
}

/** An operation that dynalite performs. `table` changes descriptions of tables, which dynalite ends on a timer. */
export interface DynaliteOperation {
  readonly kind: "read" | "item-write" | "write" | "table";
  readonly rules: InputRules;
  readonly action: (store: db.Store, data: db.Data, done: db.Done) => void;
}

const of = (
  kind: DynaliteOperation["kind"],
  rules: InputRules,
  action: DynaliteOperation["action"],
): DynaliteOperation => ({ kind, rules, action });

/** Adds the member that dynalite does not know; `writeItem` serves it. */
const conditional = (rules: InputRules): InputRules => ({
  ...rules,
  types: { ...rules.types, ReturnValuesOnConditionCheckFailure: { type: "String", enum: ["ALL_OLD", "NONE"] } },
});

export const putOperation = of("item-write", conditional(putItemInput), putItem);
export const updateOperation = of("item-write", conditional(updateItemInput), updateItem);
export const deleteOperation = of("item-write", conditional(deleteItemInput), deleteItem);
export const getOperation = of("read", getItemInput, getItem);

/** By DynamoDB's name of the operation. */
export const dynaliteOperations: ReadonlyMap<string, DynaliteOperation> = new Map(
  Object.entries({
    BatchGetItem: of("read", batchGetItemInput, batchGetItem),
    BatchWriteItem: of("write", batchWriteItemInput, batchWriteItem),
    CreateTable: of("table", createTableInput, createTable),
    DeleteItem: deleteOperation,
    DeleteTable: of("table", deleteTableInput, deleteTable),
    DescribeTable: of("read", describeTableInput, describeTable),
    GetItem: getOperation,
    ListTables: of("read", listTablesInput, listTables),
    ListTagsOfResource: of("read", listTagsOfResourceInput, listTagsOfResource),
    PutItem: putOperation,
    Query: of("read", queryInput, query),
    Scan: of("read", scanInput, scan),
    TagResource: of("write", tagResourceInput, tagResource),
    UntagResource: of("write", untagResourceInput, untagResource),
    UpdateItem: updateOperation,
    UpdateTable: of("table", updateTableInput, updateTable),
  }),
);
