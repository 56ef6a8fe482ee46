import type { CognitoContext } from "../cognito/context.ts";
import type { IssuedTokens } from "../cognito/tokens.ts";
import { AwsError } from "../kernel/aws-error.ts";
import { authenticateClient } from "./client-authentication.ts";
import { clientCredentialsGrant } from "./client-credentials-grant.ts";
import { codeGrant } from "./code-grant.ts";
import type { LoginRequest } from "./login-request.ts";
import { OAuthError } from "./oauth-error.ts";
import { oauthErrorReply } from "./oauth-error-reply.ts";
import { refreshGrant } from "./refresh-grant.ts";
import { jsonReply, type Reply } from "./reply.ts";

const GRANTS = {
  authorization_code: codeGrant,
  refresh_token: refreshGrant,
  client_credentials: clientCredentialsGrant,
} as const;

/**
 * `POST /oauth2/token`. The request is read, then the client proven, then the grant judged, so that a bogus code tells a good secret
 * (`invalid_grant`) from a wrong one (`invalid_client`).
 * https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
 */
export async function tokenEndpoint(context: CognitoContext, request: LoginRequest): Promise<Reply> {
  try {
    return jsonReply(200, tokenResponse(await granted(context, request)));
  } catch (error) {
    // A trigger's refusal has no place in the documented table: the grant is what does not hold.
    if (error instanceof AwsError) return oauthErrorReply(new OAuthError("invalid_grant", error.message));
    if (error instanceof OAuthError) return oauthErrorReply(error);
    throw error;
  }
}

async function granted(context: CognitoContext, request: LoginRequest): Promise<IssuedTokens> {
  const { form } = request;
  if ([...form.keys()].some((name) => form.getAll(name).length > 1)) throw new OAuthError("invalid_request");
  const type = form.get("grant_type") ?? "";
  if (type === "") throw new OAuthError("invalid_request");
  if (!isGrantType(type)) throw new OAuthError("unsupported_grant_type");
  return GRANTS[type](context, authenticateClient(context, request), form);
}

const isGrantType = (type: string): type is keyof typeof GRANTS => Object.hasOwn(GRANTS, type);

function tokenResponse({ idToken, accessToken, refreshToken, expiresIn }: IssuedTokens) {
  return {
    ...(idToken !== undefined && { id_token: idToken }),
    access_token: accessToken,
    ...(refreshToken !== undefined && { refresh_token: refreshToken }),
    expires_in: expiresIn,
    token_type: "Bearer",
  };
}
