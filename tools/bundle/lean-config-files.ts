import { replacing } from "./replacing.ts";

/**
 * Every client is given what it would look for in a person's configuration files (packages/aws/src/connection.ts), and a function has none.
 * Reading them is 2 KB of each bundle, and the one thing that loads `node:fs/promises`, which takes as long as `node:crypto`.
 */
export const leanConfigFiles = replacing("lean-config-files", [
  { imported: /\/loadSharedConfigFiles$/, within: /\/@smithy\/core\//, by: "lean/load-shared-config-files.ts" },
]);
