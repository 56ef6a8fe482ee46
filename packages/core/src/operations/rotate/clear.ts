import type { ClientSecretEntry } from "../../ports/app-clients.ts";
import type { Call } from "../../ports/call.ts";
import type { Rotation } from "../../rotation.ts";
import type { Engine } from "../../services.ts";
import { UpstreamError } from "../../upstream.ts";
import { changed, saveAndSee } from "../change.ts";
import { placeOf, type Rotating, rotatingOf } from "./rotating.ts";

/**
 * Makes room for the new secret of a compromised client that has two: of both only the one that is `AWSCURRENT` stays until the new
 * one has taken its place. Undefined when the lease was lost.
 */
export async function clear(services: Engine, row: Rotating, call: Call): Promise<Rotating | undefined> {
  const { appClients, secrets } = services;
  const { pool, clientId, secret: name } = placeOf(services, row);
  const live = await appClients.listSecrets(pool, clientId, call);
  const current = await secrets.read(name, call);
  if (current === undefined) throw new UpstreamError("rejected", "secretsmanager:GetSecretValue", "ResourceNotFound");
  const kept = keptSecret(live, current.versionId, row.currentRotation.overtook);
  for (const { secretId } of live) if (secretId !== kept) await appClients.removeSecret(pool, clientId, secretId, call);
  const currentRotation = {
    ...row.currentRotation,
    knownIds: kept === undefined ? [] : [kept],
    previousVersion: current.versionId,
  };
  const operation = { ...row.operation, step: "stage" as const };
  const after = { ...changed(row, services.clock.now(), { currentRotation }), operation };
  const { mine } = await saveAndSee(services, { before: row, after, events: [] }, call);
  return mine ? rotatingOf(after) : undefined;
}

/**
 * Which of the live secrets `AWSCURRENT` holds: by the rotation that was overtaken, or else the oldest, which the client was
 * created with.
 */
function keptSecret(
  live: readonly ClientSecretEntry[],
  currentVersion: string,
  overtook: Rotation["overtook"],
): string | undefined {
  const oldest = live[0]?.secretId;
  if (overtook === undefined) return oldest;
  const wasThere = ({ secretId }: ClientSecretEntry): boolean => overtook.knownIds.includes(secretId);
  const hadMoved = currentVersion === overtook.version;
  return live.find((entry) => wasThere(entry) !== hadMoved)?.secretId ?? oldest;
}
