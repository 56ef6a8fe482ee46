import { connectors } from "@latchkey/connectors/catalogue";
import { descriptions } from "@latchkey/connectors/descriptions.gen";
import {
  baseUrl,
  choice,
  flag,
  httpsOrigin,
  redirectUrls,
  text,
  withDefault,
} from "@latchkey/connectors/schema/fields";
import { toJsonSchema } from "@latchkey/connectors/schema/json-schema";
import { parse } from "@latchkey/connectors/schema/parse";
import { checkBaseUrl, checkRedirectUrl } from "@latchkey/core/urls";
import { Ajv2020 } from "ajv/dist/2020.js";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod/mini";

const words = { title: "Title", description: "Description." };

const schema = z.strictObject({
  address: baseUrl(words),
  callbacks: redirectUrls({ ...words, min: 1, entry: "Callback" }),
  label: withDefault(text({ ...words, maxLength: 5 }), "x"),
  kind: withDefault(
    choice({
      ...words,
      choices: [
        { value: "a", title: "A" },
        { value: "b", title: "B" },
      ],
    }),
    "a",
  ),
  on: withDefault(flag(words), false),
  "odd/na~me": z.optional(z.strictObject({ inner: z.number().check(z.minimum(1), z.maximum(2)) })),
});

const good = { address: "https://app.example.com", callbacks: ["https://app.example.com/cb"] };

const faults = (value: unknown) => {
  const parsed = parse(schema, value);
  return parsed.ok ? [] : parsed.errors.map((error) => ["pointer" in error ? error.pointer : "", error.detail]);
};

