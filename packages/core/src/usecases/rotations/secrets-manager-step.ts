import { type IntegrationId, isIntegrationId } from "../../ids.ts";
import type { RotateOperation } from "../../operation.ts";
import { saveAndSee, takeOver } from "../../operations/change.ts";
import type { Held } from "../../operations/held.ts";
import { begin } from "../../operations/rotate/begin.ts";
import { finishRotation, type RotationWork } from "../../operations/rotate/finish-rotation.ts";
import { lookAround, type Rotatable } from "../../operations/rotate/look-around.ts";
import type { Call } from "../../ports/call.ts";
import { DEFAULT_OVERLAP, hasEnded } from "../../rotation.ts";
import type { Engine } from "../../services.ts";

/** The steps of Secrets Manager's rotation contract, in the order in which it asks for them. */
export const rotationSteps = ["createSecret", "setSecret", "testSecret", "finishSecret"] as const;

export type RotationStep = (typeof rotationSteps)[number];

/** One call of the rotation function (https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html). */
export interface StepRequest {
  readonly step: RotationStep;
  /** The secret's ARN or name. */
  readonly secretId: string;
  /** The version id of the new value. */
  readonly clientRequestToken: string;
  readonly rotationToken?: string;
}

const UNTIL = {
  createSecret: "stored",
  setSecret: "added",
  testSecret: "proven",
  finishSecret: "promoted",
} as const satisfies Record<RotationStep, RotationWork["until"]>;

/**
 * Drives a rotation for Secrets Manager by the same steps and under the same lease as one by route. Each step does what is still
 * missing up to it, so that they may repeat and come in any order after the first. Throws what Secrets Manager is to see as a failed
 * step, which it repeats.
 */
export async function secretsManagerStep(services: Engine, request: StepRequest, call: Call): Promise<void> {
  const { step, clientRequestToken: version, rotationToken } = request;
  const row = await rotated(services, request.secretId, call);
  if (row.secretVersion === version) return;
  const held = await hold(services, row, request, call);
  if (held === undefined) throw new Error(`another attempt at ${step} of ${row.id} is at work`);
  const work = { until: UNTIL[step], ...(rotationToken !== undefined && { rotationToken }) };
  const { reached } = await finishRotation(services, held, work, call);
  if (!reached) throw new Error(`${step} of ${row.id} could not be finished yet`);
}

async function rotated(services: Engine, secretId: string, call: Call): Promise<Rotatable> {
  const id = integrationIn(secretId, services.deployment.name);
  const row = id && (await services.registry.load(id, call));
  if (row === undefined) throw new Error(`${secretId} is not the secret of an integration of this deployment`);
  const { clientId } = row;
  if (row.state !== "active" || clientId === undefined) throw new Error(`integration ${row.id} is ${row.state}`);
  return { ...row, clientId };
}

/** The id in `latchkey/<deployment>/<id>`, with or without an ARN around it (whose last six characters are random). */
function integrationIn(secretId: string, deployment: string): IntegrationId | undefined {
  const [before, id = ""] = secretId.split(`latchkey/${deployment}/`);
  // Anchored: somebody else's secret may have the same words further on in its name.
  if (before !== "" && !/^arn:[^/]*:secret:$/.test(before ?? "")) return undefined;
  const bare = id.replace(/-[A-Za-z0-9]{6}$/, "");
  return isIntegrationId(bare) ? bare : undefined;
}

/** Takes the lease of the rotation with this version, or begins it. */
async function hold(
  services: Engine,
  row: Rotatable,
  { step, clientRequestToken: version }: StepRequest,
  call: Call,
): Promise<Held<RotateOperation> | undefined> {
  const { operation, currentRotation } = row;
  if (operation?.kind === "rotate" && operation.step === "stage" && currentRotation?.version === version) {
    if (operation.settlesAt > services.clock.now()) return undefined;
    return takeOver(services, { ...row, operation }, call);
  }
  if (operation !== undefined) throw new Error(`a change of ${row.id} is at work (${operation.kind})`);
  if (currentRotation !== undefined && !hasEnded(currentRotation))
    throw new Error(`rotation ${currentRotation.id} of ${row.id} is not finished: complete or abort it first`);
  if (step !== "createSecret") throw new Error(`${step} of ${row.id} before createSecret`);
  return start(services, row, version, call);
}

async function start(
  services: Engine,
  row: Rotatable,
  version: string,
  call: Call,
): Promise<Held<RotateOperation> | undefined> {
  const reason = "secrets-manager";
  const beginning = await lookAround(services, row, { reason }, call);
  const { overlapDays, retire } = row.rotation ?? DEFAULT_OVERLAP;
  const request = { startedBy: "latchkey" as const, reason, overlapDays, retire } as const;
  const change = begin(services, row, request, { ...beginning, version });
  const saved = await saveAndSee(services, change, call);
  return saved.mine ? change.after : undefined;
}
