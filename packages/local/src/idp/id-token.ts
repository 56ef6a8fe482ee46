import { importJWK, SignJWT } from "jose";
import type { IdpCode, IdpContext } from "./context.ts";
import { claimsOf } from "./idp-user.ts";

/** Signs the ID token of a sign-in with RS256 (OpenID Connect Core 1.0, 2). `lifetime` in seconds. Undefined only by a fault. */
export async function signIdToken(context: IdpContext, code: IdpCode, lifetime: number): Promise<string | undefined> {
  const { faults, key, client, clock, issuer } = context;
  const iat = Math.floor(clock.now() / 1000);
  const claims = {
    ...claimsOf(code.user, code.scopes),
    iss: issuer(),
    aud: client.id,
    iat,
    exp: iat + lifetime,
    auth_time: Math.floor(code.authTime / 1000),
    ...(code.nonce !== undefined && { nonce: code.nonce }),
  };
  const payload = faults.idTokenClaims?.(claims) ?? claims;
  const privateKey = await importJWK(key.privateJwk, "RS256");
  const token = await new SignJWT({ ...payload }).setProtectedHeader({ alg: "RS256", kid: key.kid }).sign(privateKey);
  return faults.idToken ? faults.idToken(token) : token;
}
