import { eventOf } from "../events.ts";
import type { Integration } from "../integration.ts";
import { secretName } from "../names.ts";
import type { RemoveOperation } from "../operation.ts";
import type { Call } from "../ports/call.ts";
import type { Engine } from "../services.ts";
import { UpstreamError } from "../upstream.ts";
import { backoff, changed, release, saveAndSee } from "./change.ts";
import type { Held } from "./held.ts";
import { removeOwnGroups } from "./own-groups.ts";
import { removeClient } from "./undo.ts";

/** A tombstone keeps the id from being used again and tells late sweeps what belongs to whom. */
export const TOMBSTONE_MS = 90 * 24 * 60 * 60 * 1000;

/**
 * Deletes what AWS holds for an integration: clients first, so that nobody signs in any more, then the secret, which stays
 * recoverable for a while; then the row becomes a tombstone. Every step can be repeated. Answers the row as it then stands; one that
 * is still `removing` is tried again later.
 */
export async function finishRemoval(
  services: Engine,
  row: Held<RemoveOperation>,
  found: readonly string[],
  call: Call,
): Promise<Integration | undefined> {
  const { deployment, clock } = services;
  const clientIds = new Set([...(row.clientId === undefined ? [] : [row.clientId]), ...found]);
  try {
    for (const clientId of clientIds) await removeClient(services, row, clientId, call);
    await removeOwnGroups(services, row, call);
    await services.secrets.remove(secretName(deployment.name, row.id), deployment.secretRecoveryDays, call);
    const now = clock.now();
    const tombstone = changed(row, now, {
      state: "removed",
      operation: undefined,
      settings: {},
      labels: {},
      verifiedAt: undefined,
      rotation: undefined,
      signUp: undefined,
      access: undefined,
      groups: undefined,
      groupsClaim: undefined,
      currentRotation: undefined,
      // A sweep that the registration has left is still to be made: without the row's client id, it takes every twin.
      sweepAt: row.operation.unknownClient || row.sweepAt !== undefined ? now + deployment.timing.sweepMs : undefined,
      expiresAt: now + TOMBSTONE_MS,
    });
    const removed = eventOf(services, row, "integration.removed", row.operation.startedBy);
    return (await saveAndSee(services, { before: row, after: tombstone, events: [removed] }, call)).row;
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    services.log.warn("removal not finished; it will be tried again", { integrationId: row.id, reason: error.reason });
    return release(services, row, {
      pending: error.failure === "unknown",
      unknownClient: row.operation.unknownClient,
      waitMs: backoff(row.operation.attempts, deployment.timing),
    });
  }
}