describe("parsing", () => {
  it("fills in defaults and answers the normal form of a base URL and callbacks byte for byte", () => {
    const callbacks = ["https://App.example.com:443/cb/", "http://localhost/cb?x=%7E"];
    expect(parse(schema, { address: "HTTPS://App.Example.com:443/x/", callbacks })).toEqual({
      ok: true,
      value: { address: "https://app.example.com/x", callbacks, label: "x", kind: "a", on: false },
    });
  });

  it.each([
    ["nothing at all", undefined, "", "This member is required; give an object."],
    ["null", null, "", "Give an object here."],
    ["a list", [], "", "Give an object here."],
    ["a text", "{}", "", "Give an object here."],
    ["a missing member", { callbacks: good.callbacks }, "/address", "This member is required; give a string."],
    ["a member of another type", { ...good, address: 1 }, "/address", "Give a string here."],
    ["null for a text", { ...good, address: null }, "/address", "Give a string here."],
    ["a text for a switch", { ...good, on: "true" }, "/on", "Give true or false here."],
    ["a text for a list", { ...good, callbacks: good.callbacks[0] }, "/callbacks", "Give a list here."],
    ["a value that is no choice", { ...good, kind: "c" }, "/kind", 'Use one of: "a", "b".'],
    ["an inherited name for a choice", { ...good, kind: "constructor" }, "/kind", 'Use one of: "a", "b".'],
    ["an empty list", { ...good, callbacks: [] }, "/callbacks", "Give at least 1 entry."],
    ["101 entries", { ...good, callbacks: numbered(101) }, "/callbacks", "Give at most 100 entries."],
    ["an entry that is no text", { ...good, callbacks: [1] }, "/callbacks/0", "Give a string here."],
    ["an empty text", { ...good, label: "" }, "/label", "Give at least one visible character."],
    ["a blank text", { ...good, label: " \u00A0" }, "/label", "Give at least one visible character."],
    ["a text that is too long", { ...good, label: "123456" }, "/label", "Give at most 5 characters."],
    ["a line end", { ...good, label: "a\nb" }, "/label", "Use one line of text without control characters."],
    ["NUL", { ...good, label: "a\0b" }, "/label", "Use one line of text without control characters."],
    [
      "a control of the upper half",
      { ...good, label: "a\u0085b" },
      "/label",
      "Use one line of text without control characters.",
    ],
    ["a line separator", { ...good, label: "a\u2028b" }, "/label", "Use one line of text without control characters."],
    [
      "half a surrogate pair",
      { ...good, label: "a\uD800b" },
      "/label",
      "Use one line of text without control characters.",
    ],
    [
      "a character that is none",
      { ...good, label: "a\uFFFFb" },
      "/label",
      "Use one line of text without control characters.",
    ],
    ["an unknown member", { ...good, extra: 1 }, "/extra", "There is no such member here; remove it."],
    [
      "a member of the prototype",
      { ...good, constructor: 1 },
      "/constructor",
      "There is no such member here; remove it.",
    ],
    ["__proto__", parsedJson('{"__proto__": {"on": true}}'), "/__proto__", "There is no such member here; remove it."],
    [
      "an unknown member within",
      { ...good, "odd/na~me": { inner: 1, x: 1 } },
      "/odd~1na~0me/x",
      "There is no such member here; remove it.",
    ],
    [
      "a missing member within",
      { ...good, "odd/na~me": {} },
      "/odd~1na~0me/inner",
      "This member is required; give a number.",
    ],
    ["a number that is too small", { ...good, "odd/na~me": { inner: 0 } }, "/odd~1na~0me/inner", "Give at least 1."],
    ["a number that is too big", { ...good, "odd/na~me": { inner: 3 } }, "/odd~1na~0me/inner", "Give at most 2."],
  ])("refuses %s with its pointer and the fix", (_what, value, pointer, detail) => {
    expect(faults(value)).toEqual([[pointer, detail]]);
  });

  it("reports every fault, each unknown member by itself", () => {
    const value = { address: "ftp://x", callbacks: ["https://a.example/", "x", "https://a.example/"], a: 1, b: 2 };
    expect(faults(value).map(([pointer]) => pointer)).toEqual(["/address", "/callbacks/1", "/a", "/b"]);
    expect(faults({ ...good, callbacks: ["https://a.example/", "https://b.example/", "https://a.example/"] })).toEqual([
      ["/callbacks/2", "This URL is there twice; it is entry 0 already."],
    ]);
  });

  it("counts characters, not halves of them", () => {
    expect(faults({ ...good, label: "😀😀😀😀😀" })).toEqual([]);
    expect(faults({ ...good, label: "😀😀😀😀😀😀" })).toHaveLength(1);
  });

  it("lists fifty faults at most", () => {
    expect(faults({ ...good, ...Object.fromEntries(numbered(1000).map((key) => [key, 1])) })).toHaveLength(50);
  });

  it("never repeats a value that it refuses", () => {
    const value = {
      address: "ftp://hunter2@x",
      callbacks: ["hunter2"],
      label: "hunter2-hunter2",
      kind: "hunter2",
      on: "hunter2",
    };
    expect(faults(value)).toHaveLength(5);
    expect(JSON.stringify(faults(value))).not.toContain("hunter2");
  });

  it.each([
    ["a base URL", { ...good, address: "https://a.example/@@LATCHKEY_CLIENT_SECRET@@" }, "/address"],
    ["a callback URL", { ...good, callbacks: ["https://a.example/?x=@@LATCHKEY_CLIENT_ID@@"] }, "/callbacks/0"],
    ["a text", { ...good, label: "@@LATCHKEY_" }, "/label"],
  ])("refuses the mark of a placeholder in %s", (_what, value, pointer) => {
    const schemaWithRoom = z.strictObject({ ...schema.shape, label: text({ ...words, maxLength: 50 }) });
    const parsed = parse(schemaWithRoom, { label: "x", ...value });
    expect(parsed).toMatchObject({ ok: false, errors: [{ pointer, detail: expect.stringContaining("@@LATCHKEY_") }] });
  });

  it("says what a schema's own message says", () => {
    const own = z.string().check(z.regex(/^a+$/, "Use the letter a only."));
    expect(parse(own, "b")).toEqual({ ok: false, errors: [{ pointer: "", detail: "Use the letter a only." }] });
  });
});

