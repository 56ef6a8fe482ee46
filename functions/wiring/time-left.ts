import { configuration } from "./process.ts";

/** Milliseconds that a job may still work, so that it ends by itself before Lambda ends it. */
export const timeLeft = (context: { getRemainingTimeInMillis(): number }): number =>
  Math.max(0, context.getRemainingTimeInMillis() - configuration.deadlineMarginMs);
