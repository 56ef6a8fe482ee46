import type { Clock } from "../kernel/clock.ts";
import type { LambdaInvoker } from "../lambda/invoker.ts";
import type { SecretPropagation } from "./secret-propagation.ts";
import type { CognitoState, Pool } from "./state.ts";

/** What every Cognito operation and login page works with. */
export interface CognitoContext {
  readonly state: CognitoState;
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
  /** `http://localhost:<login-port>`: issuer base, login domain and AWS endpoint in one origin. A function, because the port may be chosen at listen time. */
  readonly origin: () => string;
  readonly lambda: LambdaInvoker;
  readonly options: CognitoOptions;
}

export interface CognitoOptions {
  /** 5 requests per second per operation and pool, 1,000 clients (or `maxClients`), 20 branding styles. Off by default. */
  readonly quotas: boolean;
  readonly maxClients: number;
  /** How long a new secret is still refused and a deleted one still accepted, everywhere; one number means both. */
  readonly secretPropagationMs: number | SecretPropagation;
  /** Supplies the two RSA keys of a new pool; tests share a pair, because generating one takes up to 200 ms. */
  readonly signingKeys?: () => Promise<Pool["keys"]>;
}

/** `http://localhost:<port>/<poolId>`: the issuer of every token of the pool. */
export const issuerOf = (context: CognitoContext, poolId: string): string => `${context.origin()}/${poolId}`;
