/**
 * What an AWS call ended in, when it did not succeed:
 * - `throttled`: refused for its rate, without effect; the same call may succeed later
 * - `conflict`: refused because of a concurrent change of the same resource, without effect
 * - `quota`: a hard limit of the account or pool is reached; retrying cannot succeed
 * - `rejected`: refused for its content or rights, without effect; retrying cannot succeed
 * - `unknown`: an internal error, a timeout or a broken connection; the effect may have happened, or may still happen
 */
export type UpstreamFailure = "throttled" | "conflict" | "quota" | "rejected" | "unknown";

/** A failed AWS call in the product's terms. Adapters throw nothing else; the AWS error is the `cause`. */
export class UpstreamError extends Error {
  override readonly name = "UpstreamError";
  readonly failure: UpstreamFailure;
  /** For example `cognito-idp:CreateUserPoolClient`. */
  readonly operation: string;
  /** AWS's own error name, for example `LimitExceededException`. */
  readonly reason: string;

  constructor(failure: UpstreamFailure, operation: string, reason: string, cause?: unknown) {
    super(`${operation} ended in ${reason}`, cause === undefined ? {} : { cause });
    this.failure = failure;
    this.operation = operation;
    this.reason = reason;
  }
}
