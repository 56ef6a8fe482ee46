import type { CognitoContext } from "../cognito/context.ts";
import type { IdentityProvider } from "../cognito/state.ts";
import { AwsError } from "../kernel/aws-error.ts";
import { type AuthorizationRequest, parseAuthorization } from "./authorization-request.ts";
import { bounce } from "./bounce.ts";
import { grantedCallback } from "./complete-sign-in.ts";
import { redirectToProvider } from "./federation/redirect-to-provider.ts";
import type { LoginRequest } from "./login-request.ts";
import { errorPage } from "./pages/error-page.ts";
import { hasOwnAccounts, providersOf, supportsProvider } from "./providers.ts";
import { type Reply, redirectReply } from "./reply.ts";
import { type ActiveSession, activeSession } from "./session.ts";

/**
 * `GET /oauth2/authorize`: with a session the application gets its answer at once, otherwise the person goes to the sign-in page, or
 * straight to the external provider that the application asks for or that is its only way in.
 * `prompt` counts on a managed-login domain only.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
 */
export async function authorize(context: CognitoContext, request: LoginRequest): Promise<Reply> {
  const parsed = parseAuthorization(context.state, request.query);
  if (parsed.kind === "page") return errorPage(parsed.error);
  if (parsed.kind === "bounce") return redirectReply(parsed.location);
  const { request: authorization } = parsed;
  const session = activeSession(context, request, authorization.app.pool);
  if (session && suffices(context, authorization, session)) return grant(context, authorization, session);
  if (authorization.prompt.has("none")) return bounce(authorization, "login_required");
  const provider = destination(context, authorization);
  if (provider !== undefined) return redirectToProvider(context, request, authorization, provider);
  return redirectReply(`/login?${authorization.query}`);
}

function destination({ state }: CognitoContext, { app, provider }: AuthorizationRequest): IdentityProvider | undefined {
  if (typeof provider === "object") return provider;
  const [only, ...others] = providersOf(state, app);
  const single = provider === undefined && !hasOwnAccounts(app) && others.length === 0;
  return single && only?.type === "OIDC" ? only : undefined;
}

/**
 * A session is good for the apps that let people in through the provider that has proven the person, unless the application asks for
 * another one.
 */
function suffices(
  { clock }: CognitoContext,
  { app, prompt, maxAge, provider: asked }: AuthorizationRequest,
  { authTime, provider }: ActiveSession,
): boolean {
  const recent = maxAge === undefined || clock.now() - authTime <= maxAge * 1000;
  const wanted = typeof asked === "object" ? asked.name : (asked ?? provider);
  return recent && !prompt.has("login") && wanted === provider && supportsProvider(app, provider);
}

/**
 * A refusal by the PreTokenGeneration function is told to the application, which alone can say what to do about it. The form of the
 * answer is that of a refusal during federated sign-in; for a session it has not been observed on a real pool.
 */
async function grant(
  context: CognitoContext,
  authorization: AuthorizationRequest,
  session: ActiveSession,
): Promise<Reply> {
  try {
    return redirectReply(await grantedCallback(context, authorization, session.user, session.authTime));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return bounce(authorization, "invalid_request", error.message);
  }
}
