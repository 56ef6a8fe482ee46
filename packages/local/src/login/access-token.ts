import { decodeJwt, importJWK, type JWTPayload, jwtVerify } from "jose";
import { type CognitoContext, issuerOf } from "../cognito/context.ts";
import type { Client, Pool, User } from "../cognito/state.ts";
import { enabledUser } from "./enabled-user.ts";
import { jwksDocument } from "./jwks.ts";
import { parseScopes } from "./oauth-scopes.ts";

/** A user's access token that holds, and what it speaks of. */
export interface VerifiedAccessToken {
  readonly pool: Pool;
  readonly client: Client;
  readonly user: User;
  readonly scopes: readonly string[];
}

/**
 * Verifies a user's access token: signature, issuer, time, use, and that neither user nor sign-in has been ended since. The pool is
 * the one that its `iss` names. Undefined when it does not hold, and for a machine's token.
 */
export async function verifyAccessToken(
  context: CognitoContext,
  token: string,
): Promise<VerifiedAccessToken | undefined> {
  const pool = poolOf(context, token);
  const claims = pool && (await verifiedClaims(context, pool, token));
  if (!pool || claims?.["token_use"] !== "access" || typeof claims["username"] !== "string") return undefined;
  const user = enabledUser(context.state, pool.id, claims["username"]);
  const client = context.state.clients.get(String(claims["client_id"]));
  if (user === undefined || user.sub !== claims.sub || isRevoked(context, user, claims)) return undefined;
  if (client === undefined) return undefined;
  return { pool, client, user, scopes: parseScopes(typeof claims["scope"] === "string" ? claims["scope"] : "") };
}

function poolOf(context: CognitoContext, token: string): Pool | undefined {
  try {
    const { iss } = decodeJwt(token);
    return [...context.state.pools.values()].find((pool) => issuerOf(context, pool.id) === iss);
  } catch {
    return undefined;
  }
}

async function verifiedClaims(context: CognitoContext, pool: Pool, token: string): Promise<JWTPayload | undefined> {
  try {
    const key = jwksDocument(pool).keys.find(({ kid }) => kid === pool.keys.access.kid);
    const currentDate = new Date(context.clock.now());
    return (await jwtVerify(token, await importJWK({ ...key }, "RS256"), { currentDate })).payload;
  } catch {
    return undefined;
  }
}

/** Revoking a refresh token ends every token of its sign-in; signing out everywhere ends all that were issued before. */
function isRevoked({ state }: CognitoContext, user: User, claims: JWTPayload): boolean {
  if (user.signedOutAt !== undefined && Number(claims["auth_time"]) * 1000 <= user.signedOutAt) return true;
  return [...state.refreshTokens.values()].some((token) => token.revoked && token.originJti === claims["origin_jti"]);
}
