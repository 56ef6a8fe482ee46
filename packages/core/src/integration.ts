import type { Owner } from "./caller.ts";
import type { ProblemCode } from "./errors.ts";
import type { EventId, IntegrationId, RevisionId } from "./ids.ts";
import type { JsonObject } from "./json.ts";
import type { Operation } from "./operation.ts";
import type { AccessPolicy, SignUpPolicy } from "./policies/policies.ts";
import { nextMilestone, nextRotationAt, type Rotation, type RotationPolicy } from "./rotation.ts";

/**
 * `active` means that AWS confirmed client and secret. `updating`: its client is being changed, the row still shows what was.
 * `failed` frees the name and stays visible for a day. `removed` is the tombstone: it holds nothing but what a late sweep and the
 * event trail need.
 */
export type IntegrationState = "provisioning" | "active" | "updating" | "removing" | "failed" | "removed";

/** One registered application. Secret-free; every change is a new value. Times are epoch milliseconds. */
export interface Integration {
  readonly id: IntegrationId;
  readonly state: IntegrationState;
  /** Counts every change, from 1; the entity tag (RFC 9110 8.8.3) of the resource. */
  readonly version: number;
  /** Another with every change, and nobody else's: by it a write whose answer was lost is known again. A new row has none. */
  readonly revision?: RevisionId;
  /** Raised by whoever takes the lease of an open operation over: a write under an older epoch is refused. */
  readonly epoch: number;
  readonly connector: string;
  readonly name: string;
  readonly owner: Owner;
  readonly settings: JsonObject;
  readonly labels: Readonly<Record<string, string>>;
  /** How its secret is rotated by schedule, if it is. */
  readonly rotation?: RotationPolicy;
  /** Who may sign up through it; nobody when absent. */
  readonly signUp?: SignUpPolicy;
  /** Who may have its tokens; every user of the pool when absent. */
  readonly access?: AccessPolicy;
  /** Cognito groups that were made for it alone, and go with it. */
  readonly groups?: readonly string[];
  /** The claim in which its product wants groups besides `cognito:groups`. */
  readonly groupsClaim?: string;
  readonly userPoolId: string;
  readonly issuer: string;
  readonly login: "classic" | "managed";
  /** `SupportedIdentityProviders` of its app client: the deployment's at its registration, or at its last update. */
  readonly identityProviders: readonly string[];
  readonly clientId?: string;
  readonly secretArn?: string;
  /** The version id of `AWSCURRENT`. */
  readonly secretVersion?: string;
  /** When the token endpoint last accepted the secret; cleared by each change. */
  readonly verifiedAt?: number;
  readonly operation?: Operation;
  /** The rotation under way, or else the last one. */
  readonly currentRotation?: Rotation;
  /** Why it `failed`, or why its last update was taken back after it had been accepted. */
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

export const eventTypes = [
  "integration.registered",
  "integration.updated",
  "integration.update-failed",
  "integration.failed",
  "integration.removing",
  "integration.removed",
  "rotation.started",
  "rotation.promoted",
  "rotation.retirement-due",
  "rotation.overdue",
  "rotation.completed",
  "rotation.aborted",
  "rotation.failed",
  "secret.revealed",
  "member.joined",
] as const;

export type IntegrationEventType = (typeof eventTypes)[number];

/** Whether the row is to be shown: tombstones and expired failures are gone for everybody. */
export const isVisible = (integration: Integration, now: number): boolean =>
  integration.state !== "removed" && (integration.expiresAt === undefined || integration.expiresAt > now);

/**
 * When somebody has to look at the row again, if ever: the lease of its operation, or else a pending sweep, what its rotation wants
 * next, or the next rotation by schedule.
 */
export function dueAt(integration: Integration): number | undefined {
  const { operation, sweepAt } = integration;
  if (operation !== undefined) return Math.max(operation.leaseUntil, operation.settlesAt);
  const moments = [sweepAt, rotationDueAt(integration)].filter((moment) => moment !== undefined);
  return moments.length === 0 ? undefined : Math.min(...moments);
}

/** When its rotation, under way or by schedule, wants something done. */
export function rotationDueAt({ state, rotation, currentRotation, createdAt }: Integration): number | undefined {
  if (state !== "active") return undefined;
  const milestone = currentRotation && nextMilestone(currentRotation);
  return milestone?.at ?? nextRotationAt(rotation, currentRotation, createdAt);
}
