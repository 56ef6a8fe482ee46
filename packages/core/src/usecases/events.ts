import { type Caller, maySee } from "../caller.ts";
import { notFound } from "../errors.ts";
import type { EventId, IntegrationId } from "../ids.ts";
import type { Call } from "../ports/call.ts";
import type { EventPage } from "../ports/event-trail.ts";
import type { Services } from "../services.ts";

export interface EventQuery {
  readonly caller: Caller;
  /** 1 to 100. */
  readonly limit: number;
  /** Continue after this event. */
  readonly after?: EventId;
}

/**
 * The events of one integration, newest first. They can be read as long as its tombstone stands: 90 days after its removal. Throws
 * `not-found`.
 */
export async function integrationEvents(
  { registry, trail }: Pick<Services, "registry" | "trail">,
  { caller, id, ...page }: EventQuery & { readonly id: IntegrationId },
  call: Call,
): Promise<EventPage> {
  const row = await registry.load(id, call);
  if (row === undefined || !maySee(caller, row.owner)) throw notFound(id);
  return trail.ofIntegration(id, page, call);
}

/**
 * The events of all the caller's integrations, or of everybody's for an admin, oldest first, for a portal that follows them: an
 * event appears once nothing can be written before it any more, so that going on after the last one seen misses none.
 */
export function ownedEvents(
  { trail, clock, deployment }: Pick<Services, "trail" | "clock" | "deployment">,
  { caller, ...page }: EventQuery,
  call: Call,
): Promise<EventPage> {
  const before = clock.now() - deployment.timing.eventDelayMs;
  return trail.ofOwner(caller.admin ? undefined : caller.owner, { ...page, before }, call);
}
