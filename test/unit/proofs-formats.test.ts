import { parseEnv } from "node:util";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { env } from "../proofs/harness/formats/env.ts";
import { json } from "../proofs/harness/formats/json.ts";
import { ruby } from "../proofs/harness/formats/ruby.ts";
import { yaml } from "../proofs/harness/formats/yaml.ts";
import type { MutableFormat } from "../proofs/harness/mutations.ts";

/** Pointer and change of every mutant, and its text. */
const mutantsOf = (format: MutableFormat, text: string): ReadonlyMap<string, string> =>
  new Map(format.mutants(text).map((mutant) => [`${mutant.pointer} ${mutant.change}`, mutant.text]));

const YAML = `# a comment with "quotes"
top:
  label: "a \\u003C% b"
  plain: word
  on: true
  count: 3
  list: ["a", 'b']
  none: []
  rows:
    - name: x
      text: |
        key: "\\u003C"
        other: 1
    - y
last: "z"
`;

describe("the mutations of YAML", () => {
  it("change every value and take away every key and element, once each", () => {
    expect([...mutantsOf(yaml(), YAML).keys()]).toEqual([
      "/top dropped",
      "/top/label dropped",
      "/top/label changed",
      "/top/plain dropped",
      "/top/plain changed",
      "/top/on dropped",
      "/top/on flipped",
      "/top/count dropped",
      "/top/count changed",
      "/top/list dropped",
      "/top/list/0 dropped",
      "/top/list/0 changed",
      "/top/list/1 dropped",
      "/top/list/1 changed",
      "/top/none dropped",
      "/top/rows dropped",
      "/top/rows/0 dropped",
      "/top/rows/0/name dropped",
      "/top/rows/0/name changed",
      "/top/rows/0/text dropped",
      "/top/rows/0/text changed",
      "/top/rows/1 dropped",
      "/top/rows/1 changed",
      "/last dropped",
      "/last changed",
    ]);
  });

  it("leave every escape as it is, so that no template engine finds something new", () => {
    for (const [mutation, text] of mutantsOf(yaml({ "/top/rows/0/text": yaml() }), YAML)) {
      expect(text, mutation).not.toContain("<");
      const label = ["/top dropped", "/top/label dropped"].includes(mutation) ? "" : 'label: "a \\u003C% b';
      expect(text, mutation).toContain(label);
    }
  });

  it("reach into a text within the text, which stays a block", () => {
    const mutants = mutantsOf(yaml({ "/top/rows/0/text": yaml() }), YAML);
    const text = mutants.get("/top/rows/0/text/key changed") ?? "";
    expect(parse(text).top.rows[0].text).toBe('key: "\\u003Cx"\nother: 1\n');
    expect(mutants.has("/top/rows/0/text changed")).toBe(false);
  });

  it("number the documents when there are several", () => {
    const mutants = mutantsOf(yaml({ "/1/b": json() }), 'a: 1\n---\nb: "[true]"\n');
    expect([...mutants]).toEqual([
      ["/0/a dropped", '{}\n---\nb: "[true]"\n'],
      ["/0/a changed", 'a: 2\n---\nb: "[true]"\n'],
      ["/1/b dropped", "a: 1\n---\n{}\n"],
      ["/1/b/0 dropped", 'a: 1\n---\nb: "[]"\n'],
      ["/1/b/0 flipped", 'a: 1\n---\nb: "[false]"\n'],
    ]);
  });

  it("refuse a text that is no YAML, tags and aliases", () => {
    const refused = {
      "a: [": "Flow sequence",
      "a: 1\na: 2": "unique",
      "a: !ruby/x {}": "tag",
      "a: &x 1\nb: *x": "alias",
    };
    for (const [text, reason] of Object.entries(refused))
      expect(() => yaml().mutants(text), text).toThrow(new RegExp(reason, "i"));
  });
});

/** Numbers are exact: one more is another number. */
const document = fc.object({
  values: [fc.string(), fc.boolean(), fc.integer(), fc.constant(null)],
  withBoxedValues: false,
});

