import type { Pool } from "../pool.ts";
import type { Call } from "./call.ts";

/** A user of the pool, as far as policies ask. */
export interface PoolUser {
  readonly username: string;
  /** Cognito's word: `CONFIRMED`, `UNCONFIRMED`, `EXTERNAL_PROVIDER` ... */
  readonly status: string;
  readonly enabled: boolean;
  readonly email?: string;
  readonly emailVerified: boolean;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** An identity at an external provider. */
export interface ExternalIdentity {
  /** As the pool knows the provider, case included. */
  readonly provider: string;
  readonly subject: string;
}

/** The triggers know of a pool what their event says: its id. */
export type PoolRef = Pick<Pool, "id">;

/** Users of the pool. Every method throws `UpstreamError`. */
export interface UserDirectory {
  find(pool: PoolRef, username: string, call: Call): Promise<PoolUser | undefined>;
  /** All users whose e-mail address is this one. */
  byEmail(pool: PoolRef, email: string, call: Call): Promise<readonly PoolUser[]>;
  /** Joins an external identity to an existing user; one that is joined to this user already counts as done. */
  link(pool: PoolRef, username: string, identity: ExternalIdentity, call: Call): Promise<void>;
  groupsOf(pool: PoolRef, username: string, call: Call): Promise<readonly string[]>;
  /** A member already counts as added. `rejected` when there is no such user or group. */
  addToGroup(pool: PoolRef, username: string, group: string, call: Call): Promise<void>;
}
