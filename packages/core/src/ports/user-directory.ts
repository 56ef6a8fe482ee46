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
}

/** An identity at an external provider. */
export interface ExternalIdentity {
  /** As the pool knows the provider, case included. */
  readonly provider: string;
  readonly subject: string;
}

/** Users of the pool. Every method throws `UpstreamError`. */
export interface UserDirectory {
  find(pool: Pool, username: string, call: Call): Promise<PoolUser | undefined>;
  /** All users whose e-mail address is this one. */
  byEmail(pool: Pool, email: string, call: Call): Promise<readonly PoolUser[]>;
  /** Joins an external identity to an existing user; one that is joined to this user already counts as done. */
  link(pool: Pool, username: string, identity: ExternalIdentity, call: Call): Promise<void>;
  groupsOf(pool: Pool, username: string, call: Call): Promise<readonly string[]>;
  /** A member already counts as added. `rejected` when there is no such user or group. */
  addToGroup(pool: Pool, username: string, group: string, call: Call): Promise<void>;
}
