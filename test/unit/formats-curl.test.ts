import { curlScript } from "@latchkey/connectors/formats/curl";
import { runScript } from "@latchkey/local/demo/formats/shell";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hostileBaseUrl, hostileLine } from "../support/hostile-text.ts";

const PUT = { method: "PUT", url: "https://a.example/x", headers: ["A: b"], bodyFile: "it's.json" } as const;
const POST = { method: "POST", url: "https://a.example/y", headers: [] } as const;
const bearer = { variable: "TOKEN", meaning: "a token" };

const urlsOf = (script: string, curl = "", env = {}) =>
  runScript(script, { curl }, env).map(({ args }) => args[args.indexOf("--url") + 1]);

describe("a script of requests", () => {
  it("sends each with its method, headers and file, and has curl expand nothing", () => {
    const [put, post] = runScript(curlScript({ requests: [PUT, POST] }), { curl: "" });
    const sent = ["--request", "PUT", "--header", "A: b", "--data-binary", "@it's.json", "--url", PUT.url];
    expect(put?.args.slice(-8)).toEqual(sent);
    expect(post?.args.slice(-4)).toEqual(["--request", "POST", "--url", POST.url]);
    for (const command of [put, post]) expect(command?.args).toContain("--globoff");
  });

  it("keeps a bearer token out of every command line", () => {
    const script = curlScript({ bearer, requests: [PUT, POST] });
    const commands = runScript(script, { curl: "" }, { TOKEN: "s3cr%st" });
    expect(commands.map(({ input }) => input)).toEqual(Array(2).fill('header = "Authorization: Bearer s3cr%st"\n'));
    expect(JSON.stringify(commands.map(({ args }) => args))).not.toContain("s3cr");
    expect(commands[0]?.args.slice(0, 2)).toEqual(["--config", "-"]);
  });

  it("sends nothing without the token, and says what is missing", () => {
    expect(() => runScript(curlScript({ bearer, requests: [PUT] }), { curl: "" })).toThrow("Set TOKEN to a token");
  });

  it("hands over the cookies of a file", () => {
    const [command] = runScript(curlScript({ cookies: { file: "my jar" }, requests: [PUT] }), { curl: "" });
    expect(command?.args).toEqual(expect.arrayContaining(["--cookie", "my jar"]));
  });

  it("stops at the first request that is refused, unless it may be unknown", () => {
    const refusing = "return 22";
    expect(() => urlsOf(curlScript({ requests: [PUT, POST] }), refusing)).toThrow("the script fails");
    const tolerant = curlScript({ requests: [{ ...PUT, mayBeUnknown: true }, POST] });
    expect(urlsOf(tolerant, 'case "$*" in *PUT*) return 22 ;; esac')).toEqual([PUT.url, POST.url]);
  });

  it("fails when the server of a request that may be unknown cannot be reached", () => {
    expect(() => urlsOf(curlScript({ requests: [{ ...PUT, mayBeUnknown: true }] }), "return 7")).toThrow("fails");
  });

  it("sends any URL and header as they are", () => {
    fc.assert(
      fc.property(hostileBaseUrl(), hostileLine(), (url, header) => {
        const [command] = runScript(curlScript({ requests: [{ ...POST, url, headers: [header] }] }), { curl: "" });
        expect(command?.args.slice(-4)).toEqual(["--header", header, "--url", url]);
      }),
      { numRuns: 100 },
    );
  });
});

describe("the reader of scripts", () => {
  it.each([
    ["a command that it does not know", "ls"],
    ["a failing command", "curl x; false"],
    ["what is no script", "'"],
    ["what says something", "echo x >&2"],
  ])("takes %s for an error", (_what, script) => {
    expect(() => runScript(script, { curl: "" })).toThrow("the script fails");
  });

  it("notes arguments with spaces, line ends and nothing in them", () => {
    expect(runScript("curl 'a b' '' 'c\n' \"\\$x\"", { curl: "" })).toEqual([
      { name: "curl", args: ["a b", "", "c\n", "$x"], input: "" },
    ]);
  });
});
