import db from "dynalite/db/index.js";
import validations from "dynalite/validations/index.js";
import { AwsError } from "../kernel/aws-error.ts";
import type { Input } from "../kernel/service.ts";
import type { DynaliteOperation, InputRules } from "./dynalite-operations.ts";

/** Item size as DynamoDB limits it; descriptions of tables change at once. */
export const limits: db.Limits = {
  options: { maxItemSize: db.MAX_SIZE, createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 },
};

/** Checks a request as DynamoDB does before it looks at any table, and parses its expressions. Throws `AwsError`. */
export function checkInput({ types, custom }: InputRules, input: Input): db.Data {
  try {
    // Copied, because dynalite deletes unknown members from what it is given.
    const data = validations.checkTypes({ ...input }, types);
    validations.checkValidations(data, types, custom, limits);
    return data;
  } catch (error) {
    throw asAwsError(error);
  }
}

/** Performs a checked request on `store`. Rejects with `AwsError` for what DynamoDB refuses. */
export function perform(action: DynaliteOperation["action"], store: db.Store, data: db.Data): Promise<unknown> {
  return new Promise((resolve, reject) => {
    action(store, data, (error, output) => {
      if (error) reject(asAwsError(error));
      else resolve(output);
    });
  });
}

/** dynalite's refusals as `AwsError`; anything else, a defect, as it is. */
export function asAwsError(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  if (!("body" in error)) return error;
  // dynalite writes DynamoDB's answer there, with `Message` for what its deserialiser refuses.
  const { __type: type, ...body } = error.body as Readonly<Record<"__type" | "message" | "Message", string>>;
  return new AwsError(type.replace(/^.*#/, ""), body.message ?? body.Message ?? "");
}

export const validationError = (message: string): AwsError => new AwsError("ValidationException", message);

export const isConditionFailure = (error: unknown): error is AwsError =>
  error instanceof AwsError && error.type === "ConditionalCheckFailedException";
