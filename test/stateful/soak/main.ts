import { parseArgs } from "node:util";
import { runStack } from "./run-stack.ts";

const USAGE = `npm run soak -- [--operations N] [--seed S]

Runs N seeded random operations (2,000 by default) by several actors at once on the whole service in memory, while AWS fails in every
way, and checks the invariants again and again. Exits 1 with the seed as soon as one is violated.
`;

/** So many operations, and a fresh stack comes: memory does not grow, and a seed reproduces little. */
const PER_STACK = 400;
const REPORT_MS = 5_000;

async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: {
      operations: { type: "string", default: "2000" },
      seed: { type: "string", default: String(Date.now() % 2 ** 31) },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return true;
  }
  return soak(whole("operations", values.operations), whole("seed", values.seed));
}

function whole(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`--${name} takes a whole number, not ${text}`);
  return value;
}

/** Answers whether all was well. */
async function soak(operations: number, seed: number): Promise<boolean> {
  const progress = {
    operations,
    begun: Date.now(),
    reported: Date.now(),
    done: 0,
    outcomes: new Map<string, number>(),
  };
  console.log(`seed ${seed}`);
  const stacks = Math.ceil(operations / PER_STACK);
  for (let stack = 0; stack < stacks; stack += 1) {
    const wanted = Math.min(PER_STACK, operations - stack * PER_STACK);
    const stackSeed = seed + stack;
    const onOutcome = (outcome: string): void => note(progress, outcome);
    const wrong = await runStack({ operations: wanted, seed: stackSeed, onOutcome });
    if (wrong.length === 0) continue;
    console.error(`${wrong.join("\n")}\nReproduce it with: npm run soak -- --operations ${wanted} --seed ${stackSeed}`);
    return false;
  }
  for (const [outcome, count] of [...progress.outcomes].sort(([one], [other]) => one.localeCompare(other)))
    console.log(`${String(count).padStart(7)}  ${outcome}`);
  console.log(`${line(progress)}; every invariant held`);
  return true;
}

interface Progress {
  readonly operations: number;
  readonly begun: number;
  reported: number;
  done: number;
  readonly outcomes: Map<string, number>;
}

function note(progress: Progress, outcome: string): void {
  const { outcomes } = progress;
  progress.done += 1;
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  if (Date.now() - progress.reported < REPORT_MS) return;
  progress.reported = Date.now();
  console.log(`${line(progress)}; ${summary(outcomes)}`);
}

function line({ done, operations, begun }: Progress): string {
  const seconds = (Date.now() - begun) / 1_000;
  return `${done} of ${operations} operations in ${seconds.toFixed(0)} s (${(done / seconds).toFixed(0)}/s)`;
}

/** By kind of answer: what was done, what was left to the reconciler, what was refused, what AWS kept from being done. */
function summary(outcomes: ReadonlyMap<string, number>): string {
  const kinds = { done: 0, accepted: 0, refused: 0, unavailable: 0, jobs: 0 };
  for (const [outcome, count] of outcomes) {
    const status = Number(outcome.split(" ")[1]);
    if (status === 202) kinds.accepted += count;
    else if (status < 300) kinds.done += count;
    else if (status < 500) kinds.refused += count;
    else if (status >= 500) kinds.unavailable += count;
    else kinds.jobs += count;
  }
  return Object.entries(kinds)
    .map(([kind, count]) => `${kind} ${count}`)
    .join(", ");
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  process.exitCode = 1;
}
