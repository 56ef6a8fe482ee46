// `npm run conformance -- --pool ID`: what the service and its stand-in believe of AWS, asked of a real user pool.
import { parseArgs } from "node:util";
import { burstCheck } from "./conformance/burst-check.ts";
import type { Check } from "./conformance/check.ts";
import { clientChecks } from "./conformance/client-checks.ts";
import { rotationChecks } from "./conformance/rotation-checks.ts";
import { secretChecks } from "./conformance/secret-checks.ts";
import { type OpenWorld, openWorld } from "./conformance/world.ts";

const USAGE = `Usage: npm run conformance -- --pool ID --yes [options]

Checks against a real user pool what the service and its stand-in believe of AWS. Makes app clients, a
group and secrets named latchkey-conformance-…, touches nothing else, and deletes them at the end.

  --pool ID         the user pool, for example eu-west-1_AbCdEf123; better none that people use
  --yes             make and delete things there
  --login-url URL   the login domain, where it is not the one that the pool names
  --burst           also make 10 app clients at once, which uses up the pool's quota for a second
  --help            show this

Credentials are found as by the AWS CLI.
`;

interface Arguments {
  readonly poolId: string;
  readonly loginUrl: string | undefined;
  readonly checks: readonly Check[];
}

/** Answers `help` when that was asked for. Throws an error whose message names the option and the fix. */
function readArguments(argv: readonly string[]): Arguments | "help" {
  const { values } = parseArgs({
    args: [...argv],
    strict: true,
    allowPositionals: false,
    options: {
      pool: { type: "string" },
      "login-url": { type: "string" },
      burst: { type: "boolean" },
      yes: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  const { pool, yes, burst = false, "login-url": loginUrl } = values;
  if (values.help === true) return "help";
  if (pool === undefined)
    throw new Error("--pool is missing: say which user pool, for example --pool eu-west-1_AbCdEf123");
  if (!/^[\w-]+_[0-9a-zA-Z]+$/.test(pool))
    throw new Error(`--pool ${pool} is no user pool id such as eu-west-1_AbCdEf123`);
  if (loginUrl !== undefined && !/^https?:\/\/[^/?#\s]+$/.test(loginUrl))
    throw new Error(`--login-url ${loginUrl} is no origin such as https://login.example.com`);
  if (yes !== true)
    throw new Error(
      `This makes app clients, a group and secrets in ${pool} and its account, and deletes them. Add --yes to do it.`,
    );
  const checks = [...clientChecks, ...rotationChecks, ...secretChecks, ...(burst ? [burstCheck] : [])];
  return { poolId: pool, loginUrl, checks };
}

type Outcome = "passed" | "failed" | "left out";

/** Runs one check after the other: Cognito counts calls by the second. */
async function runAll(
  world: OpenWorld,
  checks: readonly Check[],
  isStopped: () => boolean,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const check of checks) outcomes.push(isStopped() ? "left out" : await runOne(world, check));
  return outcomes;
}

async function runOne(world: OpenWorld, { says, login, run }: Check): Promise<Outcome> {
  if (login === true && world.loginUrl === undefined) {
    console.log(`left out  ${says}: the pool has no login domain`);
    return "left out";
  }
  try {
    await run(world);
    console.log(`passed    ${says}`);
    return "passed";
  } catch (error) {
    console.log(`FAILED    ${says}: ${error instanceof Error ? error.message : String(error)}`);
    return "failed";
  }
}

async function conform({ poolId, loginUrl, checks }: Arguments): Promise<number> {
  const world = await openWorld({ poolId, loginUrl });
  let stopped = false;
  process.once("SIGINT", () => (stopped = true));
  console.log(`User pool ${poolId}; whatever is made is named ${world.prefix}-…`);
  const outcomes = await runAll(world, checks, () => stopped);
  const left = await world.cleanUp();
  for (const line of left) console.error(`Still there, delete it by hand: ${line}`);
  const count = (outcome: Outcome): number => outcomes.filter((each) => each === outcome).length;
  console.log(`${count("passed")} passed, ${count("failed")} failed, ${count("left out")} left out`);
  return stopped || left.length > 0 || count("failed") > 0 ? 1 : 0;
}

try {
  const args = readArguments(process.argv.slice(2));
  if (args === "help") console.log(USAGE);
  else process.exitCode = await conform(args);
} catch (error) {
  console.error(error instanceof Error ? `${error.name === "Error" ? "" : `${error.name}: `}${error.message}` : error);
  process.exitCode = 1;
}
