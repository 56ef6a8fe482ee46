import type { Pool } from "../pool.ts";
import type { Secret } from "../secret.ts";
import type { Call } from "./call.ts";

/** `unknown` is anything but the two clear answers: never adopt, promote or delete on it. */
export type SecretVerdict = "accepted" | "refused" | "unknown";

/** Asks the pool's token endpoint whether a secret is good, without any effect. Never throws. */
export interface TokenEndpoint {
  /**
   * Sends a made-up authorization code with HTTP Basic authentication (RFC 6749 2.3.1): `invalid_grant` proves the secret good,
   * `invalid_client` wrong (RFC 6749 5.2).
   */
  verify(
    request: { readonly pool: Pool; readonly clientId: string; readonly secret: Secret; readonly redirectUri: string },
    call: Call,
  ): Promise<SecretVerdict>;
}
