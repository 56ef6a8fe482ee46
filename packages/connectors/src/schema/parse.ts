import type { FieldError } from "@latchkey/core/errors";
import type * as z from "zod/mini";

/** A value from outside in the schema's output form, or every fault with its RFC 6901 pointer and the fix in words. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

type Issue = z.core.$ZodIssue;

const MAX_ERRORS = 50;
// What zod says when neither the schema nor a locale gives a message; no locale is ever loaded.
const NO_MESSAGE = "Invalid input";

/**
 * Parses `value` by `schema`. Messages name the fix and never repeat the value, which may be a secret in the wrong place. Strict
 * objects report each unknown member by its own pointer, `__proto__` included. At most 50 faults are listed.
 */
export function parse<S extends z.ZodMiniType>(schema: S, value: unknown): Parsed<z.output<S>> {
  const result = schema.safeParse(value);
  if (result.success) return { ok: true, value: result.data };
  const errors = result.error.issues.flatMap((issue) => errorsOf(issue, value));
  return { ok: false, errors: errors.slice(0, MAX_ERRORS) };
}

/** The RFC 6901 pointer of a member, for example `/settings/callbackUrls/0`. */
export const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map((segment) => `/${String(segment).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

function errorsOf(issue: Issue, value: unknown): readonly FieldError[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({
      pointer: pointerTo([...issue.path, key]),
      detail: "There is no such member here; remove it.",
    }));
  return [{ pointer: pointerTo(issue.path), detail: detailOf(issue, value) }];
}

function detailOf(issue: Issue, value: unknown): string {
  if (issue.message !== NO_MESSAGE && issue.message !== "") return issue.message;
  switch (issue.code) {
    case "invalid_type":
      return isMissing(value, issue.path)
        ? `This member is required; give ${nounOf(issue.expected)}.`
        : `Give ${nounOf(issue.expected)} here.`;
    case "invalid_value":
      return `Use one of: ${issue.values.map((choice) => JSON.stringify(choice)).join(", ")}.`;
    case "too_big":
      return `Give at most ${amount(issue.maximum, issue.origin)}.`;
    case "too_small":
      return `Give at least ${amount(issue.minimum, issue.origin)}.`;
    case "invalid_format":
      return issue.pattern === undefined
        ? `This is not a valid ${issue.format}.`
        : `This does not have the form ${issue.pattern}.`;
    case "not_multiple_of":
      return `Give a multiple of ${issue.divisor}.`;
    case "invalid_key":
      return "This name is not allowed here; choose another one.";
    case "invalid_union":
    case "invalid_element":
    case "custom":
    case "unrecognized_keys":
      return "This value is not allowed here; see the schema of this member.";
  }
}

function isMissing(value: unknown, path: readonly PropertyKey[]): boolean {
  let current = value;
  for (const segment of path) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, segment)) return true;
    current = Reflect.get(current, segment);
  }
  return current === undefined;
}

const NOUNS: Readonly<Record<string, string>> = {
  array: "a list",
  boolean: "true or false",
  int: "a whole number",
  number: "a number",
  object: "an object",
  record: "an object",
  string: "a string",
};

const nounOf = (type: string): string => NOUNS[type] ?? `a value of type ${type}`;

const UNITS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  array: ["entry", "entries"],
  object: ["member", "members"],
  record: ["member", "members"],
  string: ["character", "characters"],
};

function amount(limit: number | bigint, origin: string): string {
  const units = UNITS[origin];
  return units === undefined ? String(limit) : `${limit} ${units[Number(limit) === 1 ? 0 : 1]}`;
}
