import type { CognitoContext } from "../cognito/context.ts";
import { revokeSignIn } from "../cognito/sign-out.ts";
import { authenticateClient } from "./client-authentication.ts";
import type { LoginRequest } from "./login-request.ts";
import { OAuthError } from "./oauth-error.ts";
import { oauthErrorReply } from "./oauth-error-reply.ts";
import { jsonReply, type Reply } from "./reply.ts";

/**
 * `POST /oauth2/revoke` (RFC 7009): ends a refresh token and every token of the same sign-in. A token that is unknown, ended or
 * another client's is answered like a revoked one.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/revocation-endpoint.html
 */
export function revoke(context: CognitoContext, request: LoginRequest): Reply {
  try {
    revokeToken(context, request);
    return { ...jsonReply(200, undefined), body: "" };
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    // Unlike the token endpoint, this one answers a failed authentication with 401.
    const status = error.code === "invalid_client" ? 401 : error.status;
    return oauthErrorReply(new OAuthError(error.code, error.description, status));
  }
}

function revokeToken(context: CognitoContext, request: LoginRequest): void {
  const { client } = authenticateClient(context, request);
  const value = request.form.get("token") ?? "";
  if (value === "" || client.settings.EnableTokenRevocation === false) throw new OAuthError("invalid_request");
  // ID and access tokens are signed JWTs; refresh tokens are opaque.
  if (value.split(".").length === 3) throw new OAuthError("unsupported_token_type");
  const token = context.state.refreshTokens.get(value);
  if (token?.clientId === client.id) revokeSignIn(context, token.originJti);
}
