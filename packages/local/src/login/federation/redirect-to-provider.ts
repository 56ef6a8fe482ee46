import type { CognitoContext } from "../../cognito/context.ts";
import type { IdentityProvider } from "../../cognito/state.ts";
import type { AuthorizationRequest } from "../authorization-request.ts";
import { bounce } from "../bounce.ts";
import type { LoginRequest } from "../login-request.ts";
import { withParameters } from "../redirect-uri.ts";
import { type Reply, redirectReply } from "../reply.ts";
import { beginFederation } from "./federation.ts";
import { FederationError } from "./federation-error.ts";
import { idpResponseUrl } from "./provider-claims.ts";
import { providerEndpoints } from "./provider-endpoints.ts";

/**
 * Sends the person to the provider's own sign-in (OpenID Connect Core 1.0, 3.1.2.1), with `login_hint` and without PKCE, as Cognito does.
 * A provider that cannot be reached is told to the application.
 */
export async function redirectToProvider(
  context: CognitoContext,
  request: LoginRequest,
  authorization: AuthorizationRequest,
  provider: IdentityProvider,
): Promise<Reply> {
  try {
    const { authorize } = await providerEndpoints(provider);
    const { state, nonce, cookie } = beginFederation(context, request, authorization, provider);
    const location = withParameters(authorize, "?", {
      response_type: "code",
      client_id: provider.details["client_id"],
      redirect_uri: idpResponseUrl(context),
      scope: provider.details["authorize_scopes"],
      state,
      nonce,
      login_hint: new URLSearchParams(authorization.query).get("login_hint") ?? undefined,
    });
    return redirectReply(location, [cookie]);
  } catch (error) {
    if (!(error instanceof FederationError)) throw error;
    return bounce(authorization, error.code, error.message);
  }
}
