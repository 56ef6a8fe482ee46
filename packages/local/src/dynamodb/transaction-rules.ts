import type { Input } from "../kernel/service.ts";
import { validationError } from "./dynalite-call.ts";
import {
  deleteOperation,
  getOperation,
  type InputRules,
  putOperation,
  updateOperation,
} from "./dynalite-operations.ts";

/** Both transactions take so many actions at most. */
const MAX_ACTIONS = 100;

const REQUIRED = { type: "String", notNull: true };

/** What all actions that write or check have. */
const COMMON = [
  "TableName",
  "ConditionExpression",
  "ExpressionAttributeNames",
  "ExpressionAttributeValues",
  "ReturnValuesOnConditionCheckFailure",
];

/** A member of an action that a single request has too. */
const taken = (rules: InputRules, members: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(members.map((member) => [member, rules.types[member]]));

const action = (children: Record<string, unknown>): unknown => ({ type: "FieldStruct<TransactWriteItem>", children });

const actions = (children: Record<string, unknown>): unknown => ({
  type: "List",
  notNull: true,
  lengthGreaterThanOrEqual: 1,
  children: { type: "ValueStruct<TransactItem>", children },
});

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
export const transactWriteRules: InputRules = {
  types: {
    ...taken(putOperation.rules, ["ReturnConsumedCapacity", "ReturnItemCollectionMetrics"]),
    ClientRequestToken: { type: "String", lengthGreaterThanOrEqual: 1, lengthLessThanOrEqual: 36 },
    TransactItems: actions({
      Put: action(taken(putOperation.rules, [...COMMON, "Item"])),
      Update: action({ ...taken(updateOperation.rules, [...COMMON, "Key"]), UpdateExpression: REQUIRED }),
      Delete: action(taken(deleteOperation.rules, [...COMMON, "Key"])),
      ConditionCheck: action({ ...taken(deleteOperation.rules, [...COMMON, "Key"]), ConditionExpression: REQUIRED }),
    }),
  },
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html */
export const transactGetRules: InputRules = {
  types: {
    ...taken(getOperation.rules, ["ReturnConsumedCapacity"]),
    TransactItems: actions({
      Get: action(taken(getOperation.rules, ["TableName", "Key", "ProjectionExpression", "ExpressionAttributeNames"])),
    }),
  },
};

/** Checked before everything else, because the general check would show every action in its text. */
export function refuseTooManyActions(input: Input): void {
  const items = input["TransactItems"];
  if (!Array.isArray(items) || items.length <= MAX_ACTIONS) return;
  throw validationError(
    `1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to ${MAX_ACTIONS}`,
  );
}
