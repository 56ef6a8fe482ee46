import type { CognitoContext } from "../../cognito/context.ts";
import type { Federation, IdentityProvider } from "../../cognito/state.ts";
import { FederationError } from "./federation-error.ts";
import { providerCall } from "./provider-call.ts";
import { providerEndpoints } from "./provider-endpoints.ts";
import { type IdTokenClaims, verifyIdToken } from "./verify-id-token.ts";

/** Where every provider sends people back to. */
export const idpResponseUrl = (context: Pick<CognitoContext, "origin">): string =>
  `${context.origin()}/oauth2/idpresponse`;

/**
 * What a provider says about the person whom it has sent back: the claims of its ID token, which is checked, and over them those of
 * userinfo about the same subject. Which of the two Cognito prefers is not documented. Throws `FederationError`.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-oidc-flow.html
 */
export async function providerClaims(
  context: CognitoContext,
  provider: IdentityProvider,
  { nonce }: Pick<Federation, "nonce">,
  answer: URLSearchParams,
): Promise<IdTokenClaims> {
  const code = codeOf(answer);
  const endpoints = await providerEndpoints(provider);
  const tokens = await exchange(context, provider, endpoints.token, code);
  const idToken = { token: tokens["id_token"], jwksUri: endpoints.jwks, nonce };
  const claims = await verifyIdToken(provider, context.clock, idToken);
  const info = await userInfo(provider, endpoints.userInfo, tokens["access_token"]);
  // OpenID Connect Core 1.0, 5.3.2: otherwise it may be about anybody.
  if (info["sub"] !== claims.sub) throw new FederationError("Bad userInfo sub");
  return { ...claims, ...info, sub: claims.sub };
}

/** The provider's own refusal goes on to the application as it is. */
function codeOf(answer: URLSearchParams): string {
  const error = answer.get("error");
  if (error !== null) {
    const code = /^[\w.-]{1,64}$/.test(error) ? error : "invalid_request";
    throw new FederationError(answer.get("error_description") ?? error, code);
  }
  const code = answer.get("code");
  if (code === null || code === "") throw new FederationError("The identity provider has sent no code");
  return code;
}

/** Cognito proves itself by `client_secret_post` only. */
function exchange(context: CognitoContext, { name, details }: IdentityProvider, url: string, code: string) {
  const body = new URLSearchParams({
    grant_type: "authorization_code",
    code,
    redirect_uri: idpResponseUrl(context),
    client_id: details["client_id"] ?? "",
    client_secret: details["client_secret"] ?? "",
  });
  return providerCall(name, url, { method: "POST", body });
}

function userInfo({ name, details }: IdentityProvider, url: string, accessToken: unknown) {
  if (typeof accessToken !== "string") throw new FederationError(`${name} Error - the answer has no access_token`);
  const method = details["attributes_request_method"] === "POST" ? "POST" : "GET";
  return providerCall(name, url, { method, headers: { authorization: `Bearer ${accessToken}` } });
}
