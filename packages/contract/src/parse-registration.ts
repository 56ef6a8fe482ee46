import { parse } from "@latchkey/connectors/schema/parse";
import { LatchkeyError } from "@latchkey/core/errors";
import type { Json } from "@latchkey/core/json";
import type { RegistrationInput } from "@latchkey/core/usecases/plan";
import { registrationSchema } from "./schemas/registration.ts";

/** A registration's body, checked for form; its settings are for its connector to check. Throws `invalid-body`. */
export function parseRegistration(body: Json): RegistrationInput {
  const parsed = parse(registrationSchema, body);
  if (parsed.ok) return { ...parsed.value, labels: parsed.value.labels ?? {} };
  throw new LatchkeyError("invalid-body", "The request body does not match the schema; see errors.", {
    errors: parsed.errors,
  });
}
