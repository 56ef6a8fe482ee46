import { type Caller, maySee } from "../caller.ts";
import { notFound, operationOpen } from "../errors.ts";
import { eventOf } from "../events.ts";
import type { IntegrationId } from "../ids.ts";
import { type Integration, isVisible } from "../integration.ts";
import { type RemoveOperation, updateIn } from "../operation.ts";
import { changed, deferred, isWaiting, opened, overtaking, saveAndSee } from "../operations/change.ts";
import { finishRemoval, TOMBSTONE_MS } from "../operations/finish-removal.ts";
import type { Held } from "../operations/held.ts";
import { overtakenEvent } from "../operations/rotate/begin.ts";
import type { Call } from "../ports/call.ts";
import { superseded } from "../rotation.ts";
import type { Engine } from "../services.ts";

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
  services: Engine,
  { caller, id }: { readonly caller: Caller; readonly id: IntegrationId },
  call: Call,
): Promise<Removal> {
  const row = await services.registry.load(id, call);
  const now = services.clock.now();
  if (row === undefined || !maySee(caller, row.owner)) throw notFound(id);
  if (row.state === "removed" && now - row.updatedAt < REPEATABLE_MS) return { state: "removed" };
  if (!isVisible(row, now)) throw notFound(id);
  if (row.state === "removing") return { state: "removing" };
  const { mine, row: stored, unknown } = await begin(services, caller, row, call);
  if (!mine) throw unknown ?? operationOpen(id, { leaseUntil: now, now });
  if (stored?.state === "removed") return { state: "removed" };
  // Superseded: the registration's own calls may still land, so that the reconciler has to wait for them and list.
  if (stored?.operation?.kind !== "remove" || isWaiting(stored.operation)) return { state: "removing" };
  const after = await finishRemoval(services, { ...stored, operation: stored.operation }, [], call);
  return { state: after?.state === "removing" ? "removing" : "removed" };
}

function begin(services: Engine, caller: Caller, row: Integration, call: Call): ReturnType<typeof saveAndSee> {
  const after = row.state === "failed" ? buried(services, row) : removing(services, caller, row);
  const event = eventOf(
    services,
    row,
    after.state === "removed" ? "integration.removed" : "integration.removing",
    caller.owner,
  );
  const events = [...overtakenEvent(services, row, caller.owner), event];
  return saveAndSee(services, { before: row, after, events }, call);
}

/** A failed registration left nothing in AWS: its row alone goes. */
const buried = ({ clock }: Engine, row: Integration): Integration =>
  changed(row, clock.now(), {
    state: "removed",
    settings: {},
    labels: {},
    rotation: undefined,
    signUp: undefined,
    access: undefined,
    expiresAt: clock.now() + TOMBSTONE_MS,
  });

function removing(services: Engine, caller: Caller, row: Integration): Held<RemoveOperation> {
  const now = services.clock.now();
  const open = row.operation;
  const operation = {
    ...opened(services, caller.owner, { kind: "remove" as const, step: "delete" as const }),
    // Only a registration can have made a client that the row does not know.
    unknownClient: open?.kind === "register" || (open?.unknownClient ?? false),
  };
  const waited = updateIn(open) !== undefined ? overtaking(operation, open, now) : operation;
  return {
    ...changed(row, now, {
      state: "removing",
      epoch: row.epoch + 1,
      verifiedAt: undefined,
      currentRotation: row.currentRotation && superseded(row.currentRotation, now),
    }),
    // What a rotation still sends meets a client that is gone. A client or a group that may still be made has to be waited for.
    operation: operation.unknownClient ? deferred(operation, open, now) : waited,
  };
}
