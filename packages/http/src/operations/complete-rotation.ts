import { endRotation } from "@latchkey/core/usecases/rotations/end-rotation";
import type { WriteDeps } from "../deps.ts";
import { endedRotation } from "../ended-rotation.ts";
import type { Operation } from "../operation.ts";

/** `POST /v1/integrations/{id}/rotations/{rotation}/complete` */
export const completeRotation: Operation<"completeRotation", WriteDeps> = async (
  { services },
  { caller, path: { id, rotation } },
  call,
) => endedRotation(id, await endRotation(services, { caller, id, rotation, ending: "complete" }, call));
