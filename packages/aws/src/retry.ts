import type { Call } from "@latchkey/core/ports/call";
import { UpstreamError, type UpstreamFailure } from "@latchkey/core/upstream";
import { upstreamError } from "./failure.ts";

/** What a retry needs from the process. */
export interface RetryContext {
  /** Resolves after `ms`, or rejects as soon as the signal is aborted. */
  sleep(ms: number, signal: AbortSignal | undefined): Promise<void>;
  /** 0 up to, not including, 1. */
  random(): number;
  /** Resolves when the operation's turn has come, before each attempt; rejects as soon as the signal is aborted. */
  readonly pace?: (operation: string, signal: AbortSignal | undefined) => Promise<void>;
}

/** Which failures a call may be repeated after: `idempotent` ones also when the first may have happened. */
export type Repeatable = "idempotent" | "refused-only" | "never";

const ATTEMPTS = 4;
const CONFLICT_ATTEMPTS = 12;
const BASE_MS: Readonly<Partial<Record<UpstreamFailure, number>>> = { throttled: 250, conflict: 25, unknown: 50 };

/**
 * Runs one AWS call, again where that is safe, with full jitter
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/). Throws `UpstreamError`, also when the deadline cuts a
 * wait short: then with the failure that was waited for.
 */
export async function retrying<T>(
  context: RetryContext,
  { operation, repeatable, call }: { readonly operation: string; readonly repeatable: Repeatable; readonly call: Call },
  send: (signal: AbortSignal | undefined) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await turn(context, operation, call);
      return await send(call.signal);
    } catch (error) {
      const failure = upstreamError(operation, error);
      if (!mayRepeat(failure, repeatable, attempt, call)) throw failure;
      await pause(context, failure, attempt, call);
    }
  }
}

/** A call that its deadline kept from being sent had no effect. */
async function turn({ pace }: RetryContext, operation: string, { signal }: Call): Promise<void> {
  try {
    await pace?.(operation, signal);
  } catch (error) {
    throw new UpstreamError("throttled", operation, "NoTurnInTime", error);
  }
}

function mayRepeat({ failure }: UpstreamError, repeatable: Repeatable, attempt: number, { signal }: Call): boolean {
  if (repeatable === "never" || signal?.aborted === true) return false;
  if (failure === "conflict") return attempt < CONFLICT_ATTEMPTS;
  if (failure === "throttled") return attempt < ATTEMPTS;
  return failure === "unknown" && repeatable === "idempotent" && attempt < ATTEMPTS - 1;
}

async function pause(
  { sleep, random }: RetryContext,
  error: UpstreamError,
  attempt: number,
  { signal }: Call,
): Promise<void> {
  const ceiling = Math.min(2_000, (BASE_MS[error.failure] ?? 0) * 2 ** (attempt - 1));
  try {
    await sleep(ceiling * random(), signal);
  } catch {
    throw error;
  }
}
