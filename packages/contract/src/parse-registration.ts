import type { Json } from "@latchkey/core/json";
import type { RegistrationInput } from "@latchkey/core/usecases/plan";
import { parseBody } from "./parse-body.ts";
import { registrationSchema } from "./schemas/registration.ts";

/** A registration's body, checked for form; its settings are for its connector to check. Throws `invalid-body`. */
export function parseRegistration(body: Json): RegistrationInput {
  const registration = parseBody(registrationSchema, body);
  return { ...registration, labels: registration.labels ?? {} };
}
