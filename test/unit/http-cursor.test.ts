import { LatchkeyError } from "@latchkey/core/errors";
import { type EventId, type IntegrationId, isEventId, isIntegrationId } from "@latchkey/core/ids";
import { Secret } from "@latchkey/core/secret";
import { type CursorScope, readCursor, writeCursor } from "@latchkey/http/cursor";
import { assert, property, string, uint8Array } from "fast-check";
import { describe, expect, it } from "vitest";

const KEY = new Secret("key of this deployment");
const AFTER: IntegrationId = "int_01KAJ8XQ6T2M9WZ3R5V7Y0BCDE";
const SCOPE: CursorScope = {
  caller: { owner: "client:portal", admin: false },
  list: ["integrations", "gitlab", "active", ["team", "a"]],
};
const cursor = writeCursor(KEY, SCOPE, AFTER);

/** The id that a cursor continues after, or the code of its refusal. */
function read(scope: CursorScope, text: string, key = KEY): string {
  try {
    return readCursor(key, scope, isIntegrationId, text);
  } catch (error) {
    if (error instanceof LatchkeyError) return error.code;
    throw error;
  }
}
const REFUSED = "invalid-cursor";

describe("a cursor", () => {
  it("continues where it was written", () => {
    expect(readCursor(KEY, SCOPE, isIntegrationId, cursor)).toBe(AFTER);
    expect(cursor).toMatch(/^[A-Za-z0-9_-]{80,120}$/);
  });

  it.each<[string, CursorScope]>([
    ["another owner", { ...SCOPE, caller: { owner: "client:other", admin: false } }],
    ["a person with the same id", { ...SCOPE, caller: { owner: "user:portal", admin: false } }],
    ["the same owner as admin", { ...SCOPE, caller: { owner: "client:portal", admin: true } }],
    ["no filters", { ...SCOPE, list: ["integrations", null, null, null] }],
    ["another connector", { ...SCOPE, list: ["integrations", "generic-oidc", "active", ["team", "a"]] }],
    ["another state", { ...SCOPE, list: ["integrations", "gitlab", "failed", ["team", "a"]] }],
    ["another label", { ...SCOPE, list: ["integrations", "gitlab", "active", ["tea", "ma"]] }],
    ["another list", { ...SCOPE, list: ["events", AFTER] }],
  ])("is worth nothing with %s", (_title, scope) => {
    expect(read(scope, cursor)).toBe(REFUSED);
  });

  it("is worth nothing where ids of another kind are listed", () => {
    const event: EventId = `evt_${AFTER.slice(4)}`;
    expect(readCursor(KEY, SCOPE, isEventId, writeCursor(KEY, SCOPE, event))).toBe(event);
    expect(read(SCOPE, writeCursor(KEY, SCOPE, event))).toBe(REFUSED);
  });

  it("is worth nothing under another key", () => {
    expect(read(SCOPE, cursor, new Secret("another key"))).toBe(REFUSED);
  });

  it("is refused with any one character changed, added or left out", () => {
    for (const [index, character] of Array.from(cursor).entries()) {
      const other = character === "A" ? "B" : "A";
      expect(read(SCOPE, cursor.slice(0, index) + other + cursor.slice(index + 1))).toBe(REFUSED);
      expect(read(SCOPE, cursor.slice(0, index) + cursor.slice(index + 1))).toBe(REFUSED);
      expect(read(SCOPE, `${cursor.slice(0, index)}=${cursor.slice(index)}`)).toBe(REFUSED);
    }
    for (let length = 0; length < cursor.length; length += 1)
      expect(read(SCOPE, cursor.slice(0, length))).toBe(REFUSED);
  });

  it("has one spelling: the decoder's leniency opens no second", () => {
    expect(read(SCOPE, `${cursor}=`)).toBe(REFUSED);
    expect(read(SCOPE, `${cursor} `)).toBe(REFUSED);
    expect(read(SCOPE, `${cursor}\n`)).toBe(REFUSED);
  });

  it("is refused, not misread, when it is any other text", () => {
    assert(
      property(string(), (text) => {
        expect(read(SCOPE, text)).toBe(REFUSED);
      }),
    );
    assert(
      property(uint8Array(), (bytes) => {
        expect(read(SCOPE, Buffer.from(bytes).toString("base64url"))).toBe(REFUSED);
      }),
    );
  });
});
