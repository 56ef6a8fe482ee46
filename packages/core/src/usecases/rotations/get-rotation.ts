import { type Caller, maySee } from "../../caller.ts";
import { LatchkeyError, notFound } from "../../errors.ts";
import type { IntegrationId, RotationId } from "../../ids.ts";
import { type Integration, isVisible } from "../../integration.ts";
import type { Call } from "../../ports/call.ts";
import type { Rotation } from "../../rotation.ts";
import type { Services } from "../../services.ts";

export interface RotationRef {
  readonly caller: Caller;
  readonly id: IntegrationId;
  readonly rotation: RotationId;
}

/** One rotation of an integration that the caller may see, under way or ended. Throws `not-found`. */
export async function getRotation(
  { registry, clock }: Pick<Services, "registry" | "clock">,
  { caller, id, rotation }: RotationRef,
  call: Call,
): Promise<Rotation> {
  const [row, stored] = await Promise.all([registry.load(id, call), registry.rotation(id, rotation, call)]);
  if (row === undefined || !isVisible(row, clock.now()) || !maySee(caller, row.owner)) throw notFound(id);
  if (stored === undefined) throw noRotation(rotation);
  return stored;
}

const noRotation = (id: RotationId): LatchkeyError =>
  new LatchkeyError("not-found", `The integration has no rotation ${id}.`);

/**
 * What has become of a rotation, given the row after work on it: as it stands there, or as it ended when something stronger has taken its
 * place meanwhile. Throws `not-found` when the integration was removed.
 */
export async function rotationAfter(
  { registry, clock }: Pick<Services, "registry" | "clock">,
  row: Integration,
  id: RotationId,
  call: Call,
): Promise<Rotation> {
  if (row.currentRotation?.id === id) return row.currentRotation;
  if (!isVisible(row, clock.now())) throw notFound(row.id);
  const stored = await registry.rotation(row.id, id, call);
  if (stored === undefined) throw noRotation(id);
  return stored;
}
