/**
 * Every way in which a request can be refused, by its stable code (`urn:latchkey:problem:<code>`). Status and title of each
 * are in the contract's problem table, which is checked to be complete.
 */
export type ProblemCode =
  | "body-too-large"
  | "client-gone"
  | "drifted"
  | "forbidden"
  | "idempotency-key-reused"
  | "in-flight"
  | "integration-limit"
  | "internal"
  | "invalid-body"
  | "invalid-cursor"
  | "invalid-json"
  | "invalid-parameter"
  | "method-not-allowed"
  | "missing-group"
  | "missing-scope"
  | "name-taken"
  | "not-found"
  | "not-ready"
  | "operation-ended"
  | "operation-open"
  | "pool-full"
  | "precondition-failed"
  | "precondition-required"
  | "provider-refused"
  | "rotation-open"
  | "rotation-state"
  | "route-not-found"
  | "secret-refused"
  | "secret-slot-taken"
  | "styles-exhausted"
  | "throttled"
  | "unknown-live-field"
  | "unsupported-media-type"
  | "upstream-unavailable";

/** Where in the request the fault lies, and the fix in words. Exactly one location is set. */
export type FieldError =
  | { readonly pointer: string; readonly detail: string }
  | { readonly parameter: string; readonly detail: string }
  | { readonly header: string; readonly detail: string };

export interface ProblemOptions {
  readonly errors?: readonly FieldError[];
  /** Seconds after which the same request may succeed (`Retry-After`, RFC 9110 10.2.3). */
  readonly retryAfter?: number;
  /** Further members of the answer, safe to show: for example the id of the integration that holds a name. */
  readonly members?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** A refusal with a message that is safe to show to the caller. `cause` is for the log only. */
export class LatchkeyError extends Error {
  override readonly name = "LatchkeyError";
  readonly code: ProblemCode;
  readonly errors: readonly FieldError[];
  readonly retryAfter: number | undefined;
  readonly members: Readonly<Record<string, string>>;

  constructor(code: ProblemCode, detail: string, options: ProblemOptions = {}) {
    super(detail, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.errors = options.errors ?? [];
    this.retryAfter = options.retryAfter;
    this.members = options.members ?? {};
  }
}

/** Another operation of the integration holds it until `leaseUntil` (epoch milliseconds) at the latest. */
export const operationOpen = (id: string, { leaseUntil, now }: { readonly leaseUntil: number; readonly now: number }) =>
  new LatchkeyError(
    "operation-open",
    `Another change of ${id} is at work. Look at it again, then repeat this one if it is still wanted.`,
    { retryAfter: Math.max(1, Math.ceil((leaseUntil - now) / 1000)), members: { integrationId: id } },
  );

/** Only somebody outside Latchkey can have deleted it. */
export const clientGone = (id: string): LatchkeyError =>
  new LatchkeyError(
    "client-gone",
    `The app client of ${id} is not in the user pool any more: it was deleted there. Remove the integration and register it again.`,
    { members: { integrationId: id } },
  );

/** Only somebody outside Latchkey can have deleted it. */
export const secretGone = (id: string): LatchkeyError =>
  new LatchkeyError(
    "not-ready",
    `The secret of ${id} is not in Secrets Manager any more: it was deleted there. Restore it there, or remove the integration and register it again.`,
    { members: { integrationId: id } },
  );

/** Somebody else's integration is answered exactly like one that does not exist. */
export const notFound = (id: string): LatchkeyError =>
  new LatchkeyError("not-found", `There is no integration ${id} that you may see.`);