describe("the mutations of JSON", () => {
  it("change one thing in any document and leave the rest", () => {
    fc.assert(
      fc.property(document, fc.constantFrom(undefined, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const mutants = json().mutants(text);
        const distinct = new Set(mutants.map(({ pointer, change }) => `${pointer} ${change}`));
        expect(distinct.size).toBe(mutants.length);
        for (const { text: changed } of mutants) expect(JSON.parse(changed)).not.toEqual(JSON.parse(text));
      }),
      { numRuns: 300 },
    );
  });

  it("write pointers as RFC 6901 has them", () => {
    expect(
      json()
        .mutants('{"a/b~c": null}')
        .map(({ pointer }) => pointer),
    ).toEqual(["/a~1b~0c"]);
  });

  it("refuse YAML that is no JSON", () => {
    expect(() => json().mutants("a: 1")).toThrow(SyntaxError);
  });
});

describe("the mutations of env files", () => {
  const TEXT = `# comment\nA=bare\nB="quoted $"\nC=true\nD='["x"]'\n\nE=\n`;

  it("change what stands between the quotes, invert switches and take away lines", () => {
    const mutants = mutantsOf(env({ "/D": json() }), TEXT);
    expect([...mutants.keys()]).toEqual([
      "/A changed",
      "/A dropped",
      "/B changed",
      "/B dropped",
      "/C flipped",
      "/C dropped",
      "/D/0 dropped",
      "/D/0 changed",
      "/D dropped",
      "/E changed",
      "/E dropped",
    ]);
    expect(parseEnv(mutants.get("/B changed") ?? "")).toMatchObject({ A: "bare", B: "quoted $x", C: "true" });
    expect(parseEnv(mutants.get("/C flipped") ?? "")).toMatchObject({ C: "false" });
    expect(parseEnv(mutants.get("/D/0 changed") ?? "")).toMatchObject({ D: '["xx"]' });
    expect(parseEnv(mutants.get("/A dropped") ?? "")).not.toHaveProperty("A");
  });

  it("refuse a line that is no assignment", () => {
    expect(() => env().mutants("export A=1\n")).toThrow("No assignment: export A=1");
  });
});

describe("the mutations of Ruby settings", () => {
  const TEXT = `gitlab_rails['label'] = "Größe \\u{3C}%"
gitlab_rails['list'] = [
  {
    name: "a",
    secret: File.read("/etc/s").strip,
    on: true,
    none: []
  }
]
`;

  it("change one literal, whatever stands before it", async () => {
    const mutants = mutantsOf(await ruby(), TEXT);
    expect([...mutants.keys()]).toEqual([
      "/label dropped",
      "/label changed",
      "/list dropped",
      "/list/0 dropped",
      "/list/0/name dropped",
      "/list/0/name changed",
      "/list/0/secret dropped",
      "/list/0/secret changed",
      "/list/0/on dropped",
      "/list/0/on flipped",
      "/list/0/none dropped",
    ]);
    expect(mutants.get("/label changed")).toBe(TEXT.replace('C}%"', 'C}%x"'));
    expect(mutants.get("/list/0/secret changed")).toBe(TEXT.replace("/etc/s", "/etc/sx"));
    expect(mutants.get("/list/0/on flipped")).toBe(TEXT.replace("on: true", "on: false"));
    expect(mutants.get("/list/0/name dropped")).toContain('{secret: File.read("/etc/s").strip, on: true, none: []}');
    expect(mutants.get("/list dropped")).toBe(`${TEXT.slice(0, TEXT.indexOf("\n"))}\n\n`);
  });

  it("refuse what is no assignment of literals", async () => {
    const format = await ruby();
    const refused = {
      "puts 1": "CallNode is no assignment",
      "gitlab_rails['a'] = \"#{x}\"": "/a: InterpolatedStringNode is no literal",
      "gitlab_rails['a'] = (": "No Ruby",
    };
    for (const [text, reason] of Object.entries(refused)) expect(() => format.mutants(text), text).toThrow(reason);
  });
});
