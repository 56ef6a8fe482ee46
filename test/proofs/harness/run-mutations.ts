import { ClientFailure } from "./client-errors.ts";
import { type Harmless, names } from "./harmless.ts";
import type { MutationPlan } from "./mutations.ts";

/** What became of one change. */
export interface Verdict {
  /** `<plan> <artifact> <pointer> <change>`. */
  readonly mutation: string;
  /** By what the product, or the check of its results, stopped; undefined when everything went on working. */
  readonly caughtBy: string | undefined;
}

export interface MutationReport {
  readonly verdicts: readonly Verdict[];
  readonly caught: number;
  readonly harmless: number;
  /** Why the run has failed, one sentence each; empty when every change is caught or rightly listed as harmless. */
  readonly problems: readonly string[];
}

export interface MutationLimits {
  /** Milliseconds since the epoch by which the run has to be over. */
  readonly deadline: number;
  readonly now: () => number;
}

/**
 * Changes one value at a time and asks each plan's check whether the product still works. Throws `ClientFailure` when a client breaks
 * (a crash is no refusal) and what a check throws when it refuses the artifacts as they are.
 */
export async function runMutations(
  plans: readonly MutationPlan[],
  harmless: readonly Harmless[],
  limits: MutationLimits,
): Promise<MutationReport> {
  const verdicts: Verdict[] = [];
  let untried = 0;
  for (const plan of plans) {
    await plan.check(plan.artifacts);
    for (const { mutation, artifacts } of variantsOf(plan)) {
      if (limits.now() >= limits.deadline) untried += 1;
      else verdicts.push({ mutation, caughtBy: await refusalOf(() => plan.check(artifacts)) });
    }
  }
  const listed = harmless.flatMap(({ mutations }) => mutations);
  const caught = verdicts.filter(({ caughtBy }) => caughtBy !== undefined).length;
  const problems = [
    ...judge(verdicts, listed),
    ...(untried > 0 ? [`${untried} changes were not tried: time is up.`] : []),
  ];
  return { verdicts, caught, harmless: verdicts.length - caught, problems };
}

function* variantsOf({ title, artifacts, formats }: MutationPlan) {
  for (const [index, artifact] of artifacts.entries()) {
    const format = formats[artifact.name];
    if (format === undefined) throw new Error(`${title}: no format is given for ${artifact.name}.`);
    for (const { pointer, change, text } of format.mutants(artifact.body)) {
      const mutation = `${title} ${artifact.name} ${pointer} ${change}`;
      if (text === artifact.body) throw new Error(`${mutation} changes nothing.`);
      yield { mutation, artifacts: artifacts.with(index, { ...artifact, body: text }) };
    }
  }
}

async function refusalOf(check: () => Promise<void>): Promise<string | undefined> {
  try {
    await check();
    return undefined;
  } catch (error) {
    if (error instanceof ClientFailure) throw error;
    return error instanceof Error ? error.message : String(error);
  }
}

function judge(verdicts: readonly Verdict[], listed: readonly string[]): readonly string[] {
  return [
    ...verdicts.flatMap(({ mutation, caughtBy }) => {
      const isListed = listed.some((line) => names(line, mutation));
      if (caughtBy === undefined && !isListed) return [`Not caught: ${mutation}`];
      if (caughtBy !== undefined && isListed) return [`Listed as harmless, but caught: ${mutation} (${caughtBy})`];
      return [];
    }),
    ...listed
      .filter((line) => !verdicts.some(({ mutation }) => names(line, mutation)))
      .map((line) => `Listed as harmless, but there is no such change: ${line}`),
  ];
}
