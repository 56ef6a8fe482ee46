type Claims = Readonly<Record<string, unknown>>;

/** What tests let the provider do wrong. Each member may be set and removed while it runs. */
export interface IdentityProviderFaults {
  /** Replaces the claims of an ID token before it is signed. */
  idTokenClaims?: ((claims: Claims) => Claims) | undefined;
  /** Replaces the signed ID token; undefined leaves it out. */
  idToken?: ((token: string) => string | undefined | Promise<string>) | undefined;
  /** Replaces the answer of the userinfo endpoint; `method` is the request's. */
  userInfo?: ((claims: Claims, method: string) => unknown) | undefined;
  /** Refuses every code with this error. */
  tokenError?: { readonly error: string; readonly error_description?: string } | undefined;
}
