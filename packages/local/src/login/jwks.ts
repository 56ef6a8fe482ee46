import type { Pool, SigningKey } from "../cognito/state.ts";

/**
 * A pool's public keys (RFC 7517): one signs ID tokens, the other access tokens, under different `kid`s.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
 */
export function jwksDocument(pool: Pool): { readonly keys: readonly Readonly<Record<string, unknown>>[] } {
  return { keys: [publicJwk(pool.keys.id), publicJwk(pool.keys.access)] };
}

function publicJwk({ kid, privateJwk }: SigningKey): Readonly<Record<string, unknown>> {
  return { alg: "RS256", e: privateJwk["e"], kid, kty: "RSA", n: privateJwk["n"], use: "sig" };
}
