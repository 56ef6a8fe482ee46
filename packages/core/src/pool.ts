/**
 * What is known of a user pool without asking Cognito: deploy configuration. The issuer and the login domain are different
 * hosts (https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html).
 */
export interface Pool {
  readonly id: string;
  readonly region: string;
  /** Exactly as in the discovery document and in every token; never with a trailing slash. */
  readonly issuer: string;
  /** Origin of the login domain, for example `https://acme.auth.eu-west-1.amazoncognito.com`. */
  readonly domain: string;
  /** `classic` hosted UI, or `managed` login, where every client needs one of the pool's 20 branding styles. */
  readonly login: "classic" | "managed";
  /** `SupportedIdentityProviders` of app clients that are made or updated, for example `["COGNITO"]`. */
  readonly identityProviders: readonly string[];
}

/** The endpoints that an application is configured with. */
export interface PoolEndpoints {
  readonly discovery: string;
  readonly authorization: string;
  readonly token: string;
  readonly userInfo: string;
  readonly revocation: string;
  readonly jwks: string;
  readonly logout: string;
}

export function endpointsOf(pool: Pool): PoolEndpoints {
  return {
    discovery: `${pool.issuer}/.well-known/openid-configuration`,
    authorization: `${pool.domain}/oauth2/authorize`,
    token: `${pool.domain}/oauth2/token`,
    userInfo: `${pool.domain}/oauth2/userInfo`,
    revocation: `${pool.domain}/oauth2/revoke`,
    jwks: `${pool.issuer}/.well-known/jwks.json`,
    logout: `${pool.domain}/logout`,
  };
}

/**
 * Cognito's logout URL for an application. It is not OpenID Connect RP-initiated logout: it wants `client_id` and a registered
 * `logout_uri` (https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html).
 */
export function logoutUrl(pool: Pool, clientId: string, logoutUri: string): string {
  // A client id is letters and digits, or the token that stands for one in a dry run: neither needs encoding.
  return `${endpointsOf(pool).logout}?client_id=${clientId}&logout_uri=${encodeURIComponent(logoutUri)}`;
}
