import { replacing } from "./replacing.ts";

/**
 * Requests are signed with Node's own SHA-256, with no other in JavaScript beside it for a Node that was built without cryptography: 3.1 KB
 * of each bundle. Keys are handed to it in the way that Node is quick with: 4 % of the CPU of a registration.
 */
export const leanHash = replacing("lean-hash", [
  { imported: /\/sha256\/Sha256Node$/, within: /\/@smithy\/core\//, by: "lean/sha256-node.ts" },
]);
