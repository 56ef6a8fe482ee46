import { LatchkeyError } from "../../errors.ts";
import { eventOf } from "../../events.ts";
import type { Integration } from "../../integration.ts";
import type { RotateOperation } from "../../operation.ts";
import type { Call } from "../../ports/call.ts";
import type { Change } from "../../ports/registry.ts";
import { type Milestone, nextMilestone, nextRotationAt, type Rotation, type RotationPolicy } from "../../rotation.ts";
import type { Engine } from "../../services.ts";
import { changed, saveAndSee } from "../change.ts";
import type { Held } from "../held.ts";
import { begin, beginStep } from "./begin.ts";
import { finishRotation, type RotationWork } from "./finish-rotation.ts";
import { lookAround, type Rotatable } from "./look-around.ts";
import { rotationData } from "./rotating.ts";

/**
 * Does what an integration's rotation wants by now: a notice, the retirement at its deadline, or the next one by schedule. Answers
 * the row as it then stands; one whose operation is open is tried again later.
 */
export async function tendRotation(services: Engine, row: Integration, call: Call): Promise<Integration | undefined> {
  const { currentRotation, rotation: policy } = row;
  const now = services.clock.now();
  const milestone = currentRotation && nextMilestone(currentRotation);
  if (milestone !== undefined && currentRotation !== undefined) {
    return milestone.at <= now ? reach(services, { ...row, currentRotation }, milestone, call) : row;
  }
  const nextAt = nextRotationAt(policy, currentRotation, row.createdAt);
  const { clientId } = row;
  if (policy === undefined || clientId === undefined || nextAt === undefined || nextAt > now) return row;
  return rotateBySchedule(services, { ...row, clientId }, policy, call);
}

async function reach(
  services: Engine,
  row: Integration & { readonly currentRotation: Rotation },
  milestone: Milestone,
  call: Call,
): Promise<Integration | undefined> {
  const { currentRotation: rotation } = row;
  if (milestone.kind === "retire") {
    return goOn(services, beginStep(services, row, "latchkey", "retire"), {}, call);
  }
  const data = { ...rotationData(rotation), retireAt: new Date(rotation.retireAt).toISOString() };
  const event =
    milestone.kind === "notice"
      ? eventOf(services, row, "rotation.retirement-due", "latchkey", { ...data, daysLeft: milestone.daysLeft })
      : eventOf(services, row, "rotation.overdue", "latchkey", data);
  const after = changed(row, services.clock.now(), {
    currentRotation: { ...rotation, notices: rotation.notices + 1 },
  });
  return (await saveAndSee(services, { before: row, after, events: [event] }, call)).row;
}

/** Writes that something begins, and does it if nobody else was faster. */
async function goOn(
  services: Engine,
  change: Change & { readonly after: Held<RotateOperation> },
  work: RotationWork,
  call: Call,
): Promise<Integration | undefined> {
  const { mine, row } = await saveAndSee(services, change, call);
  return mine ? (await finishRotation(services, change.after, work, call)).row : row;
}

async function rotateBySchedule(
  services: Engine,
  row: Rotatable,
  { overlapDays, retire }: RotationPolicy,
  call: Call,
): Promise<Integration | undefined> {
  const request = { startedBy: "latchkey", reason: "scheduled", overlapDays, retire } as const;
  try {
    const beginning = await lookAround(services, row, request, call);
    return await goOn(services, begin(services, row, request, beginning), { fresh: true }, call);
  } catch (error) {
    if (!(error instanceof LatchkeyError)) throw error;
    return noteFailure(services, row, request, error, call);
  }
}

/** A rotation that cannot even begin is one that failed: it shows why, and the schedule tries again in a day. */
async function noteFailure(
  services: Engine,
  row: Integration,
  request: Parameters<typeof begin>[2],
  { code, message }: LatchkeyError,
  call: Call,
): Promise<Integration | undefined> {
  const now = services.clock.now();
  const nothing = { step: "stage", knownIds: [], previousVersion: row.secretVersion ?? "" } as const;
  const { currentRotation } = begin(services, row, request, nothing).after;
  if (currentRotation === undefined) return row;
  const failed = { ...currentRotation, state: "failed" as const, endedAt: now, problem: { code, detail: message } };
  const event = eventOf(services, row, "rotation.failed", "latchkey", { ...rotationData(failed), code });
  const after = changed(row, now, { currentRotation: failed });
  return (await saveAndSee(services, { before: row, after, events: [event] }, call)).row;
}
