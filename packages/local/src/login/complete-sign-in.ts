import { randomUUID } from "node:crypto";
import type { CognitoContext } from "../cognito/context.ts";
import type { User } from "../cognito/state.ts";
import { issueTokens } from "../cognito/tokens.ts";
import { postAuthentication, preTokenGeneration } from "../cognito/triggers.ts";
import type { AuthorizationRequest } from "./authorization-request.ts";
import { OWN_ACCOUNTS } from "./providers.ts";
import { withParameters } from "./redirect-uri.ts";
import { type Reply, redirectReply } from "./reply.ts";
import { startSession } from "./session.ts";

const CODE_MS = 5 * 60 * 1000;

interface SignInDetails {
  /** Further `Set-Cookie` values. */
  readonly cookies?: readonly string[];
  /** The identity provider that has proven the person; the user pool by default. */
  readonly provider?: string;
  /** Whether this sign-in through an external provider has made the user: false by default. */
  readonly isNew?: boolean;
}

/**
 * Finishes a sign-in whose person has just been proven: PostAuthentication is told of it, the application is granted its answer, and only
 * then a session starts. Throws the functions' refusals; no session starts then, so that another account can be tried.
 */
export async function completeSignIn(
  context: CognitoContext,
  request: AuthorizationRequest,
  user: User,
  { cookies = [], provider = OWN_ACCOUNTS, isNew = false }: SignInDetails = {},
): Promise<Reply> {
  if (!isNew) await postAuthentication(context, { ...request.app, user });
  const authTime = context.clock.now();
  const location = await grantedCallback(context, request, user, authTime);
  return redirectReply(location, [startSession(context, request.app.pool, { user, authTime, provider }), ...cookies]);
}

/**
 * The callback that grants a sign-in to the application. The PreTokenGeneration function is asked here, and not when the code is
 * exchanged: its source is described as "during authentication from the sign-in page". That this also covers a sign-in by session
 * is assumed; real pools have not been observed. Throws what the function's failure becomes.
 */
export function grantedCallback(
  context: CognitoContext,
  request: AuthorizationRequest,
  user: User,
  authTime: number,
): Promise<string> {
  const grant = request.responseType === "code" ? callbackWithCode : callbackWithTokens;
  return grant(context, request, user, authTime);
}

async function callbackWithCode(
  context: CognitoContext,
  request: AuthorizationRequest,
  user: User,
  authTime: number,
): Promise<string> {
  const { app, scopes, redirectUri, nonce, codeChallenge, resource, state } = request;
  const { pool, client } = app;
  const overrides = await preTokenGeneration(context, {
    pool,
    client,
    user,
    scopes,
    source: "TokenGeneration_HostedAuth",
  });
  const code = randomUUID();
  context.state.codes.put(code, {
    poolId: pool.id,
    clientId: client.id,
    username: user.username,
    scopes,
    authTime,
    originJti: randomUUID(),
    redirectUri,
    ...(nonce !== undefined && { nonce }),
    ...(codeChallenge !== undefined && { codeChallenge }),
    ...(resource !== undefined && { resource }),
    ...(overrides !== undefined && { overrides }),
    expiresAt: context.clock.now() + CODE_MS,
  });
  return withParameters(redirectUri, "?", { code, state });
}

/** The implicit grant (RFC 6749, section 4.2) gives no refresh token. */
async function callbackWithTokens(
  context: CognitoContext,
  request: AuthorizationRequest,
  user: User,
  authTime: number,
): Promise<string> {
  const { app, scopes, nonce, resource } = request;
  const tokens = await issueTokens(context, {
    ...app,
    user,
    scopes,
    nonce,
    authTime,
    resource,
    triggerSource: "TokenGeneration_HostedAuth",
    issueRefreshToken: false,
    issuedBy: "hosted",
  });
  return withParameters(request.redirectUri, "#", {
    id_token: tokens.idToken,
    access_token: tokens.accessToken,
    token_type: "Bearer",
    expires_in: String(tokens.expiresIn),
    state: request.state,
  });
}
