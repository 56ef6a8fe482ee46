import { parsePatch } from "@latchkey/contract/parse-patch";
import { representUpdated } from "@latchkey/contract/representations/integration";
import { LatchkeyError } from "@latchkey/core/errors";
import { updateIn } from "@latchkey/core/operation";
import { update } from "@latchkey/core/usecases/update";
import { json } from "../answer.ts";
import type { WriteDeps } from "../deps.ts";
import { entityTag, matchesVersion } from "../entity-tag.ts";
import { integrationPath, POLL_AFTER } from "../integration-path.ts";
import type { Operation } from "../operation.ts";

/** `PATCH /v1/integrations/{id}`: 200 with what is changed, 202 where the reconciler finishes it. */
export const updateIntegration: Operation<"updateIntegration", WriteDeps> = async (
  { services },
  { caller, path: { id }, query: { drift }, headers, body },
  call,
) => {
  const known = headers["If-Match"];
  if (known === undefined) throw preconditionRequired();
  const edit = parsePatch(body);
  const request = {
    caller,
    id,
    drift,
    edit,
    matches: ({ version }: { version: number }) => matchesVersion(known, version),
  };
  const updated = await update(services, request, call);
  const { integration } = updated;
  const tag = { ETag: entityTag(integration) };
  if (updateIn(integration.operation) === undefined) return json(200, representUpdated(updated), tag);
  return json(202, representUpdated(updated), { ...tag, Location: integrationPath(id), "Retry-After": POLL_AFTER });
};

/** RFC 6585 3 */
const preconditionRequired = (): LatchkeyError =>
  new LatchkeyError(
    "precondition-required",
    "A patch needs If-Match, so that nobody overwrites a change that they have not seen.",
    { errors: [{ header: "If-Match", detail: "Send the ETag of the integration as you read it, or *." }] },
  );
