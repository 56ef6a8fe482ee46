import { InexpressibleText } from "@latchkey/connectors/formats/text";
import { yamlBlock, yamlDocument, yamlString, yamlVerbatim } from "@latchkey/connectors/formats/yaml";
import { renderErb } from "@latchkey/local/demo/formats/erb";
import { readYaml } from "@latchkey/local/demo/formats/yaml";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hostileText } from "../support/hostile-text.ts";

const scalar = fc.oneof(hostileText(), fc.boolean(), fc.integer(), fc.constant(null));
const key = fc.stringMatching(/^[a-z][a-z_]{2,9}$/).filter((name) => !/^(?:yes|off|true|false|null)$/.test(name));
const { data } = fc.letrec((tie) => ({
  data: fc.oneof({ depthSize: "small" }, scalar, fc.array(tie("data"), { maxLength: 4 }), tie("map")),
  map: fc.dictionary(key, tie("data"), { maxKeys: 4 }),
}));

describe("a YAML string", () => {
  it.each([
    ["a quote", '"', '"\\""'],
    ["a backslash", "\\", '"\\\\"'],
    ["a line end", "a\nb", '"a\\u000Ab"'],
    ["a next-line control, where YAML 1.1 breaks lines", "\u0085", '"\\u0085"'],
    ["a line separator", "\u2028", '"\\u2028"'],
    ["a byte order mark", "\uFEFF", '"\\uFEFF"'],
    ["a no-break space", "\u00A0", '"\\u00A0"'],
    ["a right-to-left override", "\u202E", '"\\u202E"'],
    ["letters of any script", "日本 שלום ü", '"日本 שלום ü"'],
    ["an emoji", "😀", '"😀"'],
    ["an unassigned character beyond the basic plane", "\u{1FFFE}", '"\\U0001FFFE"'],
    ["an ERB tag", "<%= x %>", '"\\u003C%= x %>"'],
    ["a Go template", "{{{ x", '"\\u007B\\u007B{ x"'],
    ["a gomplate template", "{% x", '"\\u007B% x"'],
    ["what would be a key", "a: b", '"a: b"'],
    ["what would be a boolean", "yes", '"yes"'],
  ])("with %s is written so that it stays itself", (_what, text, expected) => {
    expect(yamlString(text)).toBe(expected);
    expect(readYaml(expected)).toBe(text);
  });

  it("cannot hold half a surrogate pair", () => {
    expect(() => yamlString("\uDC00")).toThrow(InexpressibleText);
  });
});

describe("a YAML document", () => {
  it("comes out as the same data for any data, in YAML 1.1 and 1.2, and through ERB", () => {
    fc.assert(
      fc.property(fc.dictionary(key, data, { minKeys: 1, maxKeys: 4 }), (map) => {
        // Parse boundary: the generator makes nothing but data.
        const document = yamlDocument(map as Parameters<typeof yamlDocument>[0]);
        expect(readYaml(document)).toEqual(structuredClone(map));
        expect(renderErb(document)).toBe(document);
        expect(document).not.toMatch(/\{[{%]/);
      }),
      { numRuns: 2500 },
    );
  });

  it("keeps a block of lines as it is", () => {
    const lines = 'first\n\n  indented: "x"\n# no comment\n--- \nlast\n';
    const document = yamlDocument({ outer: { block: yamlBlock(lines), after: 1 } });
    expect(readYaml(document)).toEqual({ outer: { block: lines, after: 1 } });
  });

  it.each([
    ["without a line end", "a"],
    ["with an empty line at its end", "a\n\n"],
    ["with an indented first line", " a\n"],
    ["with an empty first line", "\na\n"],
    ["with a tab", "a\tb\n"],
    ["with a carriage return", "a\r\n"],
    ["with a line separator", "a\u2028b\n"],
  ])("refuses a block %s", (_what, text) => {
    expect(() => yamlDocument({ block: yamlBlock(text) })).toThrow(InexpressibleText);
  });

  it("writes a scalar of our own as it stands", () => {
    expect(yamlDocument({ a: yamlVerbatim('"{{ .x }}"') })).toBe('a: "{{ .x }}"\n');
  });

  it.each(["a b", "a:", "", "yes", "NULL", "on", "-", "a\nb", "é"])("refuses the key %j", (name) => {
    expect(() => yamlDocument({ [name]: 1 })).toThrow(InexpressibleText);
  });
});

describe("the reader of YAML", () => {
  it.each([
    ["a duplicate key", "a: 1\na: 2\n"],
    ["an alias", "a: &x 1\nb: *x\n"],
    ["a tag", "a: !ruby/object:Object {}\n"],
    ["what the versions read differently", "a: yes\n"],
    ["a broken document", 'a: "\n'],
  ])("takes %s for an error", (_what, text) => {
    expect(() => readYaml(text)).toThrow(/./);
  });
});
