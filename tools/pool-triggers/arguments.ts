import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Functions, isObject, type Slot, slots } from "./slots.ts";

export interface TriggerArguments {
  readonly poolId: string;
  readonly functions: Functions;
  /** Takes the functions out of the pool instead of putting them in. */
  readonly remove: boolean;
  /** Does what is shown; without it nothing is changed. */
  readonly apply: boolean;
}

export const USAGE = `Usage: npm run triggers -- --pool ID [options]

Puts this service's functions into the triggers of a user pool that the stack did not make, and
leaves everything else of the pool as it is. Shows what would change; changes it with --yes.

  --pool ID                    the user pool, for example eu-west-1_AbCdEf123
  --outputs FILE               what the last deployment printed (default .sst/outputs.json)
  --pre-sign-up ARN            functions by hand, instead of those of the outputs
  --post-confirmation ARN
  --pre-token-generation ARN
  --remove                     take the functions out of the pool, before their stage is removed
  --yes                        do it
  --help                       show this

Credentials are found as by the AWS CLI, and need cognito-idp:DescribeUserPool and UpdateUserPool.
`;

const options = {
  pool: { type: "string" },
  outputs: { type: "string" },
  "pre-sign-up": { type: "string" },
  "post-confirmation": { type: "string" },
  "pre-token-generation": { type: "string" },
  remove: { type: "boolean" },
  yes: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** Reads the command line. Answers `help` when that was asked for. Throws an error whose message names the option and the fix. */
export function readArguments(argv: readonly string[]): TriggerArguments | "help" {
  const { values } = parseArgs({ args: [...argv], options, strict: true, allowPositionals: false });
  if (values.help === true) return "help";
  const { pool, outputs, remove = false, yes = false } = values;
  if (pool === undefined)
    throw new Error("--pool is missing: say which user pool, for example --pool eu-west-1_AbCdEf123");
  if (!/^[\w-]+_[0-9a-zA-Z]+$/.test(pool))
    throw new Error(`--pool ${pool} is no user pool id such as eu-west-1_AbCdEf123`);
  const byHand: Record<Slot, string | undefined> = {
    preSignUp: values["pre-sign-up"],
    postConfirmation: values["post-confirmation"],
    preTokenGeneration: values["pre-token-generation"],
  };
  const given = chosen(byHand);
  if (outputs !== undefined && given.length > 0)
    throw new Error("--outputs and functions by hand: give one of them, each says which functions are meant");
  const functions = given.length > 0 ? Object.fromEntries(given) : deployedFor(pool, outputs ?? ".sst/outputs.json");
  for (const [slot, arn] of Object.entries(functions))
    if (!/^arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w-]+(:[\w-]+)?$/.test(arn))
      throw new Error(`${slot}: ${arn} is no ARN of a Lambda function`);
  return { poolId: pool, functions, remove, apply: yes };
}

const chosen = (functions: Readonly<Record<string, unknown>>): readonly (readonly [Slot, string])[] =>
  slots.flatMap((slot) => {
    const arn = functions[slot];
    return typeof arn === "string" ? [[slot, arn] as const] : [];
  });

/** The triggers that the stack's outputs name. Throws when they are another pool's: one stage's functions serve one pool. */
function deployedFor(pool: string, path: string): Functions {
  const outputs = readOutputs(path);
  const { userPoolId, triggers } = outputs;
  if (userPoolId !== pool)
    throw new Error(
      `${path} is of a stage with the user pool ${String(userPoolId)}, not ${pool}: deploy the stage of this pool, or give the functions by hand`,
    );
  const found = isObject(triggers) ? chosen(triggers) : [];
  if (found.length === 0) throw new Error(`${path} names no triggers: deploy first, or give the functions by hand`);
  return Object.fromEntries(found);
}

function readOutputs(path: string): Readonly<Record<string, unknown>> {
  try {
    const outputs: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (isObject(outputs)) return outputs;
  } catch (cause) {
    throw new Error(
      `${path} cannot be read: deploy first, or give the functions by hand with --pre-sign-up ARN and the like`,
      { cause },
    );
  }
  throw new Error(`${path} is not what a deployment writes: deploy again`);
}
