import { type VerifiedAccessToken, verifyAccessToken } from "../cognito/access-tokens.ts";
import type { CognitoContext } from "../cognito/context.ts";
import { revealedAttributes } from "../cognito/revealed-attributes.ts";
import { AwsError } from "../kernel/aws-error.ts";
import type { LoginRequest } from "./login-request.ts";
import { jsonReply, type Reply } from "./reply.ts";

/**
 * `GET /oauth2/userInfo`: the attributes that the access token's scopes reveal, every value a string (`email_verified` too), with
 * `sub` and `username` and no `cognito:*` claim. Errors stand in `WWW-Authenticate`, which names no scheme, and in the body.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
 */
export async function userInfo(context: CognitoContext, { headers }: LoginRequest): Promise<Reply> {
  const token = /^Bearer\s+([\w.~+/=-]+)\s*$/i.exec(headers.authorization ?? "")?.[1];
  if (token === undefined) return refusal(400, "invalid_request", "Bad OAuth2 request at UserInfo Endpoint");
  const verified = await verifiedOrNone(context, token);
  if (verified === undefined) {
    const reason = "Access token is expired, disabled, or deleted, or the user has globally signed out.";
    return refusal(401, "invalid_token", reason);
  }
  const { client, user, scopes } = verified;
  // Tokens of the API's sign-in have none: they are for the API.
  if (!scopes.includes("openid")) return refusal(401, "invalid_token", "Access token does not contain openid scope");
  return jsonReply(200, { ...revealedAttributes(client, user, scopes), username: user.username });
}

/** Undefined for a token that does not hold: this endpoint gives one reason for all of them. */
async function verifiedOrNone(context: CognitoContext, token: string): Promise<VerifiedAccessToken | undefined> {
  try {
    return await verifyAccessToken(context, token);
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}

function refusal(status: 400 | 401, error: string, description: string): Reply {
  const challenge = `error="${error}", error_description="${description}"`;
  return jsonReply(status, { error, error_description: description }, { "www-authenticate": challenge });
}
