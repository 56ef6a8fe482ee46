import { spawn } from "node:child_process";
import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { build } from "esbuild";
import { startAwsStub } from "../offline/aws-stub.ts";
import type { EngineReport } from "../offline/recorded-resource.ts";
import { projectRoot, root } from "./files.ts";

/** How one command ended. */
export interface CommandResult {
  readonly code: number;
  /** Both streams, as they came. */
  readonly output: string;
  /** What the engine was asked to make; undefined when it was never started. */
  readonly report: EngineReport | undefined;
  /** Requests that the CLI itself sent to AWS. */
  readonly awsCalls: readonly string[];
}

const HOME = `${root}.build/infra/home`;
const REPORT = `${root}.build/infra/report.json`;
const TIMEOUT_MS = 240_000;

/** Puts the offline engine where the CLI looks for Pulumi's. */
async function installEngine(): Promise<void> {
  const bin = `${HOME}/sst/bin`;
  await mkdir(bin, { recursive: true });
  await build({
    entryPoints: [`${root}test/infra/offline/pulumi-engine.ts`],
    outfile: `${bin}/engine.mjs`,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "silent",
  });
  await writeFile(`${bin}/pulumi`, `#!/bin/sh\nexec "${process.execPath}" "${bin}/engine.mjs" "$@"\n`);
  await chmod(`${bin}/pulumi`, 0o755);
}

/**
 * Runs a command in the project as a person would at their terminal, with an AWS that is only a stub and the offline engine in place of
 * Pulumi's. Never rejects for a command that fails. `endpoint` is an AWS for commands that are not SST's.
 */
export async function runOffline(command: readonly [string, ...string[]], endpoint?: string): Promise<CommandResult> {
  await installEngine();
  await rm(REPORT, { force: true });
  const aws = await startAwsStub();
  const bin = `${HOME}/sst/bin/pulumi`;
  const { PATH = "", HOME: home = "", ...rest } = process.env;
  const npm = Object.fromEntries(
    Object.entries(rest).filter(([name]) => /^npm_config_registry|^NPM_CONFIG|_proxy$/i.test(name)),
  );
  try {
    const ended = await runProcess(command, {
      ...npm,
      PATH,
      HOME: home,
      XDG_CONFIG_HOME: HOME,
      SST_PULUMI_PATH: bin,
      SST_SKIP_DEPENDENCY_CHECK: "1",
      SST_TELEMETRY_DISABLED: "1",
      SST_NO_BUN: "1",
      AWS_ENDPOINT_URL: endpoint ?? aws.url,
      AWS_ACCESS_KEY_ID: "offline",
      AWS_SECRET_ACCESS_KEY: "offline",
      AWS_EC2_METADATA_DISABLED: "true",
      LATCHKEY_OFFLINE_REPORT: REPORT,
    });
    return { ...ended, report: await readReport(), awsCalls: [...aws.seen] };
  } finally {
    await aws.close();
  }
}

function runProcess(
  [file, ...args]: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv,
): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: projectRoot, env, timeout: TIMEOUT_MS });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

async function readReport(): Promise<EngineReport | undefined> {
  try {
    // Written by our own engine.
    return JSON.parse(await readFile(REPORT, "utf8")) as EngineReport;
  } catch {
    return undefined;
  }
}
