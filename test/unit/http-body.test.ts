import type { RouteBody } from "@latchkey/contract/routes";
import { canonicalJson } from "@latchkey/core/canonical-json";
import { LatchkeyError } from "@latchkey/core/errors";
import { MAX_BODY_BYTES, readBody } from "@latchkey/http/body";
import type { ApiEvent } from "@latchkey/http/event";
import { assert, boolean, jsonValue, property, string } from "fast-check";
import { describe, expect, it } from "vitest";

const event = (body: string, contentType = "application/json", isBase64Encoded = false) => ({
  rawPath: "/v1/integrations",
  headers: { "content-type": contentType },
  body,
  isBase64Encoded,
  requestContext: { requestId: "r", http: { method: "POST" } },
});

const JSON_BODY = { mediaTypes: ["application/json"], required: true };
const PATCH_BODY = { mediaTypes: ["application/merge-patch+json", "application/json"], required: true };
const read = (sent: ApiEvent, body: RouteBody = JSON_BODY) => readBody(sent, body);

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
    "application/json;",
  ])("is read with the media type %j", (type) => expect(read(event('{"a":1}', type))).toEqual({ a: 1 }));

  it.each([
    "application/merge-patch+json",
    "application/jsonp",
    "application/json; charset=iso-8859-1",
    "application/json; charset=utf-8, text/plain",
    "text/json",
    "",
  ])("is not read with the media type %j", (type) => {
    expect(() => read(event("{}", type))).toThrow(expect.objectContaining({ code: "unsupported-media-type" }));
  });

  it("of a patch is read in both of its types, from base64 as the gateway hands it over", () => {
    const sent = Buffer.from('{"name":"é"}').toString("base64");
    for (const type of [
      "application/merge-patch+json",
      "Application/Merge-Patch+JSON; charset=utf-8",
      "application/json",
    ])
      expect(read(event(sent, type, true), PATCH_BODY)).toEqual({ name: "é" });
    expect(() => read(event(sent, "application/json-patch+json", true), PATCH_BODY)).toThrow(
      expect.objectContaining({ code: "unsupported-media-type", message: expect.stringContaining("merge-patch+json") }),
    );
  });

  it("that may be left out is undefined when it is, whatever its media type, and read like any other when it is not", () => {
    const optional = { ...JSON_BODY, required: false };
    expect(read(event("", "text/plain"), optional)).toBeUndefined();
    expect(read(event("{}"), optional)).toEqual({});
    for (const sent of [event("{}", "text/plain"), event(" "), event("null")])
      expect(outcome(() => read(sent, optional))).toBe("refused");
  });

  it("is read from base64, with a byte order mark, and at exactly 64 KiB", () => {
    expect(read(event(Buffer.from('{"a":"é"}').toString("base64"), "application/json", true))).toEqual({ a: "é" });
    expect(read(event('\ufeff{"a":1}'))).toEqual({ a: 1 });
    expect(read(event(`${" ".repeat(MAX_BODY_BYTES - 2)}{}`))).toEqual({});
  });

  it("may be nested 16 deep and hold any whole character", () => {
    const deep = `{"a":${"[".repeat(15)}"😀"${"]".repeat(15)}}`;
    expect(JSON.stringify(read(event(deep)))).toBe(deep);
  });

  it("leaves prototypes alone", () => {
    expect(() => read(event('{"a":{"__proto__":{"polluted":true}}}'))).toThrow(LatchkeyError);
    expect(read(event('{"constructor":{"prototype":1}}'))).toEqual({ constructor: { prototype: 1 } });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it("is read or refused, whatever is sent", () => {
    assert(
      property(string({ unit: "binary" }), boolean(), (text, encoded) => {
        expect(outcome(() => read(event(text, "application/json", encoded)))).toBeDefined();
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
