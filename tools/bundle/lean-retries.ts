import { replacing } from "./replacing.ts";

/**
 * Every client is told `retryMode: "standard"` and one attempt: neither strategy has a use, nor what asks them and sorts errors for them.
 * 6 KB of each bundle.
 */
export const leanRetries = replacing("lean-retries", [
  {
    imported: /\/util-retry\/(?:AdaptiveRetryStrategy|StandardRetryStrategy)$/,
    within: /\/@smithy\/core\//,
    by: "lean/retry-strategies.ts",
  },
  { imported: /\/middleware-retry\/retryMiddleware$/, within: /\/@smithy\/core\//, by: "lean/retry-middleware.ts" },
]);
