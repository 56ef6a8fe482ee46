import type { Owner } from "@latchkey/core/caller";

/** One request on its way through the chain. */
export interface Exchange {
  /** API Gateway's own id of the request: the key to the log. */
  readonly requestId: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** Aborted shortly before the function's time is over. */
  readonly signal: AbortSignal;
  /** What the access log tells of the request; filled in as it becomes known. */
  readonly facts: Facts;
}

export interface Facts {
  operationId?: string;
  owner?: Owner;
  integrationId?: string;
  /** The code of the problem that it was answered with. */
  code?: string;
}
