import { decodeJwt, errors, importJWK, type JWTPayload, jwtVerify } from "jose";
import { type CognitoContext, issuerOf } from "./context.ts";
import { notAuthorized } from "./errors.ts";
import type { Client, Pool, User } from "./state.ts";

/** A user's access token that holds, and what it speaks of. */
export interface VerifiedAccessToken {
  readonly pool: Pool;
  readonly client: Client;
  readonly user: User;
  readonly scopes: readonly string[];
}

/**
 * Verifies a user's access token: signed by a pool of this stand-in, for it to use, neither expired nor revoked, of a client and an
 * enabled user that are still there. Which scope it needs is for the caller to say. Throws `NotAuthorizedException`.
 */
export async function verifyAccessToken(context: CognitoContext, token: string): Promise<VerifiedAccessToken> {
  const pool = issuingPool(context, token);
  const claims = await verified(context, pool, token);
  const { scope, token_use: use } = claims;
  if (use !== "access" || typeof scope !== "string") throw notAuthorized("Invalid Access Token");
  const client = context.state.clients.get(String(claims["client_id"]));
  const user = context.state.users.get(`${pool.id}/${String(claims["username"])}`);
  // The name may have been taken again by somebody else.
  if (client === undefined || user === undefined || user.sub !== claims.sub)
    throw notAuthorized("Invalid Access Token");
  if (isRevoked(context, user, claims)) throw notAuthorized("Access Token has been revoked");
  if (!user.enabled) throw notAuthorized("User is disabled.");
  return { pool, client, user, scopes: scope.split(" ") };
}

function issuingPool(context: CognitoContext, token: string): Pool {
  const issuer = unverifiedIssuer(token);
  const pool = context.state.pools.get(issuer?.slice(issuer.lastIndexOf("/") + 1) ?? "");
  if (pool === undefined || issuer !== issuerOf(context, pool.id)) throw notAuthorized("Invalid Access Token");
  return pool;
}

function unverifiedIssuer(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

async function verified(context: CognitoContext, pool: Pool, token: string): Promise<JWTPayload> {
  const { kty, n, e } = pool.keys.access.privateJwk;
  const key = await importJWK({ kty: String(kty), n: String(n), e: String(e) }, "RS256");
  try {
    const currentDate = new Date(context.clock.now());
    return (await jwtVerify(token, key, { issuer: issuerOf(context, pool.id), currentDate })).payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw notAuthorized("Access Token has expired");
    throw notAuthorized("Invalid Access Token");
  }
}

/**
 * Revoked with its sign-in, or because the user has signed out everywhere since that sign-in. `auth_time` has whole seconds: a sign-in
 * of the same second counts as before.
 */
function isRevoked(context: CognitoContext, user: User, claims: JWTPayload): boolean {
  if (user.signedOutAt !== undefined && Number(claims["auth_time"]) * 1000 <= user.signedOutAt) return true;
  const family = [...context.state.refreshTokens.values()].filter(
    ({ originJti }) => originJti === claims["origin_jti"],
  );
  return family.some(({ revoked }) => revoked);
}
