import type { RetryContext } from "./retry.ts";

interface PaceOptions {
  /** Starts per second of one operation. */
  readonly perSecond: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: RetryContext["sleep"];
}

/**
 * Spreads the calls of each operation over time: Cognito takes 5 of one operation a second and pool, whatever else the account may
 * (https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html). For jobs; a request is never held back.
 */
export function pace({ perSecond, now, sleep }: PaceOptions): NonNullable<RetryContext["pace"]> {
  const next = new Map<string, number>();
  return async (operation, signal) => {
    for (;;) {
      const wait = (next.get(operation) ?? 0) - now();
      if (wait <= 0) break;
      await sleep(wait, signal);
    }
    // Counted from here and not from the turn's own time: after a timer that fired late, the next call would come too soon.
    next.set(operation, now() + 1000 / perSecond);
  };
}
