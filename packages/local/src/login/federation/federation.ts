import type { CognitoContext } from "../../cognito/context.ts";
import { newOpaqueToken } from "../../cognito/ids.ts";
import type { Federation, IdentityProvider } from "../../cognito/state.ts";
import type { AuthorizationRequest } from "../authorization-request.ts";
import { setCookie } from "../cookies.ts";
import type { LoginRequest } from "../login-request.ts";

const COOKIE = "cognito-fl";
const WELL_FORMED = /^[\w-]{43}$/;

/** Cognito gives a sign-in at a provider five minutes. */
const SECONDS = 300;

/** A federation that has just begun: its `state`, and the cookie that binds it to the browser. */
export interface BegunFederation {
  readonly state: string;
  readonly nonce: string;
  readonly cookie: string;
}

/**
 * Notes that this browser goes to a provider, and for which sign-in. A browser keeps its cookie, so that two windows can be under way;
 * somebody else's `state` is worth nothing in it.
 */
export function beginFederation(
  context: CognitoContext,
  request: LoginRequest,
  authorization: AuthorizationRequest,
  provider: IdentityProvider,
): BegunFederation {
  const { federations } = context.state;
  const now = context.clock.now();
  const [state, nonce] = [newOpaqueToken(32), newOpaqueToken(32)];
  const held = request.cookies.get(COOKIE) ?? "";
  const browser = WELL_FORMED.test(held) ? held : newOpaqueToken(32);
  for (const [key, { expiresAt }] of federations.entries()) {
    // Long enough after its end to still say what became of it.
    if (expiresAt + SECONDS * 1000 <= now) federations.delete(key);
  }
  const { poolId, name } = provider;
  const expiresAt = now + SECONDS * 1000;
  federations.put(state, { poolId, provider: name, nonce, browser, query: authorization.query, expiresAt });
  const secure = context.origin().startsWith("https:");
  return { state, nonce, cookie: setCookie(COOKIE, browser, { maxAgeSeconds: 2 * SECONDS, secure }) };
}

/** The federation that this browser comes back from. It can be taken once; undefined for an unknown `state` or another browser's. */
export function takeFederation({ state }: CognitoContext, { query, cookies }: LoginRequest): Federation | undefined {
  const value = query.get("state") ?? "";
  const federation = state.federations.get(value);
  if (federation === undefined || cookies.get(COOKIE) !== federation.browser) return undefined;
  state.federations.delete(value);
  return federation;
}
