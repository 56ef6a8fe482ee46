import type { Owner } from "../caller.ts";
import type { TokenPolicy } from "../policies/decide-token.ts";
import type { SignUpPolicy } from "../policies/policies.ts";
import type { Call } from "./call.ts";

/** What the triggers know of an app client. */
export interface ClientPolicy extends TokenPolicy {
  readonly owner: Owner;
  readonly signUp?: SignUpPolicy;
}

/** The policies by app client, in one strongly consistent read. Throws `UpstreamError`. */
export interface ClientPolicies {
  /** Undefined for a client that is not ours. */
  read(clientId: string, call: Call): Promise<ClientPolicy | undefined>;
}
