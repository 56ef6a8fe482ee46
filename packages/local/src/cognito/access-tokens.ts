import { decodeJwt, errors, importJWK, type JWTPayload, jwtVerify } from "jose";
import { type CognitoContext, issuerOf } from "./context.ts";
import { notAuthorized } from "./errors.ts";
import type { Pool, User } from "./state.ts";

export interface VerifiedAccessToken {
  readonly pool: Pool;
  readonly user: User;
  readonly claims: JWTPayload;
}

/**
 * The user of an access token that operations without AWS credentials take: signed by a pool of this stand-in, neither expired nor
 * revoked, with the scope `aws.cognito.signin.user.admin`. Throws `NotAuthorizedException`.
 */
export async function verifyAccessToken(context: CognitoContext, token: string): Promise<VerifiedAccessToken> {
  const pool = issuingPool(context, token);
  const claims = await verified(context, pool, token);
  const { scope, token_use: use } = claims;
  if (use !== "access" || typeof scope !== "string") throw notAuthorized("Invalid Access Token");
  if (!scope.split(" ").includes("aws.cognito.signin.user.admin")) {
    throw notAuthorized("Access Token does not have required scopes");
  }
  const user = context.state.users.get(`${pool.id}/${String(claims["username"])}`);
  if (user === undefined) throw notAuthorized("Invalid Access Token");
  if (isRevoked(context, user, claims)) throw notAuthorized("Access Token has been revoked");
  if (!user.enabled) throw notAuthorized("User is disabled.");
  return { pool, user, claims };
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

/** Revoked with its sign-in, or because the user has signed out everywhere since that sign-in. `auth_time` has whole seconds. */
function isRevoked(context: CognitoContext, user: User, claims: JWTPayload): boolean {
  if (user.signedOutAt !== undefined && Number(claims["auth_time"]) < Math.floor(user.signedOutAt / 1000)) return true;
  const family = [...context.state.refreshTokens.values()].filter(
    ({ originJti }) => originJti === claims["origin_jti"],
  );
  return family.some(({ revoked }) => revoked);
}
