import { type Caller, maySee } from "../caller.ts";
import { LatchkeyError, notFound } from "../errors.ts";
import { eventOf } from "../events.ts";
import type { IntegrationId } from "../ids.ts";
import { type Integration, isVisible } from "../integration.ts";
import { changed, leased, saveAndSee } from "../operations/change.ts";
import { finishRemoval, TOMBSTONE_MS } from "../operations/finish-removal.ts";
import type { Held } from "../operations/provision.ts";
import type { Call } from "../ports/call.ts";
import type { Services } from "../services.ts";

/** For so long a repeated removal is answered like the first. */
const REPEATABLE_MS = 24 * 60 * 60 * 1000;

/** `removing` means that the reconciler finishes it. */
export interface Removal {
  readonly state: "removed" | "removing";
}

/**
 * Removes an integration: its name is free at once, then its client goes, then its secret. It supersedes an open registration, which
 * the reconciler then cleans up once its calls can land no more. Safe to repeat. Throws `not-found`, also for somebody else's.
 */
export async function remove(
  services: Services,
  { caller, id }: { readonly caller: Caller; readonly id: IntegrationId },
  call: Call,
): Promise<Removal> {
  const row = await services.registry.load(id, call);
  const now = services.clock.now();
  if (row === undefined || !maySee(caller, row.owner)) throw notFound(id);
  if (row.state === "removed" && now - row.updatedAt < REPEATABLE_MS) return { state: "removed" };
  if (!isVisible(row, now)) throw notFound(id);
  if (row.state === "removing") return { state: "removing" };
  const { mine, row: stored } = await begin(services, caller, row, call);
  if (!mine) throw lostRace(id);
  if (stored?.state === "removed") return { state: "removed" };
  // Superseded: the registration's own calls may still land, so that the reconciler has to wait for them and list.
  if (stored?.operation === undefined || stored.operation.unknownClient) return { state: "removing" };
  const after = await finishRemoval(services, { ...stored, operation: stored.operation }, [], call);
  return { state: after?.state === "removing" ? "removing" : "removed" };
}

function begin(services: Services, caller: Caller, row: Integration, call: Call): ReturnType<typeof saveAndSee> {
  const after = row.state === "failed" ? buried(services, row) : removing(services, caller, row);
  const event = eventOf(
    services,
    row,
    after.state === "removed" ? "integration.removed" : "integration.removing",
    caller.owner,
  );
  return saveAndSee(services, row, after, [event], call);
}

/** A failed registration left nothing in AWS: its row alone goes. */
const buried = ({ clock }: Services, row: Integration): Integration =>
  changed(row, clock.now(), { state: "removed", settings: {}, labels: {}, expiresAt: clock.now() + TOMBSTONE_MS });

function removing({ clock, ids, deployment }: Services, caller: Caller, row: Integration): Held {
  const now = clock.now();
  const open = row.operation;
  const operation = {
    id: ids.operation(),
    kind: "remove" as const,
    step: "delete" as const,
    startedBy: caller.owner,
    startedAt: now,
    attempts: 0,
    leaseUntil: now,
    settlesAt: now,
    unknownClient: open !== undefined,
  };
  const held = leased(operation, now, deployment.timing);
  const superseding = open && { ...operation, settlesAt: Math.max(open.settlesAt, now) };
  return {
    ...changed(row, now, { state: "removing", epoch: row.epoch + 1, verifiedAt: undefined }),
    operation: superseding ?? held,
  };
}

const lostRace = (id: IntegrationId): LatchkeyError =>
  new LatchkeyError(
    "operation-open",
    `Another change of ${id} was faster. Look at it again, then repeat this one if it is still wanted.`,
    {
      retryAfter: 1,
      members: { integrationId: id },
    },
  );
