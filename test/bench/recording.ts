import type { Provisions } from "@latchkey/local/stack/bootstrap";
import { stackFunctions } from "@latchkey/local/stack/functions";
import { REGION, startAws } from "@latchkey/local/stack/start-aws";
import { FUNCTION_NAMES } from "./bundles.ts";
import { type Case, type CaseName, casesOf, type Integration, POLICIES, registration, type Subject } from "./cases.ts";
import { startWorker, type Worker } from "./children/worker.ts";
import { levelsOf } from "./upstream/call-levels.ts";
import type { Tape } from "./upstream/tape.ts";
import { startUpstream } from "./upstream/upstream.ts";

/** One case, and what AWS answered to it. */
export interface RecordedCase extends Case {
  readonly tape: Tape;
  /** Upstream calls of the case. */
  readonly calls: readonly string[];
  /** Round trips, one after another. */
  readonly levels: number;
}

/** Everything a function needs to answer the cases, without the stand-in. */
export interface Recording {
  readonly cases: readonly RecordedCase[];
  /** The environment of every function, with this text in the place of the origin of AWS. */
  readonly env: Readonly<Record<string, string>>;
}

export const ORIGIN = "https://origin.invalid";

/** Long enough that calls which are made together are seen together. */
const LATENCY_MS = 25;

/**
 * Runs each case once over the stand-in for AWS, with the bundles in a folder, and keeps its answers: all cases, or those that are named.
 * Throws when a function fails.
 */
export async function recordCases(bundles: string, only?: readonly CaseName[]): Promise<Recording> {
  const aws = await startAws({ loginPort: 0 });
  const upstream = await startUpstream();
  upstream.delay(LATENCY_MS);
  const env = environmentOf(bundles, upstream.origin, aws.provisions);
  const worker = await startWorker({ node: process.execPath, bundles: bundlePaths(bundles), env });
  try {
    upstream.record(aws.origin);
    const integration = await registered(worker);
    const { userPoolId, user } = aws.provisions;
    const cases = casesOf({ userPoolId, username: user.username, email: user.email, integration } satisfies Subject);
    const recorded: RecordedCase[] = [];
    for (const one of cases.filter(({ name }) => only?.includes(name) ?? true)) {
      // The first calls of a process open connections, which may put calls apart that belong together.
      upstream.record(aws.origin);
      if (isRepeatable(one.name)) await checked(worker, one);
      upstream.forget();
      const tape = upstream.record(aws.origin);
      await checked(worker, one);
      const { calls } = upstream;
      recorded.push({ ...one, tape, calls: calls.map(({ name }) => name), levels: levelsOf(calls) });
    }
    return { cases: recorded, env: replaced(env, upstream.origin, ORIGIN) };
  } finally {
    await worker.close();
    await upstream.close();
    await aws.close();
  }
}

/** What the local stack gives its functions, but that triggers read a policy each time, and nobody has too many integrations. */
export function environmentOf(
  bundles: string,
  origin: string,
  provisions: Provisions,
): Readonly<Record<string, string>> {
  const env = { LATCHKEY_POLICY_CACHE_MS: "0", LATCHKEY_LIMIT_PER_OWNER: "1000000" };
  const all = stackFunctions({ bundles, region: REGION, origin, provisions, env, further: {} });
  return Object.values(all)[0]?.env ?? {};
}

/** Where the bundle of each function is. */
export const bundlePaths = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(FUNCTION_NAMES.map((name) => [name, `${folder}/${name}/bundle.mjs`]));

/** A case by its name. */
export function caseOf({ cases }: Recording, name: CaseName): RecordedCase {
  const found = cases.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no case ${name}`);
  return found;
}

/** The environment of functions that reach AWS there. */
export const environmentAt = ({ env }: Pick<Recording, "env">, origin: string): Readonly<Record<string, string>> =>
  replaced(env, ORIGIN, origin);

const replaced = (env: Readonly<Record<string, string>>, from: string, to: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value.replaceAll(from, to)]));

/** Those that ask the same of AWS again: a step of a rotation and a health check find what the first one left. */
const isRepeatable = (name: CaseName): boolean => name !== "rotate-secret" && name !== "health";

async function registered(worker: Worker): Promise<Integration> {
  const { result } = await worker.run({ function: "write", event: registration(POLICIES), times: 1 });
  return JSON.parse((await answered(result)).body) as Integration;
}

async function checked(worker: Worker, { function: name, event }: Case): Promise<void> {
  await answered((await worker.run({ function: name, event, times: 1 })).result);
}

/** Throws for an answer of the API that is a refusal; triggers and jobs throw by themselves. */
export async function answered(result: unknown): Promise<{ readonly body: string }> {
  // Parse boundary: the result of a Lambda function.
  const { statusCode = 200, body = "" } = (result ?? {}) as { readonly statusCode?: number; readonly body?: string };
  if (statusCode >= 400) throw new Error(`the function answered ${statusCode}: ${body}`);
  return { body };
}
