// `npm run triggers -- --pool ID`: this service's functions in the triggers of a pool that the stack only refers to.
import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import type { JsonObject } from "@latchkey/core/json";
import { readArguments, type TriggerArguments, USAGE } from "./pool-triggers/arguments.ts";
import { type LivePool, livePool } from "./pool-triggers/live-pool.ts";
import { lambdaConfigOf, type Plan, planToRemove, planToSet } from "./pool-triggers/plan.ts";
import { unintended, updateInput } from "./pool-triggers/update-input.ts";

/** Shows, and does when asked to. Answers the exit code. Throws when Cognito refuses or changes what it was not asked to. */
async function run({ poolId, functions, remove, apply }: TriggerArguments): Promise<number> {
  const client = new CognitoIdentityProviderClient({ region: poolId.replace(/_.*/, "") });
  const live = livePool(client, poolId);
  const pool = await live.describe();
  const plan = remove ? planToRemove(pool, functions) : planToSet(pool, functions);
  show(poolId, pool, plan);
  if (plan.obstacles.length > 0) return 1;
  if (plan.changes.length === 0) console.log("Nothing to change.");
  else if (apply) await change(live, pool, plan);
  else console.log("Nothing was changed. Run it again with --yes to do this.");
  return 0;
}

function show(poolId: string, { Name: name }: JsonObject, { changes, obstacles }: Plan): void {
  console.log(`User pool ${poolId} (${typeof name === "string" ? name : "without a name"})`);
  for (const line of changes) console.log(`  ${line}`);
  for (const obstacle of obstacles) console.error(`Refused: ${obstacle}`);
}

async function change(live: LivePool, before: JsonObject, { lambdaConfig }: Plan): Promise<void> {
  await live.update(updateInput(before, lambdaConfig));
  const after = await live.describe();
  const surprises = unintended(before, after);
  if (surprises.length > 0)
    throw new Error(["Cognito changed more than the triggers. Set these back:", ...surprises].join("\n  "));
  console.log(`Done. Triggers are now ${JSON.stringify(lambdaConfigOf(after), undefined, 2)}`);
}

try {
  const args = readArguments(process.argv.slice(2));
  if (args === "help") console.log(USAGE);
  else process.exitCode = await run(args);
} catch (error) {
  console.error(error instanceof Error ? `${error.name === "Error" ? "" : `${error.name}: `}${error.message}` : error);
  process.exitCode = 1;
}
