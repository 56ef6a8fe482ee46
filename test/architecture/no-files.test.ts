import { spawn } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";
import { bundleOptions } from "../../tools/bundle/options.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = `${root}.build/no-files-${process.pid}`;
const trap = fileURLToPath(new URL("./lean/file-trap.mjs", import.meta.url));

/** What each client would look for; `defaultsMode` too, were its HTTP handler not configured. */
const MISSING = [
  "maxAttempts",
  "retryMode",
  "useDualstackEndpoint",
  "useFipsEndpoint",
  "ignoreConfiguredEndpointUrls",
  "accountIdEndpointMode",
  "authSchemePreference",
  "disableClockSkewCorrection",
  "userAgentAppId",
];

const PROGRAM = `
import { firstCalls } from "../../test/architecture/lean/first-calls.ts";
process.send({ outcomes: await firstCalls(process.env.MISSING) });
process.disconnect();
`;

beforeAll(async () => {
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/entry.ts`, PROGRAM);
  for (const kind of ["lean", "whole"] as const) {
    await build({
      ...bundleOptions,
      ...(kind === "whole" && { plugins: [] }),
      write: true,
      absWorkingDir: root,
      entryPoints: [`${folder}/entry.ts`],
      outfile: `${folder}/${kind}.mjs`,
    });
  }
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs a bundle in a process of its own that has no home. Answers what it opened and how its calls ended. */
async function run(kind: "lean" | "whole", env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, ["--import", trap, `${folder}/${kind}.mjs`], {
    env: { HOME: "/nonexistent", AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true", ...env },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const files: string[] = [];
  const outcomes: string[] = [];
  child.on("message", (message: { readonly file?: string; readonly outcomes?: readonly string[] }) => {
    if (message.file !== undefined) files.push(message.file);
    outcomes.push(...(message.outcomes ?? []));
  });
  await new Promise((resolve) => child.once("close", resolve));
  return { files, outcomes };
}

/** Without what Node reads to load the bundle. */
const opened = (files: readonly string[]): readonly string[] => files.filter((file) => !file.includes("/no-files-"));

it.each(["lean", "whole"] as const)("the first call of every client opens no file: %s SDK", async (kind) => {
  const { files, outcomes } = await run(kind);
  expect(outcomes).toHaveLength(4);
  for (const outcome of outcomes) expect(outcome).toMatch(/ECONNREFUSED|timeout/i);
  expect(opened(files)).toEqual([]);
});

it.each(MISSING)(
  "a client that is not told %s looks for it in the files of a person, and a bundle has no such look",
  async (setting) => {
    const { files } = await run("whole", { MISSING: setting });
    expect(opened(files)).toContain("/nonexistent/.aws/config");
    expect((await run("lean", { MISSING: setting })).outcomes.join()).toContain("the shared configuration files");
  },
);