const property = (name: string) => Object(toJsonSchema(schema)["properties"])[name];

const addressed = z.strictObject({ origin: httpsOrigin(words) });
const segment = z.strictObject({ segment: text({ ...words, maxLength: 5, slashes: false }) });

describe("an origin", () => {
  it.each([
    ["a port", "https://A.example:8443/", "https://a.example:8443"],
    ["the default port", "https://a.example:443", "https://a.example"],
    ["slashes at its end", "https://a.example//", "https://a.example"],
    ["letters of any script", "https://bücher.example", "https://xn--bcher-kva.example"],
  ])("with %s is answered in normal form", (_what, url, normal) => {
    expect(parse(addressed, { origin: url })).toEqual({ ok: true, value: { origin: normal } });
  });

  it.each([
    ["http on this machine", "http://localhost:3000", "Use https, also for a host of your own machine."],
    ["a path", "https://a.example/x", "Leave the path out; give scheme, host and port only."],
    [
      "the mark of a placeholder",
      "https://a.example/@@LATCHKEY_",
      "Leave the path out; give scheme, host and port only.",
    ],
  ])("with %s is refused with the fix", (_what, url, detail) => {
    expect(parse(addressed, { origin: url })).toEqual({ ok: false, errors: [{ pointer: "/origin", detail }] });
  });
});

describe("a text without slashes", () => {
  it("is refused with one, by the parser and by its pattern", () => {
    const validate = new Ajv2020({ strict: true }).compile(Object(toJsonSchema(segment)["properties"])["segment"]);
    for (const [value, accepted] of [
      ["a", true],
      ["a/b", false],
      ["/", false],
      ["a\\b", true],
    ] as const) {
      expect([value, parse(segment, { segment: value }).ok]).toEqual([value, accepted]);
      expect([value, validate(value)]).toEqual([value, accepted]);
    }
  });
});

