import { representEvent } from "@latchkey/contract/representations/event";
import type { EventListRepresentation } from "@latchkey/contract/schemas/event";
import { ownedEvents } from "@latchkey/core/usecases/events";
import { json } from "../answer.ts";
import type { ReadDeps } from "../deps.ts";
import type { Operation } from "../operation.ts";

/** `GET /v1/events`: oldest first. The place to go on from is an event's id, which needs no signature: it opens nothing. */
export const listEvents: Operation<"listEvents", ReadDeps> = async (
  { services },
  { caller, query: { after, limit } },
  call,
) => {
  const page = await ownedEvents(services, { caller, limit, ...(after && { after }) }, call);
  const answer: EventListRepresentation = { items: page.items.map(representEvent), nextCursor: page.next ?? null };
  return json(200, answer);
};
