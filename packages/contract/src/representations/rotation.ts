import type { IntegrationId } from "@latchkey/core/ids";
import type { Rotation, RotationPolicy } from "@latchkey/core/rotation";
import type { PolicyRepresentation, RotationRepresentation } from "../schemas/rotation.ts";
import { instant } from "./instant.ts";

/** A rotation policy as the API shows it. */
export const representPolicy = ({ everyDays, overlapDays, retire }: RotationPolicy): PolicyRepresentation => ({
  everyDays,
  overlapDays,
  retire,
});

/** A rotation as the API shows it. */
export const representRotation = (integrationId: IntegrationId, rotation: Rotation): RotationRepresentation => ({
  id: rotation.id,
  integrationId,
  state: rotation.state,
  reason: rotation.reason,
  startedAt: instant(rotation.startedAt),
  retireAt: instant(rotation.retireAt),
  retire: rotation.retire,
  endedAt: rotation.endedAt === undefined ? null : instant(rotation.endedAt),
  ...(rotation.problem && { problem: { code: rotation.problem.code, detail: rotation.problem.detail } }),
});
