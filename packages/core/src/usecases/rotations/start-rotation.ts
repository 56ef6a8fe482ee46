import { type Caller, maySee } from "../../caller.ts";
import { LatchkeyError, notFound, operationOpen } from "../../errors.ts";
import type { IntegrationId } from "../../ids.ts";
import { type Integration, isVisible } from "../../integration.ts";
import { isWaiting, saveAndSee } from "../../operations/change.ts";
import { begin, type RotationRequest } from "../../operations/rotate/begin.ts";
import { finishRotation } from "../../operations/rotate/finish-rotation.ts";
import { lookAround, type Rotatable } from "../../operations/rotate/look-around.ts";
import { rotatingOf } from "../../operations/rotate/rotating.ts";
import type { Call } from "../../ports/call.ts";
import type { IdempotencyClaim } from "../../ports/registry.ts";
import { DEFAULT_OVERLAP, hasEnded, type Retirement, type Rotation } from "../../rotation.ts";
import type { Engine } from "../../services.ts";
import { IDEMPOTENCY_MS, keyReused } from "../idempotency.ts";
import { rotationAfter } from "./get-rotation.ts";

export interface StartRotationRequest {
  readonly caller: Caller;
  readonly id: IntegrationId;
  readonly reason: "requested" | "compromised";
  /** The integration's policy, or the default, where absent. */
  readonly overlapDays?: number;
  readonly retire?: Retirement;
  readonly idempotency?: { readonly key: string; readonly requestHash: string };
}

/** `staging` means that the reconciler goes on with it. */
export interface StartedRotation {
  readonly integrationId: IntegrationId;
  readonly rotation: Rotation;
  /** Answered from an earlier use of the same idempotency key. */
  readonly replayed: boolean;
}

/**
 * Gives an integration a second live secret and makes it `AWSCURRENT`; the first stays good until it is retired. A compromised one
 * is retired at once, and overtakes whatever is open. Throws `LatchkeyError`; nothing was begun then.
 */
export async function startRotation(
  services: Engine,
  request: StartRotationRequest,
  call: Call,
): Promise<StartedRotation> {
  const { registry, clock } = services;
  const { caller, id, idempotency } = request;
  const now = clock.now();
  const [row, claim] = await Promise.all([
    registry.load(id, call),
    idempotency && registry.claim(caller.owner, idempotency.key, now, call),
  ]);
  if (row === undefined || !isVisible(row, now) || !maySee(caller, row.owner)) throw notFound(id);
  if (claim !== undefined) return replay(services, request, claim, call);
  const ready = rotatable(row, request, now);
  const beginning = await lookAround(services, ready, request, call);
  const change = begin(services, ready, rotationRequest(ready, request), beginning);
  const bound = idempotency && {
    claim: {
      owner: caller.owner,
      ...idempotency,
      integrationId: id,
      rotationId: change.after.currentRotation?.id,
      expiresAt: now + IDEMPOTENCY_MS,
    } as IdempotencyClaim,
  };
  const saved = await saveAndSee(services, { ...change, ...bound }, call);
  if (saved.refused?.kind === "key-used") return replay(services, request, saved.refused.claim, call);
  if (!saved.mine) throw saved.unknown ?? operationOpen(id, { leaseUntil: now, now });
  const begun = rotatingOf(change.after);
  const { currentRotation: started } = begun;
  if (isWaiting(begun.operation)) return { integrationId: id, rotation: started, replayed: false };
  const fresh = beginning.step === "stage";
  const { row: after = begun } = await finishRotation(services, begun, { fresh }, call);
  const rotation = await rotationAfter(services, after, started.id, call);
  return { integrationId: id, rotation, replayed: false };
}

function rotatable(row: Integration, { reason }: StartRotationRequest, now: number): Rotatable {
  const { operation, clientId, currentRotation, state } = row;
  const compromised = reason === "compromised";
  const open = operation !== undefined && (state === "active" || state === "updating");
  if (open && !compromised) throw operationOpen(row.id, { leaseUntil: operation.leaseUntil, now });
  if ((state !== "active" && state !== "updating") || clientId === undefined)
    throw new LatchkeyError("not-ready", `The integration is ${state}; only an active one has a secret to rotate.`, {
      ...(state === "provisioning" && { retryAfter: 2 }),
      members: { state },
    });
  if (currentRotation !== undefined && !hasEnded(currentRotation) && !compromised) throw rotationOpen(currentRotation);
  return { ...row, clientId };
}

const rotationOpen = ({ id, state }: Rotation): LatchkeyError =>
  new LatchkeyError(
    "rotation-open",
    `The rotation ${id} is not finished (${state}), and Cognito allows two live secrets. Complete or abort it first.`,
    { members: { rotationId: id, state } },
  );

function rotationRequest(
  { rotation: policy }: Integration,
  { caller, reason, overlapDays, retire }: StartRotationRequest,
): RotationRequest {
  return {
    startedBy: caller.owner,
    reason,
    overlapDays: overlapDays ?? policy?.overlapDays ?? DEFAULT_OVERLAP.overlapDays,
    retire: retire ?? policy?.retire ?? DEFAULT_OVERLAP.retire,
  };
}

async function replay(
  { registry, clock }: Engine,
  { idempotency }: StartRotationRequest,
  claim: IdempotencyClaim,
  call: Call,
): Promise<StartedRotation> {
  const { integrationId, rotationId, requestHash } = claim;
  if (requestHash !== idempotency?.requestHash || rotationId === undefined) throw keyReused();
  const [row, stored] = await Promise.all([
    registry.load(integrationId, call),
    registry.rotation(integrationId, rotationId, call),
  ]);
  if (stored === undefined) throw notFound(integrationId);
  const now = clock.now();
  const operation = row?.currentRotation?.id === rotationId ? row.operation : undefined;
  // Between attempts nobody holds it, and nothing is to be waited for.
  if (stored.state === "staging" && operation !== undefined && operation.settlesAt > now && !isWaiting(operation))
    throw new LatchkeyError(
      "in-flight",
      `The first request with this Idempotency-Key is still at work on ${rotationId}.`,
      {
        retryAfter: Math.max(1, Math.ceil((operation.leaseUntil - now) / 1000)),
        members: { integrationId },
      },
    );
  return { integrationId, rotation: stored, replayed: true };
}
