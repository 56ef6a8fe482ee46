import { replacing } from "./replacing.ts";

/** What the SDK writes of itself into each request is nearly the same each time: 2 % of the CPU of a registration, 1 KB of each bundle. */
export const leanUserAgent = replacing("lean-user-agent", [
  { imported: /\/user-agent-middleware$/, within: /\/@aws-sdk\/core\//, by: "lean/user-agent.ts" },
]);
