import type { CognitoContext } from "../cognito/context.ts";
import type { Client, RefreshToken } from "../cognito/state.ts";
import { type IssuedTokens, issueTokens } from "../cognito/tokens.ts";
import { enabledUser } from "./enabled-user.ts";
import type { HostedApp } from "./hosted-app.ts";
import { OAuthError } from "./oauth-error.ts";
import { requireParameter } from "./token-parameters.ts";

/**
 * Issues new ID and access tokens for a refresh token, with the old sign-in time and without its nonce. With rotation the caller also
 * gets a new refresh token that ends when the old one would have. Throws `OAuthError`.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html
 */
export async function refreshGrant(
  context: CognitoContext,
  app: HostedApp,
  form: URLSearchParams,
): Promise<IssuedTokens> {
  const value = requireParameter(form, "refresh_token");
  const token = liveToken(context, app.client, value);
  const user = enabledUser(context.state, app.pool.id, token.username);
  if (user === undefined) throw new OAuthError("invalid_grant");
  const { scopes, authTime, originJti, resource, issuedBy, expiresAt } = token;
  const rotation = rotationOf(app.client);
  const tokens = await issueTokens(context, {
    ...app,
    user,
    scopes,
    authTime,
    originJti,
    resource,
    issuedBy,
    triggerSource: "TokenGeneration_RefreshTokens",
    issueRefreshToken: rotation !== undefined,
    refreshExpiresAt: expiresAt,
  });
  if (rotation) retire(context, value, token, rotation.graceMs);
  return tokens;
}

function liveToken({ state, clock }: CognitoContext, client: Client, value: string): RefreshToken {
  const token = state.refreshTokens.get(value);
  if (token === undefined || token.clientId !== client.id || token.revoked) throw new OAuthError("invalid_grant");
  if (token.expiresAt > clock.now()) return token;
  state.refreshTokens.delete(value);
  throw new OAuthError("invalid_grant");
}

function rotationOf({ settings }: Client): { readonly graceMs: number } | undefined {
  // The service model has checked the members of the setting.
  const rotation = settings["RefreshTokenRotation"] as
    | { readonly Feature: string; readonly RetryGracePeriodSeconds?: number }
    | undefined;
  return rotation?.Feature === "ENABLED" ? { graceMs: (rotation.RetryGracePeriodSeconds ?? 0) * 1000 } : undefined;
}

/** The rotated token works on for the grace period, so that a caller can repeat a request whose answer was lost. */
function retire({ state, clock }: CognitoContext, value: string, token: RefreshToken, graceMs: number): void {
  state.refreshTokens.put(value, { ...token, expiresAt: Math.min(token.expiresAt, clock.now() + graceMs) });
}