describe("the JSON Schema of fields", () => {
  // Without the format: that of RFC 3986 knows no international hosts, which are accepted.
  const ajv = new Ajv2020({ strict: true, formats: { uri: true } });

  it("is in the order of a form, annotations first", () => {
    expect(Object.keys(Object(toJsonSchema(schema)["properties"]))).toEqual(Object.keys(schema.shape));
    expect(Object.keys(property("kind"))).toEqual(["type", "title", "description", "default", "oneOf"]);
  });

  it.each([
    ["base URL", property("address"), checkBaseUrl],
    ["callback URL", property("callbacks").items, checkRedirectUrl],
    [
      "origin",
      Object(toJsonSchema(addressed)["properties"])["origin"],
      (url: string) => ({ ok: parse(addressed, { origin: url }).ok }),
    ],
  ])("accepts with its pattern every %s that is accepted", (_what, fieldSchema, check) => {
    const validate = ajv.compile(fieldSchema);
    const host = fc.oneof(fc.domain(), fc.constantFrom("bücher.example", "[2001:db8::1]", "10.0.0.1", "A.Example"));
    const start = fc.oneof(
      host.map((name) => `https://${name}`),
      fc.constantFrom("http://localhost", "http://127.0.0.1:80", "http://[::1]:3000", "HTTP://LOCALHOST:1"),
    );
    const rest = fc.array(fc.constantFrom("/", "a", "ü", "%20", "?", "'", "$(id)", "@", ":", "*", "#", " "), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(start, rest, (origin, parts) => {
        const url = origin + parts.join("");
        const accepted = check(url).ok;
        fc.pre(accepted);
        expect([url, validate(url)]).toEqual([url, true]);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(
    ["", "x", "javascript:alert(1)", "ftp://a.example", "data:x", "http://a.example", "https://", "https:///x"].concat([
      "https://user@a.example",
      "https://a.example/#x",
      "https://a.example/ x",
      "https://a.example\\x",
      "http://localhost.a.example",
      "http://localhost@a.example",
      "//a.example",
      "/x",
    ]),
  )("refuses %j with its pattern, for both kinds of URL", (url) => {
    expect(ajv.compile(property("address"))(url)).toBe(false);
    expect(ajv.compile(property("callbacks").items)(url)).toBe(false);
  });

  it("agrees with the parser on texts", () => {
    const validate = ajv.compile(property("label"));
    const value = fc.string({
      unit: fc.constantFrom("a", " ", "😀", "\n", "\u0085", "\u2028", "\t", "é"),
      maxLength: 7,
    });
    fc.assert(
      fc.property(value, (label) => {
        expect([label, validate(label)]).toEqual([label, faults({ ...good, label }).length === 0]);
      }),
      { numRuns: 1000 },
    );
  });
});

const base = "https://app.example.com";

describe.each([
  ["gitlab", "baseUrl", "/baseUrl", { baseUrl: base }, (url: unknown) => url],
  ["pydio-cells", "baseUrl", "/baseUrl", { baseUrl: base }, (url: unknown) => url],
  ["appsmith", "baseUrl", "/baseUrl", { baseUrl: base }, (url: unknown) => url],
  ["pomerium", "authenticateUrl", "/authenticateUrl", { authenticateUrl: base }, (url: unknown) => url],
  ["generic-oidc", "callbackUrls", "/callbackUrls/0", { callbackUrls: [base] }, (url: unknown) => [url]],
  ["generic-oidc", "logoutUrls", "/logoutUrls/0", { callbackUrls: [base] }, (url: unknown) => [url]],
] as const)("%s refuses for %s", (id, member, pointer, settings, wrap) => {
  const connector = connectors.find((entry) => entry.id === id);

  it.each([
    ["a number", 1],
    ["null", null],
    ["a list", [[]]],
    ["an empty text", ""],
    ["a relative URL", "/x"],
    ["a host alone", "app.example.com"],
    ["javascript:", "javascript:alert(1)"],
    ["ftp:", "ftp://app.example.com"],
    ["data:", "data:text/html,x"],
    ["http:", "http://app.example.com"],
    ["credentials", "https://user:pass@app.example.com"],
    ["a fragment", `${base}/#x`],
    ["white space", `${base}/a b`],
    ["a newline", `${base}/a\nb`],
    ["1,025 characters", `${base}/${"a".repeat(1025 - base.length - 1)}`],
  ])("%s, at the field's pointer", (_what, url) => {
    const checked = connector!.parse({ ...settings, [member]: wrap(url) });
    expect(checked).toMatchObject({ ok: false, errors: [{ pointer }] });
  });
});

describe("settings of another connector", () => {
  it.each([
    ["gitlab", { callbackUrls: [base] }, ["/baseUrl", "/callbackUrls"]],
    ["generic-oidc", { baseUrl: base }, ["/callbackUrls", "/baseUrl"]],
    ["generic-oidc", { callbackUrls: [base], strategy: "openid_connect" }, ["/strategy"]],
    ["gitlab", { baseUrl: `${base}/?a=b` }, ["/baseUrl"]],
    ["pomerium", { baseUrl: base }, ["/authenticateUrl", "/baseUrl"]],
    ["appsmith", { baseUrl: base, label: "x" }, ["/label"]],
    ["pydio-cells", { baseUrl: base, strategy: "openid_connect" }, ["/strategy"]],
    ["gitlab", { baseUrl: base, clientId: "x", owner: "y" }, ["/clientId", "/owner"]],
  ])("are refused by %s: %j", (id, settings, pointers) => {
    const checked = connectors.find((entry) => entry.id === id)?.parse(settings);
    expect(checked).toMatchObject({ ok: false, errors: pointers.map((pointer) => ({ pointer })) });
    expect(descriptions.some((description) => description.id === id)).toBe(true);
  });
});

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `https://app.example.com/${index}`);
}

function parsedJson(json: string): unknown {
  return Object.assign(JSON.parse(json), good);
}
