import { eventOf } from "../../events.ts";
import type { Integration, IntegrationProblem } from "../../integration.ts";
import type { Call } from "../../ports/call.ts";
import type { Engine } from "../../services.ts";
import { changed, saveAndSee } from "../change.ts";
import { stop } from "./retire.ts";
import { noClearAnswer, placeOf, provableUntil, type Rotating, rotationData, verify } from "./rotating.ts";

/**
 * Leads back to exactly one live secret, the one from before: `AWSCURRENT` moves back if it had moved, after a proof that the old
 * secret is still good, the added secret is deleted, `AWSPENDING` removed. A rotation with a problem ends `failed`.
 */
export async function abort(services: Engine, row: Rotating, call: Call): Promise<Integration | undefined> {
  const { appClients, secrets } = services;
  const { currentRotation: rotation } = row;
  const { pool, clientId, secret: name } = placeOf(services, row);
  if ((await secrets.read(name, call))?.versionId === rotation.version) {
    const good = await oldSecretIsGood(services, row, call);
    if (!good) return stop(services, row, OLD_REFUSED, call);
    await secrets.promote(name, { to: rotation.previousVersion, from: rotation.version }, call);
  }
  const added = rotation.secretId ?? (await unrecordedSecret(services, row, call));
  if (added !== undefined) await appClients.removeSecret(pool, clientId, added, call);
  // Not only this rotation's: one that it has overtaken may have left its own.
  await secrets.unstage({ name, current: rotation.previousVersion }, call);
  return ended(services, row, call);
}

async function ended(services: Engine, row: Rotating, call: Call): Promise<Integration | undefined> {
  const { currentRotation: rotation, operation } = row;
  const now = services.clock.now();
  const failed = rotation.problem !== undefined;
  const after = changed(row, now, {
    operation: undefined,
    secretVersion: rotation.previousVersion,
    verifiedAt: undefined,
    currentRotation: { ...rotation, state: failed ? "failed" : "aborted", endedAt: now },
  });
  const event = failed
    ? eventOf(services, row, "rotation.failed", "latchkey", {
        ...rotationData(rotation),
        code: rotation.problem?.code ?? "internal",
      })
    : eventOf(services, row, "rotation.aborted", operation.startedBy, rotationData(rotation));
  return (await saveAndSee(services, { before: row, after, events: [event] }, call)).row;
}

/** False when it is certain that there is no way back. */
async function oldSecretIsGood(services: Engine, row: Rotating, call: Call): Promise<boolean> {
  const { secret: name } = placeOf(services, row);
  const old = await services.secrets.readVersion(name, row.currentRotation.previousVersion, call);
  if (old === undefined) return false;
  const verdict = await verify(services, row, old.secret, call);
  if (verdict === "refused") return false;
  if (verdict === "unknown") throw noClearAnswer();
  return true;
}

/**
 * A secret that was added with a lost answer: one that was not there before, and that the stored value proves to be ours. One that
 * it does not prove belongs to somebody else, who may be using it.
 */
async function unrecordedSecret(services: Engine, row: Rotating, call: Call): Promise<string | undefined> {
  const { currentRotation: rotation } = row;
  const { pool, clientId, secret: name } = placeOf(services, row);
  const live = await services.appClients.listSecrets(pool, clientId, call);
  const added = live.find(({ secretId }) => !rotation.knownIds.includes(secretId));
  if (added === undefined) return undefined;
  const stored = await services.secrets.readVersion(name, rotation.version, call);
  if (stored === undefined) return undefined;
  const verdict = await verify(services, row, stored.secret, call);
  if (verdict === "accepted") return added.secretId;
  if (verdict === "unknown" || services.clock.now() <= provableUntil(services, row)) throw noClearAnswer();
  services.log.warn("left a client secret that is not ours", { integrationId: row.id, secretId: added.secretId });
  return undefined;
}

const OLD_REFUSED: IntegrationProblem = {
  code: "secret-refused",
  detail:
    "Cognito refuses the old secret, so that there is no way back to it. Complete this rotation, or start one with the reason compromised.",
};
