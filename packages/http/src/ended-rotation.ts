import { representRotation } from "@latchkey/contract/representations/rotation";
import type { IntegrationId } from "@latchkey/core/ids";
import type { EndedRotation } from "@latchkey/core/usecases/rotations/end-rotation";
import { type Answer, json } from "./answer.ts";
import { POLL_AFTER, rotationPath } from "./integration-path.ts";

/** What completing or aborting answers: 200 when the rotation has ended, 202 while the reconciler is at it. */
export function endedRotation(id: IntegrationId, { rotation, ended }: EndedRotation): Answer {
  const answer = representRotation(id, rotation);
  return ended
    ? json(200, answer)
    : json(202, answer, { Location: rotationPath(id, rotation.id), "Retry-After": POLL_AFTER });
}
