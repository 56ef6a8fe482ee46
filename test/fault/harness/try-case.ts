import { readWorld } from "../../support/invariants.ts";
import { loggedErrors, orphanGroups, refusedSecrets, untold, violationsOf } from "./checks.ts";
import type { FaultCase } from "./fault-case.ts";
import { readRows } from "./read-rows.ts";
import { askUntilDone, recover } from "./recover.ts";
import { describe, isRefusal } from "./refusal.ts";
import type { Scenario, Trial } from "./scenario.ts";
import { openStage, type Process, type Stage } from "./stage.ts";
import { partsOf } from "./upstream-call.ts";
import type { Wire } from "./wire.ts";

/** Runs a scenario with what goes wrong in it, recovers, and answers everything that is wrong then, or was on the way. */
export async function tryCase(wire: Wire, scenario: Scenario, what: FaultCase): Promise<readonly string[]> {
  const wrong: string[] = [];
  const stage = await openStage(wire, scenario.options ?? {}, (error) =>
    wrong.push(`defect of the stand-in: ${describe(error)}`),
  );
  try {
    wrong.push(...(await tryOn(stage, scenario, what)));
  } catch (error) {
    wrong.push(`it threw ${describe(error)}`);
  } finally {
    await stage.close();
  }
  return [...new Set(wrong)];
}

async function tryOn(stage: Stage, scenario: Scenario, what: FaultCase): Promise<readonly string[]> {
  const { recovery } = what;
  const trial = await scenario.prepare(stage);
  const { done, wrong } = await runDamaged(stage, trial, what);
  const completed = done && trial.next !== undefined;
  if (done) wrong.push(...(await violationsOf(stage, trial)));
  else wrong.push(...(await refusedSecrets(stage, await readRows(stage), trial)));
  if (completed) await trial.next?.(stage.services);
  wrong.push(...(await recover(stage, trial, { recovery, asking: !completed })));
  if (!completed && trial.replay !== undefined) wrong.push(...(await askUntilDone(stage, trial, recovery)));
  wrong.push(...(await violationsOf(stage, trial)));
  const world = await readWorld(stage);
  wrong.push(...(await trial.wrong(world, completed)), ...(await orphanGroups(stage, world)));
  return [...wrong, ...untold(stage, world), ...loggedErrors(stage)];
}

interface Outcome {
  /** Whether the run answered that all was done. */
  readonly done: boolean;
  readonly wrong: string[];
}

async function runDamaged(stage: Stage, trial: Trial, { damage, propagation }: FaultCase): Promise<Outcome> {
  const fault = damage && "fault" in damage ? { ...damage.site, fault: damage.fault } : undefined;
  const process = stage.process({ impatient: fault?.fault.kind === "hang" });
  const { line } = process;
  if (damage && "death" in damage) line.dieAt(damage.death);
  if (propagation) stage.standIn.secretPropagation.set(propagation);
  const mend = fault && stage.faults.add({ ...partsOf(fault.name), call: fault.nth, fault: fault.fault });
  const end = await Promise.race([line.died, answered(process, trial)]);
  mend?.();
  if (end === "died") return { done: false, wrong: [] };
  const wrong = end.defect === undefined ? [] : [end.defect];
  const reached = fault !== undefined && line.calls.filter((name) => name === fault.name).length >= fault.nth;
  // While secrets are slow, a run may be told to wait before it comes so far.
  if (damage && !propagation && !reached) wrong.push(`what was to go wrong did not: ${end.refusal ?? "all went well"}`);
  const outstanding = await line.outstanding();
  if (outstanding.length > 0) wrong.push(`answered while ${outstanding.join(", ")} was outstanding`);
  return { done: end.done, wrong };
}

interface End {
  readonly done: boolean;
  readonly refusal?: string;
  readonly defect?: string;
}

async function answered({ services }: Process, trial: Trial): Promise<End> {
  try {
    return { done: await trial.run(services) };
  } catch (error) {
    return isRefusal(error)
      ? { done: false, refusal: describe(error) }
      : { done: false, defect: `it threw ${describe(error)}` };
  }
}
