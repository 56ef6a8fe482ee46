import { type IntegrationId, isIntegrationId } from "../ids.ts";
import { type Integration, rotationDueAt } from "../integration.ts";
import type { Call } from "../ports/call.ts";
import type { Engine, Services } from "../services.ts";
import { changed, saveAndSee, takeOver } from "./change.ts";
import { completeSignUps } from "./complete-sign-ups.ts";
import { finish } from "./finish.ts";
import type { Held } from "./held.ts";
import { inTurn } from "./in-turn.ts";
import { publishEvents } from "./publish-events.ts";
import { tendRotation } from "./rotate/tend-rotation.ts";
import { removeClient } from "./undo.ts";

/** What the reconciler works with. */
export type Reconciler = Engine & Pick<Services, "trail" | "publisher" | "signUps" | "users">;

export interface ReconcileOptions {
  /** Rows, sign-ups and events of one pass, each; more wait for the next. */
  readonly limit: number;
  /** What the pass as a whole is bounded by. */
  readonly call: Call;
  /** The call of one row's work. It has to end before the row's lease does: after that somebody else may be at it. */
  readonly attempt: () => Call;
  /** Whether there is time for one more row. */
  readonly hasTime: () => boolean;
}

/** What one pass did. */
export interface ReconcileReport {
  /** Operations that came to their end. */
  readonly finished: number;
  /** Operations that have to be tried again. */
  readonly pending: number;
  /** Clients that landed late, deleted. */
  readonly swept: number;
  /** Rotations that were started, retired or announced. */
  readonly tended: number;
  /** Sign-ups whose users were confirmed without becoming members. */
  readonly completed: number;
  /** Events told to the world. */
  readonly published: number;
  /** Clients of the pool that carry this deployment's mark and no row's: reported, never touched. Empty when nothing was listed. */
  readonly strangers: readonly string[];
}

type Marked = ReadonlyMap<IntegrationId, readonly string[]>;

/**
 * One pass over everything that is due, owners in turn: lists the pool's clients once for all operations that need it, then takes
 * the lease of each open operation whose holder is gone and finishes or undoes it; looks for clients that landed late; tends
 * rotations; completes sign-ups; publishes events. Never touches a client that does not carry the mark of one of the rows at hand: it may belong to
 * another deployment or a restored table. What one row's work throws does not keep it from the others.
 */
export async function reconcile(services: Reconciler, options: ReconcileOptions): Promise<ReconcileReport> {
  const { limit, call, attempt, hasTime } = options;
  const due = inTurn(await services.registry.due(services.clock.now(), limit, call));
  // Before any lease is taken: whoever takes one between the list and ours makes ours fail.
  const marked = due.some(needsList) ? await listMarked(services, call) : undefined;
  const counts = { finished: 0, pending: 0, swept: 0, tended: 0 };
  for (const row of due) {
    if (!hasTime()) break;
    try {
      const done = await work(services, row, marked, attempt());
      counts[done.kind] += done.count;
    } catch (error) {
      services.log.error("a row could not be reconciled", { integrationId: row.id }, error);
      counts.pending += 1;
    }
  }
  const completed = await completeSignUps(services, options);
  const published = await publishEvents(services, limit, call);
  return {
    ...counts,
    completed,
    published,
    strangers: marked === undefined ? [] : await strangers(services, marked, call),
  };
}

const needsList = ({ operation, sweepAt }: Integration): boolean =>
  operation === undefined ? sweepAt !== undefined : operation.unknownClient;

interface Done {
  readonly kind: "finished" | "pending" | "swept" | "tended";
  readonly count: number;
}

async function work(services: Engine, row: Integration, marked: Marked | undefined, call: Call): Promise<Done> {
  const found = marked?.get(row.id) ?? [];
  if (isOpen(row)) {
    const held = await takeOver(services, row, call);
    if (held === undefined) return { kind: "pending", count: 0 };
    const after = await finish(services, held, found, call);
    return { kind: after?.operation === undefined ? "finished" : "pending", count: 1 };
  }
  const now = services.clock.now();
  if (row.sweepAt !== undefined && row.sweepAt <= now)
    return { kind: "swept", count: await sweep(services, row, found, call) };
  const rotationDue = rotationDueAt(row);
  if (rotationDue === undefined || rotationDue > now) return { kind: "tended", count: 0 };
  const after = await tendRotation(services, row, call);
  return { kind: after?.operation === undefined ? "tended" : "pending", count: 1 };
}

const isOpen = (row: Integration): row is Held => row.operation !== undefined;

/** The clients that carry the mark of this deployment, by integration: `latchkey.<deployment>.<id> ...`, anchored. */
async function listMarked({ appClients, deployment }: Engine, call: Call): Promise<Marked> {
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
async function sweep(services: Engine, row: Integration, found: readonly string[], call: Call): Promise<number> {
  const keep = row.state === "active" ? row.clientId : undefined;
  const twins = found.filter((clientId) => clientId !== keep);
  for (const clientId of twins) {
    await removeClient(services, row, clientId, call);
    services.log.warn("deleted an app client that landed late", { integrationId: row.id, clientId });
  }
  const after = changed(row, services.clock.now(), { sweepAt: undefined });
  await saveAndSee(services, { before: row, after, events: [] }, call);
  return twins.length;
}

async function strangers({ registry, log }: Engine, marked: Marked, call: Call): Promise<readonly string[]> {
  const known = await registry.known([...marked.keys()], call);
  const clientIds = [...marked].flatMap(([id, found]) => (known.has(id) ? [] : found));
  if (clientIds.length > 0)
    log.warn("app clients carry this deployment's mark and belong to no integration", { clientIds });
  return clientIds;
}
