import { createHmac, timingSafeEqual } from "node:crypto";
import type { Caller } from "@latchkey/core/caller";
import { LatchkeyError } from "@latchkey/core/errors";
import { type IntegrationId, isIntegrationId } from "@latchkey/core/ids";
import type { ListQuery } from "@latchkey/core/ports/registry";
import type { Secret } from "@latchkey/core/secret";

const VERSION = 1;
const MAC_BYTES = 32;
const ID_BYTES = "int_".length + 26;

/** What a cursor continues: it is worth nothing to another caller, or with other filters. */
export interface CursorScope {
  readonly caller: Caller;
  readonly filters: Pick<ListQuery, "connector" | "state" | "label">;
}

/** An opaque cursor that continues a list after `after`: version, id and HMAC-SHA256 over both and the scope, in base64url. */
export function writeCursor(key: Secret, scope: CursorScope, after: IntegrationId): string {
  return Buffer.concat([head(after), macOf(key, scope, after)]).toString("base64url");
}

/** The id that a cursor continues after. Throws `invalid-cursor` for one that we did not write, or not for this list. */
export function readCursor(key: Secret, scope: CursorScope, cursor: string): IntegrationId {
  const bytes = Buffer.from(cursor, "base64url");
  const after = bytes.subarray(1, 1 + ID_BYTES).toString("latin1");
  const mac = bytes.subarray(1 + ID_BYTES);
  const wellFormed =
    bytes[0] === VERSION &&
    mac.length === MAC_BYTES &&
    isIntegrationId(after) &&
    // Node's decoder skips what is no base64url: only the one spelling that we wrote is ours.
    bytes.toString("base64url") === cursor;
  if (wellFormed && timingSafeEqual(mac, macOf(key, scope, after))) return after;
  throw new LatchkeyError("invalid-cursor", "This cursor does not belong to this list. Start again without one.", {
    errors: [{ parameter: "cursor", detail: "Send nextCursor of the page before, with the same filters and token." }],
  });
}

const head = (after: IntegrationId): Buffer => Buffer.concat([Buffer.of(VERSION), Buffer.from(after, "latin1")]);

function macOf(key: Secret, { caller, filters }: CursorScope, after: IntegrationId): Buffer {
  const { connector = null, state = null, label = null } = filters;
  const bound = [caller.owner, caller.admin, connector, state, label && [label.key, label.value]];
  return createHmac("sha256", key.reveal())
    .update("latchkey list cursor\n")
    .update(head(after))
    .update(JSON.stringify(bound))
    .digest();
}
