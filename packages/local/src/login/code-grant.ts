import { createHash } from "node:crypto";
import type { CognitoContext } from "../cognito/context.ts";
import { canReadScopes } from "../cognito/revealed-attributes.ts";
import type { AuthorizationCode, User } from "../cognito/state.ts";
import { type IssuedTokens, issueTokens } from "../cognito/tokens.ts";
import { enabledUser } from "./enabled-user.ts";
import type { HostedApp } from "./hosted-app.ts";
import { OAuthError } from "./oauth-error.ts";
import { requireFlow, requireParameter } from "./token-parameters.ts";

/**
 * Exchanges an authorization code (RFC 6749, section 4.1.3). A code works once, within five minutes, for its own client and callback
 * and with its PKCE verifier (RFC 7636). A refresh token always comes with it, whatever the scopes. Throws `OAuthError`.
 */
export function codeGrant(context: CognitoContext, app: HostedApp, form: URLSearchParams): Promise<IssuedTokens> {
  requireFlow(app, "code");
  const value = requireParameter(form, "code");
  const redirectUri = requireParameter(form, "redirect_uri");
  if (app.client.settings.CallbackURLs?.includes(redirectUri) !== true) throw invalidRedirect();
  const code = takeCode(context, app, value);
  if (code.redirectUri !== redirectUri) throw invalidRedirect();
  assertVerifier(code, form.get("code_verifier"));
  const user = userOf(context, app, code);
  const { scopes, nonce, authTime, originJti, resource, overrides } = code;
  return issueTokens(context, {
    ...app,
    user,
    scopes,
    nonce,
    authTime,
    originJti,
    resource,
    triggerSource: "TokenGeneration_HostedAuth",
    asked: { overrides },
    issueRefreshToken: true,
    issuedBy: "hosted",
  });
}

const invalidRedirect = (): OAuthError => new OAuthError("unauthorized_client", "invalid_redirect");

/** Takes the code out of the state before anything else is checked: whoever guesses at its verifier has one attempt. */
function takeCode({ state, clock }: CognitoContext, { client }: HostedApp, value: string): AuthorizationCode {
  const code = state.codes.get(value);
  if (code === undefined || code.clientId !== client.id) throw new OAuthError("invalid_grant");
  state.codes.delete(value);
  if (code.expiresAt <= clock.now()) throw new OAuthError("invalid_grant");
  return code;
}

/** A verifier for a code without challenge is refused as well (RFC 9700, section 2.1.1). */
function assertVerifier({ codeChallenge }: AuthorizationCode, verifier: string | null): void {
  const computed = verifier === null ? undefined : createHash("sha256").update(verifier).digest("base64url");
  if (computed !== codeChallenge) throw new OAuthError("invalid_grant");
}

function userOf(context: CognitoContext, { pool, client }: HostedApp, code: AuthorizationCode): User {
  const user = enabledUser(context.state, pool.id, code.username);
  if (user === undefined || !canReadScopes(client, code.scopes)) throw new OAuthError("invalid_grant");
  return user;
}
