import { parseRotationRequest } from "@latchkey/contract/parse-rotation-request";
import { representRotation } from "@latchkey/contract/representations/rotation";
import { LatchkeyError } from "@latchkey/core/errors";
import { type StartedRotation, startRotation as start } from "@latchkey/core/usecases/rotations/start-rotation";
import { type Answer, json } from "../answer.ts";
import type { WriteDeps } from "../deps.ts";
import { POLL_AFTER, rotationPath } from "../integration-path.ts";
import type { Operation } from "../operation.ts";
import { requestHash } from "../request-hash.ts";

/** `POST /v1/integrations/{id}/rotations`: 201 with the new secret as `AWSCURRENT`, 202 while it is being made and proven. */
export const startRotation: Operation<"startRotation", WriteDeps> = async (
  { services },
  { caller, path: { id }, headers, body },
  call,
) => {
  const key = headers["Idempotency-Key"];
  const idempotency = key !== undefined && { key, requestHash: requestHash("startRotation", body, id) };
  const request = { caller, id, ...parseRotationRequest(body), ...(idempotency && { idempotency }) };
  return answerOf(await start(services, request, call));
};

function answerOf({ integrationId, rotation, replayed }: StartedRotation): Answer {
  const { id, state, problem } = rotation;
  // It is there and can be looked at, but what was asked for has not come about.
  if (state === "failed" && problem !== undefined)
    throw new LatchkeyError(problem.code, problem.detail, { members: { integrationId, rotationId: id } });
  const headers = {
    Location: rotationPath(integrationId, id),
    ...(replayed && { "Idempotent-Replayed": "true" }),
  };
  const answer = representRotation(integrationId, rotation);
  return state === "staging"
    ? json(202, answer, { ...headers, "Retry-After": POLL_AFTER })
    : json(201, answer, headers);
}
