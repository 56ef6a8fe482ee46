import type { Clock } from "../kernel/clock.ts";
import type { Store } from "../kernel/store.ts";
import type { LambdaInvoker } from "../lambda/invoker.ts";
import type { SecretsState } from "./state.ts";

export interface SecretsOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
  /** Runs rotation functions. */
  readonly lambda: LambdaInvoker;
  /** How long a secret deleted without recovery still blocks its name; 1,000 ms by default. */
  readonly forcedDeletionMs?: number;
  /** Told why a rotation stopped, as the function's log group would show it; the default prints a line to stderr. */
  readonly onRotationFailure?: (failure: RotationFailure) => void;
}

export interface RotationFailure {
  readonly arn: string;
  readonly step: string;
  readonly error: unknown;
}

/** What every Secrets Manager operation works with. */
export interface SecretsContext extends Required<SecretsOptions> {
  readonly state: SecretsState;
}

/** One operation. Its input satisfies the service model and holds no `null`. */
export type Operation<Request> = (context: SecretsContext, input: Request) => unknown;
