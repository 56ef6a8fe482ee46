import type { CognitoContext } from "../cognito/context.ts";
import { AwsError } from "../kernel/aws-error.ts";
import { type AuthorizationRequest, parseAuthorization } from "./authorization-request.ts";
import { grantedCallback } from "./complete-sign-in.ts";
import type { LoginRequest } from "./login-request.ts";
import { errorPage } from "./pages/error-page.ts";
import { withParameters } from "./redirect-uri.ts";
import { type Reply, redirectReply } from "./reply.ts";
import { type ActiveSession, activeSession } from "./session.ts";

/**
 * `GET /oauth2/authorize`: with a session the application gets its answer at once, otherwise the person goes to the sign-in page.
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
  return redirectReply(`/login?${authorization.query}`);
}

function suffices(
  { clock }: CognitoContext,
  { prompt, maxAge }: AuthorizationRequest,
  { authTime }: ActiveSession,
): boolean {
  const recent = maxAge === undefined || clock.now() - authTime <= maxAge * 1000;
  return recent && !prompt.has("login");
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

function bounce({ redirectUri, state }: AuthorizationRequest, error: string, description?: string): Reply {
  return redirectReply(withParameters(redirectUri, "?", { error, error_description: description, state }));
}
