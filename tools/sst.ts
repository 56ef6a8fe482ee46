// `npm run sst -- <command>`: SST's CLI at the version of infra/sst, fetched when it is first needed, over freshly built functions.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { readSettings } from "../infra/settings/read-settings.ts";
import { buildAll } from "./build.ts";

/** From the folder of sst.config.ts, where npm runs its scripts. */
const HOME = ".build/sst";
const LOCK = "infra/sst/package-lock.json";

/** Commands that put functions together, or show what would be. */
const BUILDING = new Set(["deploy", "diff"]);
/** Commands that are about one stage. */
const STAGED = new Set([...BUILDING, "remove", "refresh", "unlock"]);

/** Everything that the CLI would fetch or report by itself beside its providers. */
const QUIET = { SST_TELEMETRY_DISABLED: "1", SST_NO_BUN: "1" };

const isCurrent = (): boolean =>
  existsSync(`${HOME}/node_modules/.bin/sst`) &&
  readFileSync(`${HOME}/package-lock.json`, "utf8") === readFileSync(LOCK, "utf8");

/** Fetches the CLI by its lock file. Answers where it is. Throws when npm fails. */
function fetchCli(): string {
  if (!isCurrent()) {
    mkdirSync(HOME, { recursive: true });
    for (const file of ["package.json", "package-lock.json"]) copyFileSync(`infra/sst/${file}`, `${HOME}/${file}`);
    // In its folder: npm's --prefix means something else inside an npm script.
    run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel", "error"], HOME);
  }
  return `${HOME}/node_modules/.bin/sst`;
}

function run(command: string, args: readonly string[], cwd = "."): void {
  const { status, error } = spawnSync(command, args, { cwd, stdio: "inherit", env: { ...QUIET, ...process.env } });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/** SST tells of a wrong stage only in its log, and makes up a personal stage where none is named. */
function checkStage(command: string, args: readonly string[]): void {
  const named = args.find((arg) => arg.startsWith("--stage="))?.slice("--stage=".length);
  const stage = named ?? (args.includes("--stage") ? args[args.indexOf("--stage") + 1] : process.env["SST_STAGE"]);
  if (stage !== undefined) readSettings(stage);
  else if (STAGED.has(command)) throw new Error(`Say which stage: npm run sst -- ${command} --stage dev`);
}

const args = process.argv.slice(2);
const [command = ""] = args;
try {
  checkStage(command, args);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
const cli = fetchCli();
if (BUILDING.has(command)) await buildAll();
run(cli, args);
