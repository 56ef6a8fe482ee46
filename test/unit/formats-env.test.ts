import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { envFile, envList, envValue } from "@latchkey/connectors/formats/env";
import { shellWord } from "@latchkey/connectors/formats/shell";
import { InexpressibleText } from "@latchkey/connectors/formats/text";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hostileLine, hostileText } from "../support/hostile-text.ts";

/** What a POSIX shell has in its environment after it has run `script`. */
function environmentAfter(script: string): Readonly<Record<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-env-"));
  try {
    const file = join(folder, "file.env");
    writeFileSync(file, script);
    const print = "process.stdout.write(JSON.stringify(process.env))";
    const run = 'set -a; . "$1" && exec "$2" -e "$3"';
    const output = execFileSync("sh", ["-c", run, "sh", file, process.execPath, print], {
      env: { LC_ALL: "C.UTF-8" },
      cwd: folder,
    });
    return JSON.parse(output.toString());
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const named = (values: readonly string[]) => values.map((value, index) => [`V${index}`, value] as const);

describe("an env value", () => {
  it.each([
    ["a URL", "https://a.example/b?c=d%20e".replace("?", "-"), "https://a.example/b-c=d%20e"],
    ["nothing", "", ""],
    ["a token", "@@LATCHKEY_CLIENT_SECRET@@", "@@LATCHKEY_CLIENT_SECRET@@"],
    ["spaces", "openid email", "'openid email'"],
    ["a query", "https://a.example/?a=1&b=2", "'https://a.example/?a=1&b=2'"],
    ["a command", "$(id)`id`$X", "'$(id)`id`$X'"],
    ["a hash sign", "a #b", "'a #b'"],
    ["a tilde", "a:~root", "'a:~root'"],
    ["an apostrophe", "O'Brien", '"O\'Brien"'],
    ["a backslash within", "a\\b", "'a\\b'"],
  ])("with %s has a form", (_what, text, form) => {
    expect(envValue(text)).toBe(form);
  });

  it.each([
    ["a line end", "a\nb"],
    ["NUL", "a\0b"],
    ["an apostrophe and a quote", `'"`],
    ["an apostrophe and a command", "'$(id)"],
    ["an apostrophe and a backslash", "'\\"],
    ["a backslash at its end", "a b\\"],
    ["a variable in braces, which Python's reader expands anywhere", "a${X}"],
    ["two backslashes", "a \\\\ b"],
    ["half a surrogate pair", "\uD800"],
  ])("with %s has no form that all readers agree on", (_what, text) => {
    expect(envValue(text)).toBeUndefined();
    expect(() => envFile([["A", text]])).toThrow(InexpressibleText);
  });

  it("is read by sh and by Node's dotenv reader as the same text, and by docker run too when it has no quotes", () => {
    fc.assert(
      fc.property(fc.array(hostileLine(), { minLength: 400, maxLength: 400, size: "max" }), (texts) => {
        const entries = named(texts.filter((text) => envValue(text) !== undefined));
        const file = envFile(entries);
        expect(parseEnv(file)).toEqual(Object.fromEntries(entries));
        expect(environmentAfter(file)).toMatchObject(Object.fromEntries(entries));
        for (const line of file.split("\n").filter((text) => !/['"]/.test(text) && text !== "")) {
          const [name = "", ...value] = line.split("=");
          expect(value.join("=")).toBe(Object.fromEntries(entries)[name]);
        }
      }),
      { numRuns: 5 },
    );
  });

  it.each(["a", "A-B", "", "1A", "A B", "A=B"])("refuses the name %j", (name) => {
    expect(() => envFile([[name, "x"]])).toThrow(InexpressibleText);
  });
});

describe("an env list", () => {
  it("carries any texts through every reader", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(hostileText(), { maxLength: 5 }), { minLength: 100, maxLength: 100, size: "max" }),
        (lists) => {
          const file = envFile(named(lists.map(envList)));
          const fromNode = parseEnv(file);
          const fromShell = environmentAfter(file);
          lists.forEach((list, index) => {
            expect(JSON.parse(fromNode[`V${index}`] ?? "")).toEqual(list);
            expect(JSON.parse(fromShell[`V${index}`] ?? "")).toEqual(list);
          });
        },
      ),
      { numRuns: 5 },
    );
  });
});

describe("a shell word", () => {
  it("is one word with the same text, whatever the text", () => {
    const text = hostileText().filter((value) => !value.includes("\0"));
    fc.assert(
      fc.property(fc.array(text, { minLength: 200, maxLength: 200, size: "max" }), (texts) => {
        const script = named(texts).map(([name, value]) => `${name}=${shellWord(value)}\n`);
        expect(environmentAfter(script.join(""))).toMatchObject(Object.fromEntries(named(texts)));
      }),
      { numRuns: 5 },
    );
  });

  it("cannot hold NUL", () => {
    expect(() => shellWord("a\0")).toThrow(InexpressibleText);
  });
});
