import { jsonReply, type Reply } from "../login/reply.ts";
import type { IdpContext } from "./context.ts";

/** `GET /.well-known/openid-configuration` (OpenID Connect Discovery 1.0, 4). */
export function discoveryDocument({ issuer }: IdpContext): Reply {
  const base = issuer();
  return jsonReply(200, {
    issuer: base,
    authorization_endpoint: `${base}/authorize`,
    token_endpoint: `${base}/token`,
    userinfo_endpoint: `${base}/userinfo`,
    jwks_uri: `${base}/jwks.json`,
    response_types_supported: ["code"],
    grant_types_supported: ["authorization_code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
    code_challenge_methods_supported: ["S256"],
    scopes_supported: ["openid", "email", "profile"],
  });
}

/** `GET /jwks.json`: the public half of the signing key (RFC 7517). */
export function jwksDocument({ key }: IdpContext): Reply {
  const { e, n } = key.privateJwk;
  return jsonReply(200, { keys: [{ alg: "RS256", e, kid: key.kid, kty: "RSA", n, use: "sig" }] });
}
