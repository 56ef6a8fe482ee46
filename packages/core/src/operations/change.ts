import type { Integration, IntegrationEvent, Operation } from "../integration.ts";
import type { Call } from "../ports/call.ts";
import type { Services } from "../services.ts";
import { UpstreamError } from "../upstream.ts";

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

/**
 * Saves and resolves an unknown outcome by reading the row again: each change has its own version and epoch, so that a row with
 * ours is our write. Answers the row as it now stands, ours or somebody else's; undefined when it is gone.
 */
export async function saveAndSee(
  { registry }: Pick<Services, "registry">,
  before: Integration,
  after: Integration,
  events: readonly IntegrationEvent[],
  call: Call,
): Promise<{ readonly mine: boolean; readonly row: Integration | undefined }> {
  try {
    const outcome = await registry.save(before, after, events, call);
    if (outcome === "saved") return { mine: true, row: after };
  } catch (error) {
    if (!(error instanceof UpstreamError) || error.failure !== "unknown") throw error;
  }
  const row = await registry.load(before.id, call);
  const mine =
    row !== undefined && row.version === after.version && row.epoch === after.epoch && row.state === after.state;
  return { mine, row };
}

/** The operation as the next attempt holds it: counted, leased, with everything of it still able to take effect until settled. */
export function leased(
  operation: Operation,
  now: number,
  { leaseMs, settleMs }: Services["deployment"]["timing"],
): Operation {
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
export async function takeOver(
  services: Pick<Services, "registry" | "clock" | "deployment">,
  row: Integration & { readonly operation: Operation },
  call: Call,
): Promise<(Integration & { readonly operation: Operation }) | undefined> {
  const now = services.clock.now();
  const operation = leased(row.operation, now, services.deployment.timing);
  const after = { ...changed(row, now, { epoch: row.epoch + 1 }), operation };
  const { mine } = await saveAndSee(services, row, after, [], call);
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
}

/**
 * Gives the lease back before its time, so that the next attempt need not wait for it. Best effort: when this write fails, the
 * lease simply runs out. It is sent without the request's signal, whose deadline may be the very reason for it.
 */
export async function release(
  services: Pick<Services, "registry" | "clock" | "deployment" | "log">,
  row: Integration & { readonly operation: Operation },
  { pending, unknownClient, waitMs }: Unfinished,
): Promise<Integration> {
  const now = services.clock.now();
  const settlesAt = pending ? now + services.deployment.timing.settleMs : now;
  const operation = { ...row.operation, leaseUntil: now + waitMs, settlesAt, unknownClient };
  const after = changed(row, now, { operation });
  try {
    return (await saveAndSee(services, row, after, [], {})).row ?? after;
  } catch (error) {
    services.log.warn("lease not released; it will run out", { integrationId: row.id, cause: String(error) });
    return row;
  }
}

/** Doubles with every attempt, up to the limit. */
export const backoff = (attempts: number, { retryMs, retryMaxMs }: Services["deployment"]["timing"]): number =>
  Math.min(retryMaxMs, retryMs * 2 ** Math.min(attempts, 16));
