import { parse } from "@latchkey/connectors/schema/parse";
import type { FieldError } from "@latchkey/core/errors";
import type { Json, JsonObject } from "@latchkey/core/json";
import type { Editable } from "@latchkey/core/usecases/update";
import { mergePatch } from "./merge-patch.ts";
import { invalidBody, parseBody } from "./parse-body.ts";
import { patchedSchema, patchSchema } from "./schemas/patch.ts";

/**
 * A patch's body as the edit that it stands for. What can be judged without the integration is judged at once, the rest when the edit
 * is made; both throw `invalid-body`, with pointers into the patched document. Settings are for their connector to check.
 */
export function parsePatch(body: Json): (current: Editable) => Editable {
  const form = parse(patchSchema, body);
  if (!form.ok) throw invalidBody(form.errors.map(explained));
  return (current) => {
    const { rotation: _rotation, signUp: _signUp, access: _access, ...kept } = current;
    const patched = parseBody(patchedSchema, mergePatch(documentOf(current), body));
    return { ...kept, ...patched, labels: patched.labels ?? {} };
  };
}

const documentOf = ({ name, settings, labels, rotation, signUp, access }: Editable): JsonObject => ({
  name,
  // Settings are stored as JSON; only a registration's input may still be anything.
  settings: settings as Json,
  labels,
  ...(rotation && { rotation: { ...rotation } }),
  ...(signUp && { signUp: { ...signUp } }),
  ...(access && { access: { ...access } }),
});

/** What people try to change and cannot. */
const explained = (error: FieldError): FieldError =>
  "pointer" in error && error.pointer === "/connector"
    ? {
        ...error,
        detail: "The connector of an integration is fixed; remove this member, or register anew with another.",
      }
    : error;
