import { UpstreamError, type UpstreamFailure } from "@latchkey/core/upstream";

const BY_NAME: Readonly<Record<string, UpstreamFailure>> = {
  TooManyRequestsException: "throttled",
  ThrottlingException: "throttled",
  Throttling: "throttled",
  RequestLimitExceeded: "throttled",
  ProvisionedThroughputExceededException: "throttled",
  ConcurrentModificationException: "conflict",
  TransactionConflictException: "conflict",
  TransactionInProgressException: "conflict",
  LimitExceededException: "quota",
};

/**
 * The product's view of a failed SDK call (facts: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html).
 * What did not answer with a 4xx may have had its effect, and counts as unknown.
 */
export function upstreamError(operation: string, error: unknown): UpstreamError {
  if (error instanceof UpstreamError) return error;
  const name = error instanceof Error ? error.name : "Error";
  return new UpstreamError(
    BY_NAME[name] ?? (statusOf(error) === 400 ? "rejected" : byStatus(error)),
    operation,
    name,
    error,
  );
}

function byStatus(error: unknown): UpstreamFailure {
  const status = statusOf(error);
  return status !== undefined && status > 400 && status < 500 ? "rejected" : "unknown";
}

function statusOf(error: unknown): number | undefined {
  // The SDK's exceptions carry what the wire said; anything else (sockets, aborts) has no status.
  const metadata = (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata;
  return metadata?.httpStatusCode;
}
