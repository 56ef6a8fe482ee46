import type { IntegrationEvent } from "../integration.ts";
import type { Call } from "./call.ts";

/** Tells the world, at least once: an event may be told twice, and its id says so. Throws `UpstreamError`. */
export interface EventPublisher {
  /** Answers those that were taken; the others are to be tried again. */
  publish(events: readonly IntegrationEvent[], call: Call): Promise<readonly IntegrationEvent[]>;
}
