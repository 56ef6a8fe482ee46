/** Somebody whom the identity provider knows. There are no passwords: whoever is chosen on its page is signed in. */
export interface IdpUser {
  /** `sub`: what never changes about the person. */
  readonly subject: string;
  readonly email?: string;
  /** Whether the provider vouches for the address; false when absent. */
  readonly emailVerified?: boolean;
  readonly name?: string;
  /** Further claims, for example `groups`. They never replace the ones above. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/**
 * The claims about a person that these scopes reveal (OpenID Connect Core 1.0, 5.4): `email` the address, `profile` the name and all
 * further claims.
 */
export function claimsOf(user: IdpUser, scopes: readonly string[]): Readonly<Record<string, unknown>> {
  const { subject, email, emailVerified = false, name, claims } = user;
  return {
    ...(scopes.includes("profile") && { ...claims, ...(name !== undefined && { name }) }),
    ...(scopes.includes("email") && email !== undefined && { email, email_verified: emailVerified }),
    sub: subject,
  };
}
