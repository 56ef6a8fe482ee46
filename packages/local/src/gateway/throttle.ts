import type { Clock } from "../kernel/clock.ts";

/** The throttling settings of a stage. */
export interface ThrottleOptions {
  readonly requestsPerSecond: number;
  /** How many requests may come at once. */
  readonly burst: number;
}

/** Answers whether one more request may pass: a token bucket, refilled on the stand-in's clock. */
export function throttle({ requestsPerSecond, burst }: ThrottleOptions, clock: Clock): () => boolean {
  let tokens = burst;
  let filledAt = clock.now();
  return () => {
    const now = clock.now();
    tokens = Math.min(burst, tokens + ((now - filledAt) / 1000) * requestsPerSecond);
    filledAt = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
