import { replacing } from "./replacing.ts";

/**
 * No operation that is called here streams events, but the protocol of every client loads their codec, and every signer makes an encoder
 * for their headers: 22 KB of each bundle, most of it because a lazily loaded module keeps all of its imports from being
 * tree-shaken.
 */
export const leanEventStreams = replacing("lean-event-streams", [
  { imported: /^@smithy\/core\/event-streams$/, by: "lean/event-streams.ts" },
  { imported: /^\.\/HeaderFormatter$/, within: /\/@smithy\/signature-v4\//, by: "lean/header-formatter.ts" },
]);
