import { replacing } from "./replacing.ts";

/** Requests are signed with Node's own SHA-256: the one in JavaScript is for a Node built without cryptography. 3.1 KB of each bundle. */
export const leanHash = replacing("lean-hash", [
  { imported: /\/Sha256Js$/, within: /\/@smithy\/core\//, by: "lean/sha256-js.ts" },
]);
