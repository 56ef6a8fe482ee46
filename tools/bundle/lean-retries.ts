import { replacing } from "./replacing.ts";

/** Every client is told `retryMode: "standard"` and one attempt: the adaptive mode and its rate limiter have no use. 3.2 KB of each bundle. */
export const leanRetries = replacing("lean-retries", [
  {
    imported: /\/util-retry\/AdaptiveRetryStrategy$/,
    within: /\/@smithy\/core\//,
    by: "lean/adaptive-retry-strategy.ts",
  },
]);
