import type { Clock } from "@latchkey/core/ports/clock";

/** The machine's time. */
export const systemClock: Clock = { now: () => Date.now() };
