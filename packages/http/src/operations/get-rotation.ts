import { representRotation } from "@latchkey/contract/representations/rotation";
import { getRotation as load } from "@latchkey/core/usecases/rotations/get-rotation";
import { json } from "../answer.ts";
import type { WriteDeps } from "../deps.ts";
import type { Operation } from "../operation.ts";

/** `GET /v1/integrations/{id}/rotations/{rotation}` */
export const getRotation: Operation<"getRotation", WriteDeps> = async (
  { services },
  { caller, path: { id, rotation } },
  call,
) => json(200, representRotation(id, await load(services, { caller, id, rotation }, call)));
