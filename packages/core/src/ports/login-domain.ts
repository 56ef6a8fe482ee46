import type { Pool } from "../pool.ts";
import type { Call } from "./call.ts";

/** What Cognito says of the pool's login pages. Every method throws `UpstreamError`. */
export interface LoginDomain {
  /** Cognito's own word (`ACTIVE`, `CREATING`, `FAILED` ...); undefined when the pool has no such domain. */
  status(pool: Pool, call: Call): Promise<string | undefined>;
  /** Whether the client has the branding style without which managed login shows no pages. */
  hasStyle(pool: Pool, clientId: string, call: Call): Promise<boolean>;
}
