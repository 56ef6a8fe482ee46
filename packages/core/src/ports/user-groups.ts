import type { Pool } from "../pool.ts";
import type { Call } from "./call.ts";

/** Groups of the pool. Every method throws `UpstreamError`. */
export interface UserGroups {
  /** Makes the group; one that is there counts as made. */
  ensure(pool: Pool, group: string, description: string, call: Call): Promise<void>;
  /** One that is not there counts as deleted. */
  remove(pool: Pool, group: string, call: Call): Promise<void>;
}
