import { parseRegistration } from "@latchkey/contract/parse-registration";
import { representIntegration, representRegistered } from "@latchkey/contract/representations/integration";
import { representPreview } from "@latchkey/contract/representations/payload";
import { previewRegistration } from "@latchkey/core/usecases/preview-registration";
import { type Registration, register } from "@latchkey/core/usecases/register";
import { type Answer, json } from "../answer.ts";
import type { WriteDeps } from "../deps.ts";
import { entityTag } from "../entity-tag.ts";
import { integrationPath, POLL_AFTER } from "../integration-path.ts";
import type { Operation } from "../operation.ts";
import { requestHash } from "../request-hash.ts";

/** `POST /v1/integrations`: 201 with the payload, 202 while it is still being provisioned, 200 for a dry run. */
export const createIntegration: Operation<"createIntegration", WriteDeps> = async (
  { services },
  { caller, query, headers, body },
  call,
) => {
  const input = parseRegistration(body);
  if (query.dryRun) return json(200, representPreview(input, previewRegistration(services, { input, caller })));
  const key = headers["Idempotency-Key"];
  const idempotency = key !== undefined && { key, requestHash: requestHash("createIntegration", body) };
  const request = { caller, input, mode: query.secret, ...(idempotency && { idempotency }) };
  return answerOf(await register(services, request, call));
};

function answerOf({ integration, payload, replayed }: Registration): Answer {
  const headers = {
    Location: integrationPath(integration.id),
    ETag: entityTag(integration),
    ...(replayed && { "Idempotent-Replayed": "true" }),
    ...(payload === undefined && { "Retry-After": POLL_AFTER }),
  };
  const answer =
    payload === undefined
      ? json(202, representIntegration(integration), headers)
      : json(201, representRegistered(integration, payload), headers);
  return { ...answer, integrationId: integration.id };
}
