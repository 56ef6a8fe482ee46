import { randomUUID } from "node:crypto";
import { importJWK, SignJWT } from "jose";
import { type CognitoContext, issuerOf } from "./context.ts";
import { newOpaqueToken } from "./ids.ts";
import type { Client, Pool, SigningKey, User } from "./state.ts";
import { accessTokenClaims, type Claims, clientCredentialsClaims, idTokenClaims } from "./token-claims.ts";
import { tokenLifetimes } from "./token-lifetimes.ts";
import type { TokenOverrides } from "./token-overrides.ts";
import { type PreTokenGenerationRequest, preTokenGeneration } from "./triggers.ts";

export interface TokenRequest {
  readonly pool: Pool;
  readonly client: Client;
  readonly user: User;
  readonly scopes: readonly string[];
  readonly nonce?: string | undefined;
  /** When the user proved who they are, in epoch milliseconds. */
  readonly authTime: number;
  /** The sign-in that the tokens descend from; a new one when absent. */
  readonly originJti?: string | undefined;
  /** The resource to bind the access token to (RFC 8707). */
  readonly resource?: string | undefined;
  readonly triggerSource: PreTokenGenerationRequest["source"];
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
  /** Set when the PreTokenGeneration function was asked before, with what it answered: it is then not asked again. */
  readonly asked?: { readonly overrides?: TokenOverrides | undefined };
  readonly issueRefreshToken: boolean;
  /** When a new refresh token ends, in epoch milliseconds; after the client's `RefreshTokenValidity` when absent. */
  readonly refreshExpiresAt?: number | undefined;
  /** Tokens of the `api` always come with an ID token, `hosted` ones for the scope `openid` only. */
  readonly issuedBy: "hosted" | "api";
}

export interface IssuedTokens {
  readonly accessToken: string;
  readonly idToken?: string;
  readonly refreshToken?: string;
  /** Lifetime of the access token in seconds. */
  readonly expiresIn: number;
}

/**
 * Issues the tokens of a signed-in user, after asking the pool's PreTokenGeneration function. Throws what that function's failure
 * becomes (`UserLambdaValidationException` when it refuses), and has then issued nothing.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-with-identity-providers.html
 */
export async function issueTokens(context: CognitoContext, request: TokenRequest): Promise<IssuedTokens> {
  const { pool, client, scopes, originJti = randomUUID() } = request;
  const overrides = request.asked
    ? request.asked.overrides
    : await preTokenGeneration(context, { ...request, source: request.triggerSource });
  const signIn = { ...request, originJti, eventId: randomUUID(), overrides };
  const { access, id } = tokenLifetimes(client.settings);
  const withIdToken = request.issuedBy === "api" || scopes.includes("openid");
  const [accessToken, idToken] = await Promise.all([
    signed(context, pool, pool.keys.access, accessTokenClaims(signIn), access),
    withIdToken ? signed(context, pool, pool.keys.id, idTokenClaims(context.state, signIn), id) : undefined,
  ]);
  return {
    accessToken,
    ...(idToken !== undefined && { idToken }),
    ...(request.issueRefreshToken && { refreshToken: storeRefreshToken(context, request, originJti) }),
    expiresIn: access,
  };
}

/**
 * Issues the access token of a machine: there is no user and no refresh token. Throws as `issueTokens`.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
 */
export async function issueClientCredentialsToken(
  context: CognitoContext,
  request: Pick<TokenRequest, "pool" | "client" | "scopes" | "clientMetadata">,
): Promise<Pick<IssuedTokens, "accessToken" | "expiresIn">> {
  const { pool, client, scopes } = request;
  const source = "TokenGeneration_ClientCredentials";
  const overrides = await preTokenGeneration(context, { ...request, source });
  const authTime = { auth_time: Math.floor(context.clock.now() / 1000) };
  const claims = { ...clientCredentialsClaims(client, scopes, overrides), ...authTime };
  const { access } = tokenLifetimes(client.settings);
  return { accessToken: await signed(context, pool, pool.keys.access, claims, access), expiresIn: access };
}

/** `lifetime` in seconds. */
async function signed(
  context: CognitoContext,
  pool: Pool,
  key: SigningKey,
  claims: Claims,
  lifetime: number,
): Promise<string> {
  const iat = Math.floor(context.clock.now() / 1000);
  const payload = { ...claims, iss: issuerOf(context, pool.id), iat, exp: iat + lifetime, jti: randomUUID() };
  const privateKey = await importJWK(key.privateJwk, "RS256");
  return new SignJWT(payload).setProtectedHeader({ kid: key.kid, alg: "RS256" }).sign(privateKey);
}

function storeRefreshToken(context: CognitoContext, request: TokenRequest, originJti: string): string {
  const { pool, client, user, scopes, authTime, resource, issuedBy } = request;
  const lifetime = tokenLifetimes(client.settings).refresh * 1000;
  const value = newOpaqueToken(96);
  context.state.refreshTokens.put(value, {
    poolId: pool.id,
    clientId: client.id,
    username: user.username,
    scopes,
    authTime,
    originJti,
    ...(resource !== undefined && { resource }),
    issuedBy,
    expiresAt: request.refreshExpiresAt ?? context.clock.now() + lifetime,
    revoked: false,
  });
  return value;
}
