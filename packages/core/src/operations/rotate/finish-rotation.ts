import type { Integration, IntegrationProblem } from "../../integration.ts";
import type { RotateOperation } from "../../operation.ts";
import type { Call } from "../../ports/call.ts";
import type { Rotation } from "../../rotation.ts";
import type { Engine } from "../../services.ts";
import { UpstreamError } from "../../upstream.ts";
import { backoff, changed, release, saveAndSee } from "../change.ts";
import type { Held } from "../held.ts";
import { abort } from "./abort.ts";
import { clear } from "./clear.ts";
import { endOvertakenUpdate } from "./end-overtaken-update.ts";
import { retire } from "./retire.ts";
import { provableUntil, type Rotating, rotatingOf } from "./rotating.ts";
import { addToClient, promote, prove, type StageOptions, type StagePart, storeValue } from "./stage.ts";

export interface RotationWork extends StageOptions {
  /** How far to go in this attempt; `promoted` when absent. */
  readonly until?: StagePart;
}

export interface RotationAttempt {
  /** As it now stands; one whose operation is still open is tried again later. */
  readonly row: Integration | undefined;
  /** Whether the attempt came as far as it was to. */
  readonly reached: boolean;
}

/**
 * Goes on with a rotation whose lease we hold, from wherever an earlier attempt left it; the caller has made sure that no call of
 * that one can land any more. Answers the row as it then stands: one whose operation is still open is tried again later.
 */
export async function finishRotation(
  services: Engine,
  held: Held<RotateOperation>,
  work: RotationWork,
  call: Call,
): Promise<RotationAttempt> {
  const row = rotatingOf(held);
  const progress: Progress = { row, rotation: row.currentRotation };
  try {
    return { row: await goOn(services, progress, work, call), reached: true };
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    return { row: await recoverFrom(services, progress, error, call), reached: false };
  }
}

/** The row as it is stored, and the rotation with what was learned since, so that it is written even when a later call fails. */
interface Progress {
  row: Rotating;
  rotation: Rotation;
}

function storedNow(progress: Progress, row: Rotating): void {
  progress.row = row;
  progress.rotation = row.currentRotation;
}

async function goOn(
  services: Engine,
  progress: Progress,
  work: RotationWork,
  call: Call,
): Promise<Integration | undefined> {
  const updated = await endOvertakenUpdate(services, progress.row, call);
  if (updated === undefined) return services.registry.load(progress.row.id, call);
  storedNow(progress, updated);
  const { step } = updated.operation;
  if (step === "abort") return abort(services, progress.row, call);
  if (step === "clear") {
    const cleared = await clear(services, progress.row, call);
    if (cleared === undefined) return services.registry.load(progress.row.id, call);
    storedNow(progress, cleared);
  }
  if (step !== "retire") {
    const staged = await stage(services, progress, work, call);
    // Only a compromised secret is retired at once.
    if (staged?.operation?.kind !== "rotate" || staged.operation.step !== "retire") return staged;
    storedNow(progress, rotatingOf({ ...staged, operation: staged.operation }));
  }
  return retire(services, progress.row, call);
}

async function stage(
  services: Engine,
  progress: Progress,
  { until = "promoted", ...options }: RotationWork,
  call: Call,
): Promise<Integration | undefined> {
  const secret = await storeValue(services, progress.row, options, call);
  if (until === "stored") return pause(services, progress);
  const row = await addToClient(services, progress.row, secret, options, call);
  progress.rotation = row.currentRotation;
  if (until === "added") return pause(services, progress);
  await prove(services, row, secret, call);
  if (until === "proven") return pause(services, progress);
  return promote(services, row, call);
}

/** How long Secrets Manager may take from one step to the next, until the reconciler goes on by itself: 15 minutes. */
const BETWEEN_STEPS_MS = 15 * 60 * 1000;

const pause = (services: Engine, { row, rotation }: Progress): Promise<Integration> =>
  release(services, row, { pending: false, unknownClient: false, waitMs: BETWEEN_STEPS_MS, rotation });

async function recoverFrom(
  services: Engine,
  { row, rotation }: Progress,
  error: UpstreamError,
  call: Call,
): Promise<Integration | undefined> {
  const { log, deployment } = services;
  log.warn("rotation not finished; it will be tried again", {
    integrationId: row.id,
    step: row.operation.step,
    reason: error.reason,
  });
  const problem =
    row.operation.step === "stage" ? hopeless(services, { ...row, currentRotation: rotation }, error) : undefined;
  if (problem !== undefined) return turnBack(services, row, { ...rotation, problem }, call);
  return release(services, row, {
    pending: error.failure === "unknown",
    unknownClient: false,
    waitMs: backoff(row.operation.attempts, deployment.timing),
    rotation,
  });
}

/** Why a new secret will never become good. Undefined while it still may. */
function hopeless(services: Engine, row: Rotating, error: UpstreamError): IntegrationProblem | undefined {
  if (error.failure === "rejected")
    return { code: "provider-refused", detail: `AWS refused ${error.operation} (${error.reason}).` };
  if (error.failure === "unknown" || services.clock.now() <= provableUntil(services, row)) return undefined;
  if (error.failure === "quota")
    return {
      code: "secret-slot-taken",
      detail: "The app client has two secrets already, one of them not Latchkey's. Delete that one in Cognito.",
    };
  return error.reason === "NoClearAnswer"
    ? { code: "secret-refused", detail: "Cognito did not accept the new secret in time." }
    : undefined;
}

/** From here on the rotation leads back to the old secret and ends `failed`. */
async function turnBack(
  services: Engine,
  row: Rotating,
  currentRotation: Rotation,
  call: Call,
): Promise<Integration | undefined> {
  const operation = { ...row.operation, step: "abort" as const };
  const after = { ...changed(row, services.clock.now(), { currentRotation }), operation };
  const saved = await saveAndSee(services, { before: row, after, events: [] }, call);
  return saved.mine ? (await finishRotation(services, after, {}, call)).row : saved.row;
}
