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

export const noRotation = (id: RotationId): LatchkeyError =>
  new LatchkeyError("not-found", `The integration has no rotation ${id}.`);

/** The rotation that a row is at work on. */
export function rotationIn(row: Integration): Rotation {
  if (row.currentRotation === undefined) throw new Error(`integration ${row.id} has no rotation`);
  return row.currentRotation;
}
