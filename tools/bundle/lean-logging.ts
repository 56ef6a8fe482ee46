import { replacing } from "./replacing.ts";

/**
 * No client is given a logger, and each makes a copy of every input and output for it all the same, without what is sensitive: 3 % of the
 * CPU of a registration.
 */
export const leanLogging = replacing("lean-logging", [
  { imported: /\/loggerMiddleware$/, within: /\/@aws-sdk\/core\//, by: "lean/logger-middleware.ts" },
]);
