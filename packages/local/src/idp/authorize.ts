import { newOpaqueToken } from "../cognito/ids.ts";
import type { LoginRequest } from "../login/login-request.ts";
import { withParameters } from "../login/redirect-uri.ts";
import { type Reply, redirectReply } from "../login/reply.ts";
import { type IdpAuthorization, parseIdpAuthorization } from "./authorization.ts";
import { authorizePage, refusalPage } from "./authorize-page.ts";
import type { IdpContext } from "./context.ts";
import type { IdpUser } from "./idp-user.ts";
import { typedUser } from "./typed-user.ts";

const CODE_MS = 60_000;

/** `GET /authorize`: the page on which somebody says who they are. */
export const showAuthorize = (context: IdpContext, request: LoginRequest): Reply =>
  checked(context, request, (authorization) => authorizePage(context, authorization));

/** The submitted forms of that page: one of the people it lists, somebody typed in, or nobody. */
export const submitAuthorize = (context: IdpContext, request: LoginRequest): Reply =>
  checked(context, request, (authorization) => {
    const { form } = request;
    const { redirectUri, state } = authorization;
    if (form.has("cancel")) {
      const refusal = { error: "access_denied", error_description: "The sign-in was cancelled", state };
      return redirectReply(withParameters(redirectUri, "?", refusal));
    }
    const listed = context.users.find(({ subject }) => subject === form.get("user"));
    if (listed !== undefined) return grant(context, authorization, listed);
    const typed = typedUser(form);
    if (typed.kind === "problems") return authorizePage(context, authorization, { ...typed, form });
    return grant(context, authorization, typed.user);
  });

function checked(
  context: IdpContext,
  request: LoginRequest,
  handle: (authorization: IdpAuthorization) => Reply,
): Reply {
  const parsed = parseIdpAuthorization(context, request);
  if (parsed.kind === "page") return refusalPage(parsed.problem);
  return parsed.kind === "bounce" ? redirectReply(parsed.location) : handle(parsed.authorization);
}

function grant({ codes, clock }: IdpContext, authorization: IdpAuthorization, user: IdpUser): Reply {
  const { redirectUri, state, scopes, nonce, codeChallenge } = authorization;
  const code = newOpaqueToken(24);
  const authTime = clock.now();
  codes.set(code, { user, scopes, nonce, codeChallenge, redirectUri, authTime, expiresAt: authTime + CODE_MS });
  return redirectReply(withParameters(redirectUri, "?", { code, state }));
}
