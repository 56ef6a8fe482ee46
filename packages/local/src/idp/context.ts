import type { SigningKey } from "../cognito/state.ts";
import type { Clock } from "../kernel/clock.ts";
import type { IdentityProviderFaults } from "./faults.ts";
import type { IdpUser } from "./idp-user.ts";

/** The one application that the provider signs people in to: the user pool. */
export interface IdpClient {
  readonly id: string;
  readonly secret: string;
  /** Compared byte for byte. */
  readonly redirectUris: readonly string[];
}

/** A person on the way back to the client, or an access token that speaks of one. */
export interface IdpGrant {
  readonly user: IdpUser;
  readonly scopes: readonly string[];
  readonly authTime: number;
  readonly expiresAt: number;
}

export interface IdpCode extends IdpGrant {
  readonly redirectUri: string;
  readonly nonce: string | undefined;
  readonly codeChallenge: string | undefined;
}

/** What every endpoint of the identity provider works with. Codes and access tokens are kept in memory, by value. */
export interface IdpContext {
  readonly issuer: () => string;
  readonly client: IdpClient;
  /** Those offered for a choice; others can be typed in. */
  readonly users: readonly IdpUser[];
  readonly clock: Clock;
  readonly key: SigningKey;
  readonly codes: Map<string, IdpCode>;
  readonly accessTokens: Map<string, IdpGrant>;
  readonly faults: IdentityProviderFaults;
}
