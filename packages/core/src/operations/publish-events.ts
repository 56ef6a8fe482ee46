import type { Call } from "../ports/call.ts";
import type { Services } from "../services.ts";

/** As many as EventBridge takes in a call. */
const BATCH = 10;

/**
 * Drains the outbox, oldest first, until it is empty or an event is refused: each at least once, and none before its change was
 * committed, because it was written in the same transaction. Answers how many were published.
 */
export async function publishEvents(
  { trail, publisher, log }: Pick<Services, "trail" | "publisher" | "log">,
  limit: number,
  call: Call,
): Promise<number> {
  const events = await trail.unpublished(limit, call);
  let published = 0;
  for (let start = 0; start < events.length; start += BATCH) {
    const batch = events.slice(start, start + BATCH);
    const taken = await publisher.publish(batch, call);
    await trail.markPublished(taken, call);
    published += taken.length;
    if (taken.length < batch.length) {
      log.warn("events refused; they will be sent again", { refused: batch.length - taken.length });
      break;
    }
  }
  return published;
}
