import { eventOf } from "../../events.ts";
import type { Integration, IntegrationProblem } from "../../integration.ts";
import type { Call } from "../../ports/call.ts";
import type { Engine } from "../../services.ts";
import { changed, saveAndSee } from "../change.ts";
import { noClearAnswer, placeOf, type Rotating, rotationData, verify } from "./rotating.ts";

/** Deletes the old secret, once more after a proof that `AWSCURRENT` is the new one and good. */
export async function retire(services: Engine, row: Rotating, call: Call): Promise<Integration | undefined> {
  const { appClients, secrets, clock } = services;
  const { currentRotation: rotation } = row;
  const { pool, clientId, secret: name } = placeOf(services, row);
  const current = await secrets.read(name, call);
  const patient = clock.now() <= row.operation.startedAt + services.deployment.timing.proveMs;
  if (current?.versionId !== rotation.version) {
    // A compromised one is retired at once: what was promoted a moment ago need not be read yet.
    const isPast = rotation.reason === "compromised" && current?.versionId === rotation.previousVersion;
    if (patient && isPast) throw noClearAnswer();
    return stop(services, row, CURRENT_MOVED, call);
  }
  const verdict = await verify(services, row, current.secret, call);
  if (verdict === "refused" && !patient) return stop(services, row, NEW_REFUSED, call);
  if (verdict !== "accepted") throw noClearAnswer();
  for (const secretId of rotation.knownIds) await appClients.removeSecret(pool, clientId, secretId, call);
  const now = clock.now();
  const after = changed(row, now, {
    operation: undefined,
    verifiedAt: now,
    currentRotation: { ...rotation, state: "completed", endedAt: now },
  });
  const completed = eventOf(services, row, "rotation.completed", row.operation.startedBy, rotationData(rotation));
  return (await saveAndSee(services, { before: row, after, events: [completed] }, call)).row;
}

/**
 * Ends the operation without an effect, because going on could take the last good secret away. Both stay live until somebody has
 * looked: nothing is retired by schedule any more.
 */
export async function stop(
  services: Engine,
  row: Rotating,
  problem: IntegrationProblem,
  call: Call,
): Promise<Integration | undefined> {
  const now = services.clock.now();
  const currentRotation = {
    ...row.currentRotation,
    state: "overlap" as const,
    retire: "acknowledged" as const,
    problem,
  };
  const after = changed(row, now, { operation: undefined, currentRotation });
  services.log.warn("rotation stopped", { integrationId: row.id, rotationId: currentRotation.id, code: problem.code });
  return (await saveAndSee(services, { before: row, after, events: [] }, call)).row;
}

const CURRENT_MOVED: IntegrationProblem = {
  code: "secret-refused",
  detail:
    "AWSCURRENT was moved in Secrets Manager by somebody else, so that the old secret may still be in use. Nothing was deleted. Abort this rotation, or start one with the reason compromised.",
};

const NEW_REFUSED: IntegrationProblem = {
  code: "secret-refused",
  detail:
    "Cognito refuses the new secret, so that the old one was not deleted. Abort this rotation and start another one.",
};
