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
    const at = Math.max(now(), next.get(operation) ?? 0);
    next.set(operation, at + 1000 / perSecond);
    const wait = at - now();
    if (wait > 0) await sleep(wait, signal);
  };
}
