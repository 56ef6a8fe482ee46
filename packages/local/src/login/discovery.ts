import { type CognitoContext, issuerOf } from "../cognito/context.ts";
import type { Pool } from "../cognito/state.ts";
import { domainOf } from "./hosted-app.ts";

/**
 * A pool's OpenID configuration with exactly Cognito's members: no `code_challenge_methods_supported`, although S256 works. Without
 * a domain there is no OAuth server, and Cognito lists endpoints under the issuer that nobody serves.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html
 */
export function discoveryDocument(context: CognitoContext, pool: Pool): Readonly<Record<string, unknown>> {
  const issuer = issuerOf(context, pool.id);
  return {
    ...(domainOf(context.state, pool.id) ? servedEndpoints(context.origin()) : deadEndpoints(issuer)),
    id_token_signing_alg_values_supported: ["RS256"],
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    response_types_supported: ["code", "token"],
    scopes_supported: ["openid", "email", "phone", "profile"],
    subject_types_supported: ["public"],
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
  };
}

const servedEndpoints = (base: string) => ({
  authorization_endpoint: `${base}/oauth2/authorize`,
  end_session_endpoint: `${base}/logout`,
  revocation_endpoint: `${base}/oauth2/revoke`,
  token_endpoint: `${base}/oauth2/token`,
  userinfo_endpoint: `${base}/oauth2/userInfo`,
});

const deadEndpoints = (issuer: string) => ({
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
});
