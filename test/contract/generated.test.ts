import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { generatedFiles } from "../../tools/generate.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

const files = await generatedFiles();

describe("generated files", () => {
  it.each(files)("$path is current: npm run generate changes nothing", async ({ path, text }) => {
    const current = await readFile(`${root}${path}`, "utf8");
    expect(firstDifference(current, text)).toBeUndefined();
  });
});

describe("openapi.json", () => {
  it("passes Redocly's lint without a warning", async () => {
    const run = promisify(execFile)(
      process.execPath,
      [
        `${root}node_modules/@redocly/cli/bin/cli.js`,
        "lint",
        "openapi.json",
        "--config",
        ".redocly.yaml",
        "--format",
        "json",
      ],
      { cwd: root, env: { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" } },
    );
    const { stdout } = await run;
    expect(JSON.parse(stdout)).toMatchObject({ totals: { errors: 0, warnings: 0, ignored: 0 }, problems: [] });
  });
});

describe("the API's code without AWS and catalogue", () => {
  it.each([
    ["read", 31_000],
    ["write", 112_000],
    ["reveal", 28_000],
    ["inspect", 69_000],
  ])("%s stays within %i bytes and holds nothing of the generators", async (group, limit) => {
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: [`packages/http/src/${group}-api.ts`],
      bundle: true,
      minify: true,
      write: false,
      metafile: true,
      platform: "node",
      format: "esm",
      target: "node22",
      mainFields: ["module", "main"],
      legalComments: "none",
    });
    const [output] = Object.values(metafile.outputs);
    const held = Object.entries(output!.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
    expect(
      held
        .map(([path]) => path)
        .filter((path) => /contract\/src\/(openapi|docs)\/|json-schema|locales|\.gen\./.test(path)),
    ).toEqual([]);
    expect(output!.bytes).toBeLessThan(limit);
  });
});

/** The first line in which two texts differ: a whole diff of a generated file says no more. */
function firstDifference(current: string, wanted: string): string | undefined {
  if (current === wanted) return undefined;
  const [lines, others] = [current.split("\n"), wanted.split("\n")];
  const index = others.findIndex((line, at) => line !== lines[at]);
  return `line ${index + 1}: ${lines[index]} | ${others[index]}`;
}
