import type { CognitoContext } from "../../cognito/context.ts";
import { federatedSignIn } from "../../cognito/federated-users.ts";
import type { Federation, IdentityProvider } from "../../cognito/state.ts";
import { AwsError } from "../../kernel/aws-error.ts";
import { type AuthorizationRequest, parseAuthorization } from "../authorization-request.ts";
import { bounce } from "../bounce.ts";
import { completeSignIn } from "../complete-sign-in.ts";
import type { LoginRequest } from "../login-request.ts";
import { errorPage } from "../pages/error-page.ts";
import { providersOf } from "../providers.ts";
import { type Reply, redirectReply } from "../reply.ts";
import { takeFederation } from "./federation.ts";
import { FederationError } from "./federation-error.ts";
import { providerClaims } from "./provider-claims.ts";

/**
 * `GET /oauth2/idpresponse`: a person comes back from an external provider. Only the browser that was sent there is listened to, once,
 * and for five minutes; what it was sent for is judged again, because the app client may have changed. Every later failure is told to the
 * application as `invalid_request` with a description.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-oidc-flow.html
 */
export async function idpResponse(context: CognitoContext, request: LoginRequest): Promise<Reply> {
  const federation = takeFederation(context, request);
  if (federation === undefined) return errorPage("federation-state");
  const parsed = parseAuthorization(context.state, new URLSearchParams(federation.query));
  if (parsed.kind === "page") return errorPage(parsed.error);
  if (parsed.kind === "bounce") return redirectReply(parsed.location);
  const { request: authorization } = parsed;
  if (federation.expiresAt <= context.clock.now())
    return errorPage("federation-expired", `/login?${authorization.query}`);
  const provider = providersOf(context.state, authorization.app).find(({ name }) => name === federation.provider);
  if (provider === undefined) return bounce(authorization, "invalid_request");
  try {
    return await signedIn(context, authorization, federation, provider, request.query);
  } catch (error) {
    if (error instanceof FederationError) return bounce(authorization, error.code, error.message);
    if (error instanceof AwsError) return bounce(authorization, "invalid_request", error.message);
    throw error;
  }
}

async function signedIn(
  context: CognitoContext,
  authorization: AuthorizationRequest,
  federation: Federation,
  provider: IdentityProvider,
  answer: URLSearchParams,
): Promise<Reply> {
  const claims = await providerClaims(context, provider, federation, answer);
  const { user, isNew } = await federatedSignIn(context, { ...authorization.app, provider, claims });
  // Applications that send no nonce find Cognito's own in the first ID token, and none once they come with a session.
  const nonce = authorization.nonce ?? federation.nonce;
  return completeSignIn(context, { ...authorization, nonce }, user, { provider: provider.name, isNew });
}
