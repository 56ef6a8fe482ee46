import { secretsManagerStep } from "@latchkey/core/usecases/rotations/secrets-manager-step";
import { readRotationEvent } from "@latchkey/triggers/rotation-event";
import { deadline } from "../wiring/deadline.ts";
import { provisioning } from "../wiring/provisioning.ts";

/** Secrets Manager's rotation contract: it repeats a step that throws. */
export async function handler(event: unknown): Promise<void> {
  const step = readRotationEvent(event);
  await secretsManagerStep(provisioning, step, { signal: AbortSignal.timeout(deadline.maxMs) });
}
