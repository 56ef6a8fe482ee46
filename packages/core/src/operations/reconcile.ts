import { type IntegrationId, isIntegrationId } from "../ids.ts";
import type { Integration } from "../integration.ts";
import type { Call } from "../ports/call.ts";
import type { Services } from "../services.ts";
import { changed, saveAndSee, takeOver } from "./change.ts";
import { finishRegistration } from "./finish-registration.ts";
import { finishRemoval } from "./finish-removal.ts";
import type { Held } from "./provision.ts";
import { removeClient } from "./undo.ts";

/** What one pass did: integrations by how they now stand, and late twins deleted. */
export interface ReconcileReport {
  readonly finished: number;
  readonly pending: number;
  readonly swept: number;
}

type Found = ReadonlyMap<IntegrationId, readonly string[]>;

/**
 * One pass over everything that is due: takes the lease of each open operation whose holder is gone, lists the pool's clients once
 * for all of them, and finishes or undoes each; then looks for clients that landed late. `limit` bounds the rows of one pass. Never
 * touches a client that does not carry the mark of one of the rows at hand: it may belong to another deployment or a restored table.
 */
export async function reconcile(services: Services, limit: number, call: Call): Promise<ReconcileReport> {
  const due = await services.registry.due(services.clock.now(), limit, call);
  const held: Held[] = [];
  const sweeps: Integration[] = [];
  for (const row of due) {
    if (!hasOperation(row)) sweeps.push(row);
    else {
      const taken = await takeOver(services, row, call);
      if (taken !== undefined) held.push(taken);
    }
  }
  const mustList = sweeps.length > 0 || held.some((row) => row.operation.unknownClient);
  const found = mustList ? await listMarked(services, call) : new Map<IntegrationId, readonly string[]>();
  let finished = 0;
  for (const row of held) {
    const after = await finish(services, row, found.get(row.id) ?? [], call);
    if (after?.operation === undefined) finished += 1;
  }
  let swept = 0;
  for (const row of sweeps) swept += await sweep(services, row, found, call);
  return { finished, pending: held.length - finished, swept };
}

const hasOperation = (row: Integration): row is Held => row.operation !== undefined;

/** Continues an operation whose lease we hold, whatever its kind. */
export async function finish(
  services: Services,
  row: Held,
  found: readonly string[],
  call: Call,
): Promise<Integration | undefined> {
  switch (row.operation.kind) {
    case "register":
      return finishRegistration(services, row, found, call);
    case "remove":
      return finishRemoval(services, row, found, call);
  }
}

/** The clients that carry the mark of this deployment, by integration: `latchkey.<deployment>.<id> ...`, anchored. */
async function listMarked({ appClients, deployment }: Services, call: Call): Promise<Found> {
  const prefix = `latchkey.${deployment.name}.`;
  const marked = new Map<IntegrationId, string[]>();
  for await (const { clientId, name } of appClients.list(deployment.pool, call)) {
    if (!name.startsWith(prefix)) continue;
    const [id = ""] = name.slice(prefix.length).split(" ", 1);
    if (isIntegrationId(id)) marked.set(id, [...(marked.get(id) ?? []), clientId]);
  }
  return marked;
}

/** Deletes the twins of a finished integration that became visible only now. Answers how many. */
async function sweep(services: Services, row: Integration, found: Found, call: Call): Promise<number> {
  const keep = row.state === "active" ? row.clientId : undefined;
  const twins = (found.get(row.id) ?? []).filter((clientId) => clientId !== keep);
  for (const clientId of twins) {
    await removeClient(services, row, clientId, call);
    services.log.warn("deleted an app client that landed late", { integrationId: row.id, clientId });
  }
  await saveAndSee(services, row, changed(row, services.clock.now(), { sweepAt: undefined }), [], call);
  return twins.length;
}
