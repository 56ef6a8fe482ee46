import { eventOf } from "../events.ts";
import type { Integration, IntegrationProblem } from "../integration.ts";
import { secretName } from "../names.ts";
import type { RegisterOperation } from "../operation.ts";
import type { Call } from "../ports/call.ts";
import type { Services } from "../services.ts";
import { changed, saveAndSee } from "./change.ts";
import type { Held } from "./held.ts";
import { removeOwnGroups } from "./own-groups.ts";

/** A failed registration stays visible for a day, so that its owner can read why. */
export const FAILED_VISIBLE_MS = 24 * 60 * 60 * 1000;

/** Turns a registration round, for good: from here on it can only be taken back. Undefined when the lease was lost. */
export async function beginUndo(
  services: Pick<Services, "registry" | "clock" | "ids">,
  row: Held<RegisterOperation>,
  problem: IntegrationProblem,
  call: Call,
): Promise<Held<RegisterOperation> | undefined> {
  if (row.operation.step === "undo") return row;
  const operation = { ...row.operation, step: "undo" as const };
  const after = { ...changed(row, services.clock.now(), { problem }), operation };
  const { mine } = await saveAndSee(services, { before: row, after, events: [] }, call);
  return mine ? after : undefined;
}

/**
 * Takes a registration back: the clients, then the secret, then the row, which becomes `failed` and frees the name. Every step can
 * be repeated. Throws `UpstreamError` when one has to be tried again later.
 */
export async function finishUndo(
  services: Pick<Services, "registry" | "appClients" | "groups" | "secrets" | "clock" | "ids" | "deployment">,
  row: Held<RegisterOperation>,
  clientIds: readonly string[],
  call: Call,
): Promise<Integration | undefined> {
  const { appClients, secrets, deployment } = services;
  for (const clientId of clientIds) await removeClient({ appClients, deployment }, row, clientId, call);
  await removeOwnGroups(services, row, call);
  // Scheduled and not at once: a creation that was repeated may land once more, which Secrets Manager refuses as long as the name is
  // scheduled for deletion.
  await secrets.remove(secretName(deployment.name, row.id), deployment.secretRecoveryDays, call);
  const now = services.clock.now();
  const after = changed(row, now, {
    state: "failed",
    operation: undefined,
    clientId: undefined,
    groups: undefined,
    expiresAt: now + FAILED_VISIBLE_MS,
    sweepAt: row.operation.attempts > 1 ? now + deployment.timing.sweepMs : undefined,
  });
  const failed = eventOf(services, row, "integration.failed", "latchkey", { code: row.problem?.code ?? "internal" });
  return (await saveAndSee(services, { before: row, after, events: [failed] }, call)).row;
}

/** Deletes a client, its style first: whether Cognito frees the style of a deleted client is undocumented. */
export async function removeClient(
  { appClients, deployment }: Pick<Services, "appClients" | "deployment">,
  row: Pick<Integration, "login">,
  clientId: string,
  call: Call,
): Promise<void> {
  if (row.login === "managed") await appClients.unbrand(deployment.pool, clientId, call);
  await appClients.remove(deployment.pool, clientId, call);
}
