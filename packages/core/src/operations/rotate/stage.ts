import { eventOf } from "../../events.ts";
import type { Integration } from "../../integration.ts";
import type { Call } from "../../ports/call.ts";
import { DAY_MS } from "../../rotation.ts";
import type { Secret } from "../../secret.ts";
import type { Engine } from "../../services.ts";
import { UpstreamError } from "../../upstream.ts";
import { changed, saveAndSee } from "../change.ts";
import { noClearAnswer, placeOf, type Rotating, rotationData, verify } from "./rotating.ts";

/** The steps that lead to two live secrets with the new one as `AWSCURRENT`. */
export type StagePart = "stored" | "added" | "proven" | "promoted";

/**
 * `fresh`: nothing of this rotation can exist yet, so that nothing need be looked up. `rotationToken`: what Secrets Manager gave its
 * rotation function.
 */
export interface StageOptions {
  readonly fresh?: boolean;
  readonly rotationToken?: string;
}

/** Stores the new value as `AWSPENDING`, or reads the one that an earlier attempt stored: it is stored before Cognito hears of it. */
export async function storeValue(
  { secrets, ids, deployment }: Engine,
  row: Rotating,
  { fresh = false, rotationToken }: StageOptions,
  call: Call,
): Promise<Secret> {
  const { secret: name } = placeOf({ deployment }, row);
  const { version: versionId } = row.currentRotation;
  const stored = fresh ? undefined : await secrets.readVersion(name, versionId, call);
  if (stored !== undefined) return stored.secret;
  const secret = ids.clientSecret();
  const pending = { name, secret, versionId, ...(rotationToken !== undefined && { rotationToken }) };
  if ((await secrets.stage(pending, call)) === "staged") return secret;
  const landed = await secrets.readVersion(name, versionId, call);
  if (landed !== undefined) return landed.secret;
  throw new UpstreamError("unknown", "secretsmanager:PutSecretValue", "ResourceExistsException");
}

/** Makes the stored value a live secret of the client; after a lost answer it is the one that was not there before. */
export async function addToClient(
  { appClients, clock, deployment }: Engine,
  row: Rotating,
  secret: Secret,
  { fresh = false }: StageOptions,
  call: Call,
): Promise<Rotating> {
  const { currentRotation: rotation } = row;
  if (rotation.secretId !== undefined) return row;
  const { pool, clientId } = placeOf({ deployment }, row);
  const live = fresh ? [] : await appClients.listSecrets(pool, clientId, call);
  const there = live.some(({ secretId }) => !rotation.knownIds.includes(secretId));
  // The id of one that is there is not recorded: that it is ours is certain only once its value has been proven.
  const added = there ? undefined : await appClients.addSecret(pool, clientId, secret, call);
  const proveUntil = rotation.proveUntil ?? clock.now() + deployment.timing.proveMs;
  return { ...row, currentRotation: { ...rotation, proveUntil, ...added } };
}

/** Throws until the token endpoint accepts the new secret; `secret-refused` is for `mayStillBecomeGood` to judge. */
export async function prove(services: Engine, row: Rotating, secret: Secret, call: Call): Promise<void> {
  if ((await verify(services, row, secret, call)) !== "accepted") throw noClearAnswer();
}

/** Moves `AWSCURRENT` to the proven secret and writes that both are live; a compromised one goes on to its retirement. */
export async function promote(services: Engine, row: Rotating, call: Call): Promise<Integration | undefined> {
  const { currentRotation: rotation, operation } = row;
  const { secret: name } = placeOf(services, row);
  await services.secrets.promote(name, { to: rotation.version, from: rotation.previousVersion }, call);
  const now = services.clock.now();
  const after = changed(row, now, {
    secretVersion: rotation.version,
    verifiedAt: now,
    currentRotation: { ...rotation, state: "overlap", retireAt: now + rotation.overlapDays * DAY_MS },
    operation: rotation.reason === "compromised" ? { ...operation, step: "retire" } : undefined,
  });
  const promoted = eventOf(services, row, "rotation.promoted", operation.startedBy, rotationData(rotation));
  return (await saveAndSee(services, { before: row, after, events: [promoted] }, call)).row;
}
