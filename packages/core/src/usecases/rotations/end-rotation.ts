import { maySee } from "../../caller.ts";
import { LatchkeyError, notFound, operationOpen } from "../../errors.ts";
import { type Integration, isVisible } from "../../integration.ts";
import { isWaiting, saveAndSee } from "../../operations/change.ts";
import { beginStep } from "../../operations/rotate/begin.ts";
import { finishRotation } from "../../operations/rotate/finish-rotation.ts";
import type { Call } from "../../ports/call.ts";
import { hasEnded, type Rotation } from "../../rotation.ts";
import type { Engine } from "../../services.ts";
import { getRotation, type RotationRef, rotationAfter } from "./get-rotation.ts";

/** How a rotation is brought to its end: the old secret goes, or the new one. */
export type Ending = "complete" | "abort";

const ENDINGS = {
  complete: { step: "retire", done: "completed", from: ["overlap"] },
  abort: { step: "abort", done: "aborted", from: ["staging", "overlap"] },
} as const;

/** `ended` is false while the reconciler is still at it. */
export interface EndedRotation {
  readonly rotation: Rotation;
  readonly ended: boolean;
}

/**
 * Completes a rotation (the consumer has the new secret: the old one is deleted) or aborts it (back to the old one). Repeating it
 * is safe and answers the same. Throws `not-found`, `rotation-state` when it has gone the other way or is not so far yet,
 * `secret-refused` when going on would take the last good secret away, `operation-open`.
 */
export async function endRotation(
  services: Engine,
  { ending, ...ref }: RotationRef & { readonly ending: Ending },
  call: Call,
): Promise<EndedRotation> {
  const { registry, clock } = services;
  const { step, done } = ENDINGS[ending];
  const row = await registry.load(ref.id, call);
  const now = clock.now();
  if (row === undefined || !isVisible(row, now) || !maySee(ref.caller, row.owner)) throw notFound(ref.id);
  const current = row.currentRotation;
  if (current?.id !== ref.rotation) return answer(await getRotation(services, ref, call), ending);
  if (current.state === done) return { rotation: current, ended: true };
  const { operation } = row;
  if (operation?.kind === "rotate" && operation.step === step) return { rotation: current, ended: false };
  requireState(current, ending);
  if (operation !== undefined && !(ending === "abort" && operation.kind === "rotate" && operation.step === "stage"))
    throw operationOpen(ref.id, { leaseUntil: operation.leaseUntil, now });
  const change = beginStep(services, { ...row, currentRotation: current }, ref.caller.owner, step);
  const saved = await saveAndSee(services, change, call);
  if (!saved.mine) throw saved.unknown ?? operationOpen(ref.id, { leaseUntil: now, now });
  if (isWaiting(change.after.operation)) return { rotation: current, ended: false };
  const { row: after = change.after } = await finishRotation(services, change.after, {}, call);
  const rotation = await rotationAfter(services, after, ref.rotation, call);
  return hasEnded(rotation) ? answer(rotation, ending) : outcome(after, rotation);
}

/** A rotation that has ended, by this request or by something else. */
function answer(rotation: Rotation, ending: Ending): EndedRotation {
  if (rotation.state === ENDINGS[ending].done) return { rotation, ended: true };
  throw wrongState(rotation, ending);
}

function requireState(rotation: Rotation, ending: Ending): void {
  const from: readonly Rotation["state"][] = ENDINGS[ending].from;
  if (!from.includes(rotation.state)) throw wrongState(rotation, ending);
}

const wrongState = ({ id, state }: Rotation, ending: Ending): LatchkeyError =>
  new LatchkeyError("rotation-state", `The rotation ${id} is ${state}; it cannot be ${ENDINGS[ending].done} now.`, {
    ...(state === "staging" && { retryAfter: 2 }),
    members: { rotationId: id, state },
  });

function outcome(row: Integration, rotation: Rotation): EndedRotation {
  if (row.operation === undefined && rotation.state === "overlap" && rotation.problem !== undefined)
    throw new LatchkeyError(rotation.problem.code, rotation.problem.detail, { members: { rotationId: rotation.id } });
  return { rotation, ended: row.operation === undefined };
}
