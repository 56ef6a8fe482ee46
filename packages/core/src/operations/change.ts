import type { Integration } from "../integration.ts";
import type { Operation } from "../operation.ts";
import type { Call } from "../ports/call.ts";
import type { Change, SaveOutcome } from "../ports/registry.ts";
import type { Rotation } from "../rotation.ts";
import type { Services } from "../services.ts";
import { UpstreamError } from "../upstream.ts";
import type { Held } from "./held.ts";

/** The next value of a row: what is given, one version on, `updatedAt` now. A member set to undefined is taken away. */
export function changed(
  before: Integration,
  now: number,
  change: { readonly [Member in keyof Integration]?: Integration[Member] | undefined },
): Integration {
  const after = { ...before, ...change, version: before.version + 1, updatedAt: now };
  // Undefined members were only ever optional ones; JSON and DynamoDB know no undefined.
  return Object.fromEntries(Object.entries(after).filter(([, value]) => value !== undefined)) as unknown as Integration;
}

/** A change that was written, or the row as it stands instead: undefined when it is gone. */
export interface Saved {
  readonly mine: boolean;
  readonly row: Integration | undefined;
  /** What stood in the way, when it was not somebody else's change. */
  readonly refused?: Exclude<SaveOutcome, { kind: "saved" | "stale" }>;
  /** Nobody has changed the row, and the answer was lost: the write may still take effect. */
  readonly unknown?: UpstreamError;
}

/**
 * Saves under a revision of its own, and resolves an unknown outcome by reading the row again: one with our revision is our write.
 * Nothing less tells it, since two writers of one version may well do so in the same millisecond.
 */
export async function saveAndSee(
  { registry, ids }: Pick<Services, "registry" | "ids">,
  change: Change,
  call: Call,
): Promise<Saved> {
  const { before } = change;
  const after = { ...change.after, revision: ids.revision() };
  let unknown: UpstreamError | undefined;
  try {
    const outcome = await registry.save({ ...change, after }, call);
    if (outcome.kind === "saved") return { mine: true, row: after };
    if (outcome.kind === "name-taken" || outcome.kind === "key-used")
      return { mine: false, row: before, refused: outcome };
  } catch (error) {
    if (!(error instanceof UpstreamError) || error.failure !== "unknown") throw error;
    unknown = error;
  }
  const row = await registry.load(before.id, call);
  const isUntouched = row?.version === before.version;
  return { mine: row?.revision === after.revision, row, ...(unknown && isUntouched && { unknown }) };
}

/** The operation as the next attempt holds it: counted, leased, with everything of it still able to take effect until settled. */
function leased<Op extends Operation>(
  operation: Op,
  now: number,
  { leaseMs, settleMs }: Services["deployment"]["timing"],
): Op {
  return {
    ...operation,
    attempts: operation.attempts + 1,
    leaseUntil: now + leaseMs,
    settlesAt: now + leaseMs + settleMs,
  };
}

/**
 * Takes the lease of an open operation by raising the epoch, so that whoever held it before can write no more. Undefined when
 * somebody else was faster.
 */
export async function takeOver<Op extends Operation>(
  services: Pick<Services, "registry" | "clock" | "ids" | "deployment">,
  row: Held<Op>,
  call: Call,
): Promise<Held<Op> | undefined> {
  const now = services.clock.now();
  // Noted before it is made: an attempt at a registration may leave a client that nobody knows.
  const unknownClient = row.operation.unknownClient || row.operation.kind === "register";
  const operation = { ...leased(row.operation, now, services.deployment.timing), unknownClient };
  const after = { ...changed(row, now, { epoch: row.epoch + 1 }), operation };
  const { mine } = await saveAndSee(services, { before: row, after, events: [] }, call);
  return mine ? after : undefined;
}

/** How an attempt ended that could not finish. */
export interface Unfinished {
  /** Whether one of its calls may still take effect. */
  readonly pending: boolean;
  /** Whether a client may exist that the row does not know. */
  readonly unknownClient: boolean;
  /** Milliseconds to leave it alone. */
  readonly waitMs: number;
  /** What the attempt has learned of the rotation on its way. */
  readonly rotation?: Rotation;
}

/**
 * Gives the lease back before its time, so that the next attempt need not wait for it. Best effort: when this write fails, the
 * lease simply runs out. It is sent without the request's signal, whose deadline may be the very reason for it.
 */
export async function release(
  services: Pick<Services, "registry" | "clock" | "ids" | "deployment" | "log">,
  row: Held,
  { pending, unknownClient, waitMs, rotation = row.currentRotation }: Unfinished,
): Promise<Integration> {
  const now = services.clock.now();
  const settlesAt = pending ? now + services.deployment.timing.settleMs : now;
  const operation = { ...row.operation, leaseUntil: now + waitMs, settlesAt, unknownClient };
  const after = changed(row, now, { operation, currentRotation: rotation });
  try {
    return (await saveAndSee(services, { before: row, after, events: [] }, {})).row ?? after;
  } catch (error) {
    services.log.warn("lease not released; it will run out", { integrationId: row.id, cause: String(error) });
    return row;
  }
}

/** Doubles with every attempt, up to the limit. */
export const backoff = (attempts: number, { retryMs, retryMaxMs }: Services["deployment"]["timing"]): number =>
  Math.min(retryMaxMs, retryMs * 2 ** Math.min(attempts, 16));

/** An operation that begins now, held by whoever begins it. */
export function opened<Rest extends object>(
  { ids, clock, deployment }: Pick<Services, "ids" | "clock" | "deployment">,
  startedBy: Operation["startedBy"],
  rest: Rest,
): Rest & OpenedNow {
  const now = clock.now();
  const { leaseMs, settleMs } = deployment.timing;
  return {
    ...rest,
    id: ids.operation(),
    startedBy,
    startedAt: now,
    attempts: 1,
    leaseUntil: now + leaseMs,
    settlesAt: now + leaseMs + settleMs,
    unknownClient: false,
  };
}

type OpenedNow = Pick<
  Operation,
  "id" | "startedBy" | "startedAt" | "attempts" | "leaseUntil" | "settlesAt" | "unknownClient"
>;

/** Left to the reconciler, from the moment on at which nothing of an earlier operation can land any more. */
export const deferred = <Op extends Operation>(operation: Op, open: Operation | undefined, now: number): Op => ({
  ...operation,
  attempts: 0,
  leaseUntil: now,
  settlesAt: Math.max(open?.settlesAt ?? now, now),
});

/** The operation that comes after an open one which it supersedes: held, unless a call of that one may still land. */
export const overtaking = <Op extends Operation>(operation: Op, open: Operation | undefined, now: number): Op =>
  open === undefined || open.settlesAt <= now ? operation : deferred(operation, open, now);

/** Whether nobody has worked on the operation yet, because it was left to the reconciler. */
export const isWaiting = ({ attempts }: Operation): boolean => attempts === 0;
