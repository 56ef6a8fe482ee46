import { dueAt } from "@latchkey/core/integration";
import type { Services } from "@latchkey/core/services";
import type { World } from "../../support/invariants.ts";
import { reconcileOnce } from "../../support/reconcile-once.ts";
import { refusedSecrets } from "./checks.ts";
import type { Recovery } from "./fault-kinds.ts";
import { readRows } from "./read-rows.ts";
import { describe, isRefusal } from "./refusal.ts";
import type { Trial } from "./scenario.ts";
import type { Stage } from "./stage.ts";

/** More than any recovery needs. */
const PASSES = 60;

/**
 * Lets time pass, the reconciler work and, if `asking`, the caller ask again, as the case has it, until nothing is open any more,
 * nothing is due and nothing can land. Answers what went wrong on the way.
 */
export async function recover(
  stage: Stage,
  trial: Trial,
  { recovery, asking }: { readonly recovery: Recovery; readonly asking: boolean },
): Promise<readonly string[]> {
  const { services, clock } = stage;
  const wrong: string[] = [];
  let told = !asking || recovery === "reconciler";
  for (let pass = 0; pass < PASSES; pass += 1) {
    const asks = told ? undefined : asksAgain(trial, services);
    // The caller alone has the first word; all at once begin together.
    if (recovery === "caller") await asks;
    const others = recovery === "all-at-once" ? [reconcileOnce(services)] : [];
    await Promise.all([asks, reconcileOnce(services), ...others]);
    told ||= (await asks) === true;
    const world = await readRows(stage);
    wrong.push(...(await refusedSecrets(stage, world, trial)));
    const moment = nextMoment(world, clock.now());
    const wake = clock.nextWake();
    if (moment === undefined && wake === undefined) return wrong;
    await clock.jumpTo(Math.min(moment ?? Number.POSITIVE_INFINITY, wake ?? Number.POSITIVE_INFINITY));
  }
  return [...wrong, `something is still due after ${PASSES} passes`];
}

/** When the next row is due that has to be finished or is overdue; now, when an event waits to be published. */
function nextMoment({ rows, items }: Pick<World, "rows" | "items">, now: number): number | undefined {
  const moments = rows.flatMap((row) => {
    const due = dueAt(row);
    return due !== undefined && (row.operation !== undefined || row.sweepAt !== undefined || due <= now) ? [due] : [];
  });
  if (items.some((item) => item["dueKey"] === "OUTBOX")) moments.push(now);
  return moments.length === 0 ? undefined : Math.min(...moments);
}

/** A caller who is told to wait does so. */
const REPETITIONS = 4;

/** In the end whoever asks again is told that all is done. Answers what is wrong. */
export async function askUntilDone(stage: Stage, trial: Trial, recovery: Recovery): Promise<readonly string[]> {
  let last: unknown = "it is never done";
  for (let attempt = 0; attempt < REPETITIONS; attempt += 1) {
    const done = await asksAgain(trial, stage.services, (refusal) => {
      last = refusal;
    });
    const problems = await recover(stage, trial, { recovery, asking: false });
    if (done || problems.length > 0) return problems;
  }
  return [`asked again and again: ${describe(last)}`];
}

/** Whether the caller is told that all is done. It may be told to wait, or that somebody is at work. */
async function asksAgain(
  { replay }: Trial,
  services: Services,
  refused: (error: unknown) => void = () => undefined,
): Promise<boolean> {
  if (replay === undefined) return true;
  try {
    return await replay(services);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    refused(error);
    return false;
  }
}
