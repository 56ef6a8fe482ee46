/**
 * Every way in which a request can be refused, by its stable code (`urn:latchkey:problem:<code>`). Status and title of each
 * are in the contract's problem table, which is checked to be complete.
 */
export type ProblemCode =
  | "body-too-large"
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
  | "provider-refused"
  | "route-not-found"
  | "styles-exhausted"
  | "throttled"
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

/** Somebody else's integration is answered exactly like one that does not exist. */
export const notFound = (id: string): LatchkeyError =>
  new LatchkeyError("not-found", `There is no integration ${id} that you may see.`);
