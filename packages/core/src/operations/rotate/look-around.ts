import { clientGone, LatchkeyError, secretGone } from "../../errors.ts";
import type { Integration } from "../../integration.ts";
import { secretName } from "../../names.ts";
import type { Call } from "../../ports/call.ts";
import { hasEnded } from "../../rotation.ts";
import type { Engine } from "../../services.ts";
import type { Beginning, RotationRequest } from "./begin.ts";

/** A row whose client is there to be given a second secret. */
export type Rotatable = Integration & { readonly clientId: string };

/** Which secrets there are, in Cognito and in Secrets Manager. Throws when there is nothing to rotate, or no room. */
export async function lookAround(
  { appClients, secrets, deployment }: Pick<Engine, "appClients" | "secrets" | "deployment">,
  row: Rotatable,
  { reason }: Pick<RotationRequest, "reason">,
  call: Call,
): Promise<Beginning> {
  const [live, current] = await Promise.all([
    appClients.listSecrets(deployment.pool, row.clientId, call),
    secrets.read(secretName(deployment.name, row.id), call),
  ]);
  if (live.length === 0) throw clientGone(row.id);
  if (current === undefined) throw secretGone(row.id);
  const knownIds = live.map(({ secretId }) => secretId);
  const overtakes = row.currentRotation !== undefined && !hasEnded(row.currentRotation);
  const step = reason === "compromised" && (overtakes || live.length > 1) ? "clear" : "stage";
  if (step === "stage" && live.length > 1) throw slotTaken(knownIds);
  return { step, knownIds, previousVersion: current.versionId };
}

const slotTaken = (ids: readonly string[]): LatchkeyError =>
  new LatchkeyError(
    "secret-slot-taken",
    `The app client has two secrets already (${ids.join(", ")}), as many as Cognito allows, and one of them is not Latchkey's. Delete that one in Cognito, or rotate with the reason compromised, which leaves only a new one.`,
  );
