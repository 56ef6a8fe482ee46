import { clientGone, LatchkeyError, operationOpen, secretGone } from "../../errors.ts";
import type { Integration } from "../../integration.ts";
import { secretName } from "../../names.ts";
import type { Call } from "../../ports/call.ts";
import { hasEnded } from "../../rotation.ts";
import type { Engine } from "../../services.ts";
import { isUnchanged } from "../is-unchanged.ts";
import type { Beginning, RotationRequest } from "./begin.ts";

/** A row whose client is there to be given a second secret. */
export type Rotatable = Integration & { readonly clientId: string };

/** Which secrets there are, in Cognito and in Secrets Manager. Throws when there is nothing to rotate, or no room. */
export async function lookAround(
  services: Pick<Engine, "appClients" | "secrets" | "registry" | "clock" | "deployment">,
  row: Rotatable,
  { reason }: Pick<RotationRequest, "reason">,
  call: Call,
): Promise<Beginning> {
  const { appClients, secrets, deployment } = services;
  const [live, current] = await Promise.all([
    appClients.listSecrets(deployment.pool, row.clientId, call),
    secrets.read(secretName(deployment.name, row.id), call),
  ]);
  const knownIds = live.map(({ secretId }) => secretId);
  if (live.length === 0) throw await refusal(services, row, clientGone(row.id), call);
  if (current === undefined) throw await refusal(services, row, secretGone(row.id), call);
  const overtakes = row.currentRotation !== undefined && !hasEnded(row.currentRotation);
  const step = reason === "compromised" && (overtakes || live.length > 1) ? "clear" : "stage";
  if (step === "stage" && live.length > 1) throw await refusal(services, row, slotTaken(knownIds), call);
  return { step, knownIds, previousVersion: current.versionId };
}

/** Nobody is told to delete a secret that somebody else's rotation has just added. */
async function refusal(
  { registry, clock }: Pick<Engine, "registry" | "clock">,
  row: Rotatable,
  found: LatchkeyError,
  call: Call,
): Promise<LatchkeyError> {
  const now = clock.now();
  return (await isUnchanged({ registry }, row, call)) ? found : operationOpen(row.id, { leaseUntil: now, now });
}

const slotTaken = (ids: readonly string[]): LatchkeyError =>
  new LatchkeyError(
    "secret-slot-taken",
    `The app client has two secrets already (${ids.join(", ")}), as many as Cognito allows, and one of them is not Latchkey's. Delete that one in Cognito, or rotate with the reason compromised, which leaves only a new one.`,
  );
