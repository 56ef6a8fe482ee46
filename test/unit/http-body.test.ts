import { LatchkeyError } from "@latchkey/core/errors";
import { MAX_BODY_BYTES, readBody } from "@latchkey/http/body";
import { canonicalJson } from "@latchkey/http/canonical-json";
import { assert, boolean, jsonValue, property, string } from "fast-check";
import { describe, expect, it } from "vitest";

const event = (body: string, contentType = "application/json", isBase64Encoded = false) => ({
  rawPath: "/v1/integrations",
  headers: { "content-type": contentType },
  body,
  isBase64Encoded,
  requestContext: { requestId: "r", http: { method: "POST" } },
});

/** How it ended; anything but a body and a refusal is thrown. */
function outcome(action: () => unknown): "read" | "refused" {
  try {
    action();
    return "read";
  } catch (error) {
    if (error instanceof LatchkeyError) return "refused";
    throw error;
  }
}

describe("a body", () => {
  it.each([
    "application/json",
    "APPLICATION/JSON",
    "application/json; charset=utf-8",
    'application/json;charset="UTF-8" ',
  ])("is read with the media type %j", (type) => expect(readBody(event('{"a":1}', type))).toEqual({ a: 1 }));

  it("is read from base64, with a byte order mark, and at exactly 64 KiB", () => {
    expect(readBody(event(Buffer.from('{"a":"é"}').toString("base64"), "application/json", true))).toEqual({ a: "é" });
    expect(readBody(event('\ufeff{"a":1}'))).toEqual({ a: 1 });
    expect(readBody(event(`${" ".repeat(MAX_BODY_BYTES - 2)}{}`))).toEqual({});
  });

  it("may be nested 16 deep and hold any whole character", () => {
    const deep = `{"a":${"[".repeat(15)}"😀"${"]".repeat(15)}}`;
    expect(JSON.stringify(readBody(event(deep)))).toBe(deep);
  });

  it("leaves prototypes alone", () => {
    expect(() => readBody(event('{"a":{"__proto__":{"polluted":true}}}'))).toThrow(LatchkeyError);
    expect(readBody(event('{"constructor":{"prototype":1}}'))).toEqual({ constructor: { prototype: 1 } });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it("is read or refused, whatever is sent", () => {
    assert(
      property(string({ unit: "binary" }), boolean(), (text, encoded) => {
        expect(outcome(() => readBody(event(text, "application/json", encoded)))).toBeDefined();
      }),
    );
  });
});

describe("canonical JSON", () => {
  it("does not depend on the order of members, at any depth", () => {
    expect(canonicalJson({ b: [{ d: 1, c: null }], a: "é" })).toBe('{"a":"é","b":[{"c":null,"d":1}]}');
  });

  it("is equal exactly for equal values", () => {
    const json = jsonValue().map((value) => JSON.parse(JSON.stringify(value)));
    const shuffled = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(shuffled);
      if (typeof value !== "object" || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .toReversed()
          .map(([key, member]) => [key, shuffled(member)]),
      );
    };
    assert(property(json, (value) => canonicalJson(value) === canonicalJson(shuffled(value) as typeof value)));
    assert(
      property(json, (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(value);
      }),
    );
  });

  it("keeps the order of lists", () => expect(canonicalJson([2, 1])).not.toBe(canonicalJson([1, 2])));
});
