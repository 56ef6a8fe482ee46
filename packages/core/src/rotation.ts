import type { Owner } from "./caller.ts";
import type { ProblemCode } from "./errors.ts";
import type { RotationId } from "./ids.ts";

/** When the old secret goes: once the consumer has acknowledged the new one, or at the end of the overlap whatever happens. */
export type Retirement = "acknowledged" | "deadline";

/** How an integration's secret is rotated. Days are of 24 hours. */
export interface RotationPolicy {
  /** 2 to 365. */
  readonly everyDays: number;
  /** 1 to 90, shorter than the period. */
  readonly overlapDays: number;
  readonly retire: Retirement;
}

export type RotationReason = "requested" | "compromised" | "scheduled" | "secrets-manager";

/** `overlap`: both secrets are live, and `AWSCURRENT` is the new one. The last three are final. */
export type RotationState = "staging" | "overlap" | "completed" | "aborted" | "failed";

/** The replacement of one client secret by another. Secret-free. Times are epoch milliseconds. */
export interface Rotation {
  readonly id: RotationId;
  readonly state: RotationState;
  readonly reason: RotationReason;
  readonly startedBy: Owner | "latchkey";
  readonly startedAt: number;
  readonly retire: Retirement;
  readonly overlapDays: number;
  /** The planned end of the overlap, which begins with the promotion. */
  readonly retireAt: number;
  readonly endedAt?: number;
  /** Why it `failed`, or what keeps it from going on. */
  readonly problem?: { readonly code: ProblemCode; readonly detail: string };
  /** The version id of the new value in Secrets Manager. */
  readonly version: string;
  /** The version id that was current before. */
  readonly previousVersion: string;
  /** The client's secret ids before the new one was added: what is there besides is the new one. */
  readonly knownIds: readonly string[];
  /** The new secret's id, where Cognito's answer to its creation arrived. */
  readonly secretId?: string;
  /** A new secret that is still refused after this moment never becomes good. Absent until Cognito has it. */
  readonly proveUntil?: number;
  /** How many of the notices before retirement, and the one after it, have been sent. */
  readonly notices: number;
  /** The rotation that this one, for a compromised secret, has overtaken: by it the live secrets are told apart. */
  readonly overtook?: { readonly version: string; readonly knownIds: readonly string[] };
}

export const DAY_MS = 24 * 60 * 60 * 1000;

/** What holds for an integration without a policy. */
export const DEFAULT_OVERLAP = { overlapDays: 7, retire: "acknowledged" } as const satisfies Omit<
  RotationPolicy,
  "everyDays"
>;

/** Days before the planned retirement on which a notice is sent. */
const NOTICE_DAYS = [14, 7, 1] as const;
/** A failed rotation by schedule is tried again after this, not after a whole period. */
const RETRY_MS = DAY_MS;

export const hasEnded = ({ state }: Rotation): boolean =>
  state === "completed" || state === "aborted" || state === "failed";

/** A rotation that something stronger has put an end to: a removal, or a compromised secret. */
export const superseded = (rotation: Rotation, now: number): Rotation =>
  hasEnded(rotation) ? rotation : { ...rotation, state: "aborted", endedAt: now };

/** Something that a rotation in overlap wants done, and when. `overdue` is told once. */
export type Milestone =
  | { readonly kind: "notice"; readonly at: number; readonly daysLeft: number }
  | { readonly kind: "retire" | "overdue"; readonly at: number };

/** What comes next in an overlap. Undefined when there is nothing but to wait for the acknowledgement. */
export function nextMilestone(rotation: Rotation): Milestone | undefined {
  if (rotation.state !== "overlap") return undefined;
  const notices = noticesOf(rotation);
  const notice = notices[rotation.notices];
  if (notice !== undefined) return notice;
  if (rotation.retire === "deadline") return { kind: "retire", at: rotation.retireAt };
  return rotation.notices === notices.length ? { kind: "overdue", at: rotation.retireAt } : undefined;
}

/** Only those within the overlap: one of a week is not announced two weeks before its end, nor at its very beginning. */
const noticesOf = ({ overlapDays, retireAt }: Rotation): readonly Milestone[] =>
  NOTICE_DAYS.filter((daysLeft) => daysLeft < overlapDays).map((daysLeft) => ({
    kind: "notice" as const,
    at: retireAt - daysLeft * DAY_MS,
    daysLeft,
  }));

/** When the schedule asks for the next rotation. Undefined while one is under way, or without a policy. */
export function nextRotationAt(
  policy: RotationPolicy | undefined,
  last: Rotation | undefined,
  createdAt: number,
): number | undefined {
  if (policy === undefined || (last !== undefined && !hasEnded(last))) return undefined;
  if (last?.state === "failed") return last.startedAt + RETRY_MS;
  return (last?.startedAt ?? createdAt) + policy.everyDays * DAY_MS;
}
