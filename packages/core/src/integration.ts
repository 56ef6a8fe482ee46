import type { Owner } from "./caller.ts";
import type { ProblemCode } from "./errors.ts";
import type { EventId, IntegrationId, OperationId } from "./ids.ts";
import type { JsonObject } from "./json.ts";

/**
 * `active` means that AWS confirmed client and secret. `failed` frees the name and stays visible for a day. `removed` is the
 * tombstone: it holds nothing but what a late sweep and the event trail need.
 */
export type IntegrationState = "provisioning" | "active" | "removing" | "failed" | "removed";

/** One registered application. Secret-free; every change is a new value. Times are epoch milliseconds. */
export interface Integration {
  readonly id: IntegrationId;
  readonly state: IntegrationState;
  /** Counts every change, from 1; the entity tag (RFC 9110 8.8.3) of the resource. */
  readonly version: number;
  /** Raised by whoever takes the lease of an open operation over: a write under an older epoch is refused. */
  readonly epoch: number;
  readonly connector: string;
  readonly name: string;
  readonly owner: Owner;
  readonly settings: JsonObject;
  readonly labels: Readonly<Record<string, string>>;
  readonly userPoolId: string;
  readonly issuer: string;
  readonly login: "classic" | "managed";
  readonly clientId?: string;
  readonly secretArn?: string;
  readonly secretVersion?: string;
  /** When the token endpoint last accepted the secret; cleared by each change. */
  readonly verifiedAt?: number;
  readonly operation?: Operation;
  /** Why it `failed`. */
  readonly problem?: IntegrationProblem;
  /** When to look once more for a twin client that landed late. */
  readonly sweepAt?: number;
  /** After this moment a `failed` or `removed` row counts as gone, whether or not the table has deleted it yet. */
  readonly expiresAt?: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface IntegrationProblem {
  readonly code: ProblemCode;
  readonly detail: string;
}

/** A durable, resumable change of one integration; at most one is open. */
export interface Operation {
  readonly id: OperationId;
  readonly kind: "register" | "remove";
  /** `provision` and `delete` do the work; `undo` takes a registration back and is never left again. */
  readonly step: "provision" | "undo" | "delete";
  readonly startedBy: Owner;
  readonly startedAt: number;
  /** Counts takeovers and retries; the next try waits longer each time. */
  readonly attempts: number;
  /** Nobody else may work on the operation before this moment. */
  readonly leaseUntil: number;
  /** From here on no call of an earlier attempt can take effect any more. */
  readonly settlesAt: number;
  /** Whether a client that the row does not know may exist in Cognito: then they have to be listed before anything is created. */
  readonly unknownClient: boolean;
}

/** An audit entry: append-only, secret-free, written in the same transaction as the change that it tells of. */
export interface IntegrationEvent {
  readonly id: EventId;
  readonly integrationId: IntegrationId;
  readonly owner: Owner;
  readonly type: IntegrationEventType;
  readonly actor: Owner | "latchkey";
  readonly at: number;
  readonly data: JsonObject;
}

export type IntegrationEventType =
  | "integration.registered"
  | "integration.failed"
  | "integration.removed"
  | "integration.removing"
  | "secret.revealed";

/** Whether the row is to be shown: tombstones and expired failures are gone for everybody. */
export const isVisible = (integration: Integration, now: number): boolean =>
  integration.state !== "removed" && (integration.expiresAt === undefined || integration.expiresAt > now);

/** When somebody has to look at the row again, if ever: the lease of its operation, or a pending sweep. */
export function dueAt(integration: Integration): number | undefined {
  const { operation, sweepAt } = integration;
  if (operation !== undefined) return Math.max(operation.leaseUntil, operation.settlesAt);
  return sweepAt;
}
