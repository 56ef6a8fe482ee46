import { representEvent } from "@latchkey/contract/representations/event";
import type { EventListRepresentation } from "@latchkey/contract/schemas/event";
import { isEventId } from "@latchkey/core/ids";
import { integrationEvents } from "@latchkey/core/usecases/events";
import { json } from "../answer.ts";
import { readCursor, writeCursor } from "../cursor.ts";
import type { ReadDeps } from "../deps.ts";
import type { Operation } from "../operation.ts";

/** `GET /v1/integrations/{id}/events`: newest first. */
export const listIntegrationEvents: Operation<"listIntegrationEvents", ReadDeps> = async (
  { services, cursorKey },
  { caller, path: { id }, query: { limit, cursor } },
  call,
) => {
  const scope = { caller, list: ["events", id] };
  const after = cursor === undefined ? undefined : readCursor(cursorKey, scope, isEventId, cursor);
  const page = await integrationEvents(services, { caller, id, limit, ...(after && { after }) }, call);
  const answer: EventListRepresentation = {
    items: page.items.map(representEvent),
    nextCursor: page.next === undefined ? null : writeCursor(cursorKey, scope, page.next),
  };
  return json(200, answer);
};
