import { representPayload } from "@latchkey/contract/representations/payload";
import { readPayload } from "@latchkey/core/usecases/payload";
import { json } from "../answer.ts";
import type { RevealDeps } from "../deps.ts";
import type { Operation } from "../operation.ts";

/** `GET /v1/integrations/{id}/payload` */
export const getPayload: Operation<"getPayload", RevealDeps> = async (
  { services },
  { caller, path: { id }, query: { secret: mode } },
  call,
) => json(200, representPayload((await readPayload(services, { caller, id, mode }, call)).payload));
