import { parse } from "@latchkey/connectors/schema/parse";
import { type FieldError, LatchkeyError } from "@latchkey/core/errors";
import type { Json } from "@latchkey/core/json";
import type * as z from "zod/mini";

/** A body, or what became of one, in the schema's output form. Throws `invalid-body` with every fault. */
export function parseBody<S extends z.ZodMiniType>(schema: S, body: Json): z.output<S> {
  const parsed = parse(schema, body);
  if (parsed.ok) return parsed.value;
  throw invalidBody(parsed.errors);
}

export const invalidBody = (errors: readonly FieldError[]): LatchkeyError =>
  new LatchkeyError("invalid-body", "The request body does not match the schema; see errors.", { errors });
