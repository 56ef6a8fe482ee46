import type { Owner } from "../caller.ts";
import type { EventId, IntegrationId } from "../ids.ts";
import type { IntegrationEvent } from "../integration.ts";
import type { Call } from "./call.ts";

export interface EventPage {
  readonly items: readonly IntegrationEvent[];
  /** Undefined ends the list. */
  readonly next: EventId | undefined;
}

/** The events that the registry has committed. Every method throws `UpstreamError`. */
export interface EventTrail {
  /** Of one integration, newest first; `after` continues after that event. Strongly consistent. */
  ofIntegration(
    id: IntegrationId,
    page: { readonly limit: number; readonly after?: EventId },
    call: Call,
  ): Promise<EventPage>;
  /**
   * Of an owner's integrations, or of all when undefined: oldest first, those after `after`, and none that is not older than
   * `before` (epoch milliseconds).
   */
  ofOwner(
    owner: Owner | undefined,
    page: { readonly limit: number; readonly after?: EventId; readonly before: number },
    call: Call,
  ): Promise<EventPage>;
  /** Those that nobody has published yet, oldest first, at most `limit`. Eventually consistent. */
  unpublished(limit: number, call: Call): Promise<readonly IntegrationEvent[]>;
  /** Takes them off the outbox. Repeating it is safe. */
  markPublished(events: readonly IntegrationEvent[], call: Call): Promise<void>;
}
