import type { RemovalRepresentation } from "@latchkey/contract/schemas/integration";
import { remove } from "@latchkey/core/usecases/remove";
import { json } from "../answer.ts";
import type { WriteDeps } from "../deps.ts";
import { integrationPath, POLL_AFTER } from "../integration-path.ts";
import type { Operation } from "../operation.ts";

/** `DELETE /v1/integrations/{id}`: 204 when all is gone, 202 while the reconciler finishes. */
export const deleteIntegration: Operation<"deleteIntegration", WriteDeps> = async (
  { services },
  { caller, path: { id } },
  call,
) => {
  const { state } = await remove(services, { caller, id }, call);
  if (state === "removed") return { status: 204 };
  const removal: RemovalRepresentation = { id, state };
  return json(202, removal, { Location: integrationPath(id), "Retry-After": POLL_AFTER });
};
