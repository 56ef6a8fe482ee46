import type { Json } from "@latchkey/core/json";
import type { AccessQuestion } from "@latchkey/core/usecases/access-preview/access-question";
import { parseBody } from "./parse-body.ts";
import { knownUserSchema, strangerSchema } from "./schemas/access-question.ts";

/** Who is asked about: with `username` a user of the pool, else somebody who has no account yet. Throws `invalid-body`. */
export function parseAccessQuestion(body: Json): AccessQuestion["who"] {
  const isKnown = typeof body === "object" && body !== null && "username" in body;
  return isKnown ? parseBody(knownUserSchema, body) : parseBody(strangerSchema, body);
}
