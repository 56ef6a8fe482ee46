import type { CognitoContext } from "../cognito/context.ts";
import { newOpaqueToken } from "../cognito/ids.ts";
import type { Pool, User } from "../cognito/state.ts";
import { clearCookie, setCookie } from "./cookies.ts";
import { enabledUser } from "./enabled-user.ts";
import type { LoginRequest } from "./login-request.ts";
import { OWN_ACCOUNTS } from "./providers.ts";

/** Cognito's session cookie lasts an hour from sign-in, whatever the tokens' lifetimes. */
const SESSION_SECONDS = 3600;

/** One cookie per pool: on one machine all pools share an origin, and cookies of `localhost` are shared by all its ports. */
const cookieName = (pool: Pool): string => `cognito-${pool.id}`;

export interface ActiveSession {
  readonly user: User;
  /** When the person signed in, in epoch milliseconds. */
  readonly authTime: number;
  /** The identity provider that has proven the person: `COGNITO` or an external one. */
  readonly provider: string;
}

/**
 * Starts a session under a new value, so that a value planted before the sign-in is worth nothing. Answers the `Set-Cookie`.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-managed-login.html
 */
export function startSession(context: CognitoContext, pool: Pool, { user, authTime, provider }: ActiveSession): string {
  const value = newOpaqueToken();
  const expiresAt = authTime + SESSION_SECONDS * 1000;
  context.state.sessions.put(value, { poolId: pool.id, username: user.username, authTime, provider, expiresAt });
  const secure = context.origin().startsWith("https:");
  return setCookie(cookieName(pool), value, { maxAgeSeconds: SESSION_SECONDS, secure });
}

/** The session of a browser with this pool, unless it is over or its user is gone or disabled. */
export function activeSession(context: CognitoContext, request: LoginRequest, pool: Pool): ActiveSession | undefined {
  const value = request.cookies.get(cookieName(pool)) ?? "";
  const session = context.state.sessions.get(value);
  if (session?.poolId !== pool.id) return undefined;
  const user = enabledUser(context.state, pool.id, session.username);
  if (session.expiresAt > context.clock.now() && user !== undefined) {
    const { authTime, provider = OWN_ACCOUNTS } = session;
    return { user, authTime, provider };
  }
  context.state.sessions.delete(value);
  return undefined;
}

/** Ends the browser's session with this pool. Answers the `Set-Cookie` that removes the cookie. */
export function endSession(context: CognitoContext, request: LoginRequest, pool: Pool): string {
  context.state.sessions.delete(request.cookies.get(cookieName(pool)) ?? "");
  return clearCookie(cookieName(pool));
}
