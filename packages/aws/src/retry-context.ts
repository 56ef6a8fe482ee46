import { setTimeout as wait } from "node:timers/promises";
import type { RetryContext } from "./retry.ts";

/** Waits in real time. */
export const systemRetryContext: RetryContext = {
  sleep: (ms, signal) => wait(ms, undefined, signal === undefined ? {} : { signal }),
  random: () => Math.random(),
};
