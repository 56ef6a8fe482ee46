import { createHmac, timingSafeEqual } from "node:crypto";
import type { Caller } from "@latchkey/core/caller";
import { LatchkeyError } from "@latchkey/core/errors";
import type { Json } from "@latchkey/core/json";
import type { Secret } from "@latchkey/core/secret";

const VERSION = 1;
const MAC_BYTES = 32;

/** What a cursor continues: it is worth nothing to another caller, or in another list. */
export interface CursorScope {
  readonly caller: Caller;
  /** Which list, with whatever it is filtered by. */
  readonly list: Json;
}

/** An opaque cursor that continues a list after `after`: version, id and HMAC-SHA256 over both and the scope, in base64url. */
export function writeCursor(key: Secret, scope: CursorScope, after: string): string {
  return Buffer.concat([head(after), macOf(key, scope, after)]).toString("base64url");
}

/**
 * The id that a cursor continues after; `isId` knows the ids of the list. Throws `invalid-cursor` for one that we did not write, or
 * not for this list.
 */
export function readCursor<Id extends string>(
  key: Secret,
  scope: CursorScope,
  isId: (text: string) => text is Id,
  cursor: string,
): Id {
  const bytes = Buffer.from(cursor, "base64url");
  const end = Math.max(1, bytes.length - MAC_BYTES);
  const after = bytes.subarray(1, end).toString("utf8");
  const mac = bytes.subarray(end);
  const wellFormed =
    bytes[0] === VERSION &&
    mac.length === MAC_BYTES &&
    isId(after) &&
    // Node's decoder skips what is no base64url: only the one spelling that we wrote is ours.
    bytes.toString("base64url") === cursor;
  if (wellFormed && timingSafeEqual(mac, macOf(key, scope, after))) return after;
  throw new LatchkeyError("invalid-cursor", "This cursor does not belong to this list. Start again without one.", {
    errors: [{ parameter: "cursor", detail: "Send nextCursor of the page before, with the same filters and token." }],
  });
}

const head = (after: string): Buffer => Buffer.concat([Buffer.of(VERSION), Buffer.from(after, "utf8")]);

function macOf(key: Secret, { caller, list }: CursorScope, after: string): Buffer {
  return createHmac("sha256", key.reveal())
    .update("latchkey list cursor\n")
    .update(head(after))
    .update(JSON.stringify([caller.owner, caller.admin, list]))
    .digest();
}
