import { LatchkeyError } from "../../errors.ts";
import { eventOf } from "../../events.ts";
import type { Integration } from "../../integration.ts";
import type { Call } from "../../ports/call.ts";
import { type Milestone, nextMilestone, nextRotationAt, type Rotation, type RotationPolicy } from "../../rotation.ts";
import type { Engine } from "../../services.ts";
import { changed, saveAndSee } from "../change.ts";
import { begin, beginStep } from "./begin.ts";
import { finishRotation } from "./finish-rotation.ts";
import { lookAround } from "./look-around.ts";
import { rotationData } from "./rotating.ts";

/** Does what an integration's rotation wants by now: a notice, the retirement at its deadline, or the next one by schedule. */
export async function tendRotation(services: Engine, row: Integration, call: Call): Promise<void> {
  const { currentRotation, rotation: policy } = row;
  const now = services.clock.now();
  const milestone = currentRotation && nextMilestone(currentRotation);
  if (milestone !== undefined && currentRotation !== undefined) {
    if (milestone.at <= now) await reach(services, { ...row, currentRotation }, milestone, call);
    return;
  }
  const nextAt = nextRotationAt(policy, currentRotation, row.createdAt);
  if (policy !== undefined && nextAt !== undefined && nextAt <= now)
    await rotateBySchedule(services, row, policy, call);
}

async function reach(
  services: Engine,
  row: Integration & { readonly currentRotation: Rotation },
  milestone: Milestone,
  call: Call,
): Promise<void> {
  const { currentRotation: rotation } = row;
  if (milestone.kind === "retire") {
    const change = beginStep(services, row, "latchkey", "retire");
    if ((await saveAndSee(services, change, call)).mine) await finishRotation(services, change.after, {}, call);
    return;
  }
  const data = { ...rotationData(rotation), retireAt: new Date(rotation.retireAt).toISOString() };
  const event =
    milestone.kind === "notice"
      ? eventOf(services, row, "rotation.retirement-due", "latchkey", { ...data, daysLeft: milestone.daysLeft })
      : eventOf(services, row, "rotation.overdue", "latchkey", data);
  const after = changed(row, services.clock.now(), {
    currentRotation: { ...rotation, notices: rotation.notices + 1 },
  });
  await saveAndSee(services, { before: row, after, events: [event] }, call);
}

async function rotateBySchedule(
  services: Engine,
  row: Integration,
  { overlapDays, retire }: RotationPolicy,
  call: Call,
): Promise<void> {
  const { clientId } = row;
  if (clientId === undefined) return;
  const request = { startedBy: "latchkey", reason: "scheduled", overlapDays, retire } as const;
  try {
    const beginning = await lookAround(services, { ...row, clientId }, request, call);
    const change = begin(services, row, request, beginning);
    if ((await saveAndSee(services, change, call)).mine)
      await finishRotation(services, change.after, { fresh: true }, call);
  } catch (error) {
    if (!(error instanceof LatchkeyError)) throw error;
    await noteFailure(services, row, request, error, call);
  }
}

/** A rotation that cannot even begin is one that failed: it shows why, and the schedule tries again in a day. */
async function noteFailure(
  services: Engine,
  row: Integration,
  request: Parameters<typeof begin>[2],
  { code, message }: LatchkeyError,
  call: Call,
): Promise<void> {
  const now = services.clock.now();
  const nothing = { step: "stage", knownIds: [], previousVersion: row.secretVersion ?? "" } as const;
  const { currentRotation } = begin(services, row, request, nothing).after;
  if (currentRotation === undefined) return;
  const failed = { ...currentRotation, state: "failed" as const, endedAt: now, problem: { code, detail: message } };
  const event = eventOf(services, row, "rotation.failed", "latchkey", { ...rotationData(failed), code });
  await saveAndSee(
    services,
    { before: row, after: changed(row, now, { currentRotation: failed }), events: [event] },
    call,
  );
}
