import { type RubyHash, rubyFile, rubyLiteral, rubyString } from "@latchkey/connectors/formats/ruby";
import { InexpressibleText } from "@latchkey/connectors/formats/text";
import { readRubySettings } from "@latchkey/local/demo/formats/ruby";
import { loadPrism } from "@ruby/prism";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hostileText } from "../support/hostile-text.ts";

const parseRuby = await loadPrism();
const read = (literal: string, files = {}) =>
  readRubySettings(parseRuby, `gitlab_rails['x'] = ${literal}\n`, files)["x"];

describe("a Ruby string", () => {
  it.each([
    ["a quote", '"', '"\\""'],
    ["an apostrophe, which needs nothing", "'", `"'"`],
    ["a backslash", "\\", '"\\\\"'],
    ["an interpolation", "#{1}", '"\\#{1}"'],
    ["an interpolated global", "#$0", '"\\#$0"'],
    ["an interpolated instance variable", "#@a", '"\\#@a"'],
    ["a plain hash sign", "C# #1", '"C# #1"'],
    ["a line end", "a\nb", '"a\\u{A}b"'],
    ["NUL", "\0", '"\\u{0}"'],
    ["a letter beyond ASCII", "ü", '"\\u{FC}"'],
    ["an emoji", "😀", '"\\u{1F600}"'],
    ["an ERB tag", "<%= x %>", '"\\u{3C}%= x %>"'],
    ["a Go template", "{{ x }}", '"\\u{7B}{ x }}"'],
  ])("with %s is escaped", (_what, text, literal) => {
    expect(rubyString(text)).toBe(literal);
    expect(read(literal)).toBe(text);
  });

  it("evaluates to the same text for any text, and is ASCII on one line", () => {
    // A decoder of the parser's JavaScript half drops a byte order mark at the start of a string.
    const text = hostileText().filter((value) => !value.startsWith("\uFEFF"));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 10 }), (texts) => {
        const literals = texts.map(rubyString);
        expect(read(`[\n${literals.join(",\n")}]`)).toEqual(texts);
        for (const literal of literals) expect(literal).toMatch(/^[ -~]*$/);
      }),
      { numRuns: 500 },
    );
  });

  it("cannot hold half a surrogate pair", () => {
    expect(() => rubyString("a\uD83D")).toThrow(InexpressibleText);
  });
});

describe("a Ruby literal", () => {
  it("of nested data evaluates to the same data", () => {
    const value: RubyHash = { name: "x", on: true, off: false, none: null, list: ["a", "b"], empty: [] };
    const nested = { ...value, inner: { deep: { ...value, nothing: {} } }, providers: [value, value] };
    expect(read(rubyLiteral(nested))).toEqual(nested);
  });

  it("reads a file where it says so, and nowhere else", () => {
    const literal = rubyLiteral({ secret: rubyFile("/etc/it's") });
    expect(read(literal, { "/etc/it's": "value\n" })).toEqual({ secret: "value" });
    expect(() => read(rubyLiteral({ secret: rubyFile("/etc/other") }))).toThrow("not there");
  });

  it.each(["a b", "a:", "A", "", "a\nb", "é"])("refuses the key %j", (key) => {
    expect(() => rubyLiteral({ [key]: 1 })).toThrow(InexpressibleText);
  });
});

describe("the reader of Ruby", () => {
  it.each([
    ["an interpolation", '"#{1}"'],
    ["a call", 'system("id")'],
    ["a call on a string", '"a".upcase'],
    ["another file call", 'File.open("/a").strip'],
    ["a shell command", "`id`"],
    ["a constant", "ENV"],
    ["two strings side by side", '"a" "b"'],
    ["a heredoc with a call", "<<A\n#{1}\nA"],
    ["a second assignment", "1\ngitlab_rails['x'] = 2"],
    ["another statement", "1\nputs 1"],
    ["data after the end", "1\n__END__\nx"],
    ["a duplicate key", "{ a: 1, a: 2 }"],
  ])("takes %s for an error", (_what, literal) => {
    expect(() => read(literal)).toThrow(/./);
  });
});
