import type { Integration } from "../integration.ts";
import { secretName } from "../names.ts";
import type { OAuthClient } from "../oauth-client.ts";
import type { RegisterOperation } from "../operation.ts";
import type { Call } from "../ports/call.ts";
import type { StoredSecret } from "../ports/secret-store.ts";
import type { Engine } from "../services.ts";
import { UpstreamError } from "../upstream.ts";
import { backoff, release } from "./change.ts";
import type { Held } from "./held.ts";
import { ensureGroups } from "./own-groups.ts";
import { commit, createClient, newSecret, problemOf } from "./provision.ts";
import { beginUndo, finishUndo, removeClient } from "./undo.ts";

/**
 * Completes a registration that an earlier attempt left half done, one call after the other. `found` are the clients that carry the
 * integration's mark; the caller has made sure that no call of an earlier attempt can land any more. Ends with exactly one client
 * and the secret that it was made with, or with nothing. Answers the row as it then stands; one that is still `provisioning` is
 * tried again later.
 */
export async function finishRegistration(
  services: Engine,
  row: Held<RegisterOperation>,
  found: readonly string[],
  call: Call,
): Promise<Integration | undefined> {
  if (row.operation.step === "undo") return undo(services, row, found, call);
  const connector = services.catalogue.get(row.connector);
  if (connector === undefined) throw new Error(`integration ${row.id} names a connector that is not in the catalogue`);
  let creating = false;
  try {
    const stored = await storedSecret(services, row, call);
    const client = connector.client(row.settings);
    const adopted = await adopt(services, row, { client, stored, found }, call);
    creating = adopted === undefined;
    const clientId = adopted ?? (await createClient(services, row, client, stored.secret, call));
    creating = false;
    if (row.login === "managed") await services.appClients.brand(services.deployment.pool, clientId, call);
    await ensureGroups(services, row, row, call);
    const provisioned = {
      clientId,
      secretArn: stored.arn,
      secretVersion: stored.versionId,
      ...(adopted !== undefined && { verifiedAt: services.clock.now() }),
    };
    return (await commit(services, row, provisioned, { sweep: true, reveals: false }, call)).row;
  } catch (error) {
    return recoverFrom(services, row, { error, creating, found }, call);
  }
}

async function recoverFrom(
  services: Engine,
  row: Held<RegisterOperation>,
  {
    error,
    creating,
    found,
  }: { readonly error: unknown; readonly creating: boolean; readonly found: readonly string[] },
  call: Call,
): Promise<Integration | undefined> {
  if (!(error instanceof UpstreamError)) throw error;
  const problem = problemOf(error);
  if (problem !== undefined) {
    const undoing = await beginUndo(services, row, problem, call);
    // A refusal while branding leaves a client that this pass has made: only a new list finds it for certain.
    if (undoing !== undefined && creating) return undo(services, undoing, found, call);
    return undoing && release(services, undoing, { pending: false, unknownClient: true, waitMs: 0 });
  }
  services.log.warn("registration not finished; it will be tried again", {
    integrationId: row.id,
    reason: error.reason,
  });
  return release(services, row, {
    pending: error.failure === "unknown",
    // Refused for its rate, the create had no effect: the next attempt need not list.
    unknownClient: !(creating && error.failure !== "unknown"),
    waitMs: backoff(row.operation.attempts, services.deployment.timing),
  });
}

async function undo(
  services: Engine,
  row: Held<RegisterOperation>,
  clientIds: readonly string[],
  call: Call,
): Promise<Integration | undefined> {
  try {
    return await finishUndo(services, row, clientIds, call);
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    services.log.warn("undo not finished; it will be tried again", { integrationId: row.id, reason: error.reason });
    const waitMs = backoff(row.operation.attempts, services.deployment.timing);
    return release(services, row, { pending: error.failure === "unknown", unknownClient: true, waitMs });
  }
}

/** The secret that an earlier attempt stored, or a new one. */
async function storedSecret(services: Engine, row: Held<RegisterOperation>, call: Call): Promise<StoredSecret> {
  const name = secretName(services.deployment.name, row.id);
  const found = await services.secrets.read(name, call);
  if (found !== undefined) return found;
  const secret = services.ids.clientSecret();
  const created = await services.secrets.create(newSecret(services, row, secret), call);
  if (created.kind === "created") return { arn: created.arn, versionId: created.versionId, secret };
  // Not readable a moment ago, yet taken: an earlier attempt's creation has just become visible.
  throw new UpstreamError("unknown", "secretsmanager:CreateSecret", "ResourceExistsException");
}

/** Keeps the one client that the stored secret authenticates and deletes the others. Undefined when there is none. */
async function adopt(
  services: Engine,
  row: Held<RegisterOperation>,
  {
    client,
    stored,
    found,
  }: { readonly client: OAuthClient; readonly stored: StoredSecret; readonly found: readonly string[] },
  call: Call,
): Promise<string | undefined> {
  const { tokens, deployment } = services;
  const redirectUri = client.callbackUrls[0] ?? "";
  let kept: string | undefined;
  for (const clientId of found) {
    const verdict = await tokens.verify({ pool: deployment.pool, clientId, secret: stored.secret, redirectUri }, call);
    if (verdict === "unknown") throw new UpstreamError("throttled", "cognito-idp:token", "NoClearAnswer");
    if (verdict === "accepted" && kept === undefined) kept = clientId;
    else await removeClient(services, row, clientId, call);
  }
  return kept;
}
