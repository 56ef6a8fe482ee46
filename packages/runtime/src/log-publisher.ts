import type { EventPublisher } from "@latchkey/core/ports/event-publisher";
import type { Log } from "@latchkey/core/ports/log";

/** Without an event bus, events go to the log: one line each. */
export const logPublisher = (log: Log): EventPublisher => ({
  async publish(events) {
    for (const { at, ...event } of events) log.info("event", { ...event, at: new Date(at).toISOString() });
    return events;
  },
});
