import type { ProblemCode } from "@latchkey/core/errors";

/** How a refusal is answered: its HTTP status (RFC 9110 15) and the title that never varies (RFC 9457 3.1.3). */
export interface ProblemKind {
  readonly status: number;
  readonly title: string;
}

/** Every problem code with its status and title; complete by type. */
export const problems = {
  "body-too-large": { status: 413, title: "Request body too large" },
  "client-gone": { status: 409, title: "App client deleted outside" },
  drifted: { status: 409, title: "App client changed outside" },
  forbidden: { status: 403, title: "Token not accepted" },
  "idempotency-key-reused": { status: 422, title: "Idempotency key used with another request" },
  "in-flight": { status: 409, title: "First request still at work" },
  "integration-limit": { status: 409, title: "Limit of integrations reached" },
  internal: { status: 500, title: "Internal error" },
  "invalid-body": { status: 400, title: "Request body not valid" },
  "invalid-cursor": { status: 400, title: "Cursor not valid" },
  "invalid-json": { status: 400, title: "Request body is not JSON" },
  "invalid-parameter": { status: 400, title: "Parameter not valid" },
  "method-not-allowed": { status: 405, title: "Method not allowed" },
  "missing-group": { status: 403, title: "Group missing" },
  "missing-scope": { status: 403, title: "Scope missing" },
  "name-taken": { status: 409, title: "Name already taken" },
  "not-found": { status: 404, title: "Not found" },
  "not-ready": { status: 409, title: "Integration not ready" },
  "operation-ended": { status: 409, title: "Operation of this idempotency key has ended" },
  "operation-open": { status: 409, title: "Another operation is open" },
  "pool-full": { status: 409, title: "Quota of the account or user pool reached" },
  "precondition-failed": { status: 412, title: "Integration has changed" },
  "precondition-required": { status: 428, title: "If-Match missing" },
  "provider-refused": { status: 502, title: "Refused by AWS" },
  "rotation-open": { status: 409, title: "Another rotation is open" },
  "rotation-state": { status: 409, title: "Rotation in another state" },
  "route-not-found": { status: 404, title: "No such route" },
  "secret-refused": { status: 409, title: "Secret refused by Cognito" },
  "secret-slot-taken": { status: 409, title: "Both secrets of the app client taken" },
  "styles-exhausted": { status: 409, title: "No branding style left in the user pool" },
  throttled: { status: 429, title: "Too many requests" },
  "unknown-live-field": { status: 409, title: "App client has unknown settings" },
  "unsupported-media-type": { status: 415, title: "Media type not supported" },
  "upstream-unavailable": { status: 503, title: "AWS not available" },
} as const satisfies Readonly<Record<ProblemCode, ProblemKind>>;

/** The problem's `type` member, a URN that is compared and never fetched (RFC 9457 3.1.1). */
export const problemType = (code: ProblemCode): string => `urn:latchkey:problem:${code}`;
