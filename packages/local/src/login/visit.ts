import type { CognitoContext } from "../cognito/context.ts";
import { type AuthorizationRequest, parseAuthorization } from "./authorization-request.ts";
import { isOwnForm } from "./csrf.ts";
import { hasLoginPages } from "./hosted-app.ts";
import type { LoginRequest } from "./login-request.ts";
import { errorPage } from "./pages/error-page.ts";
import { hasOwnAccounts } from "./providers.ts";
import { type Reply, redirectReply } from "./reply.ts";

/** A person on one of the login pages, on the way to an application. */
export interface Visit {
  readonly context: CognitoContext;
  readonly request: LoginRequest;
  readonly authorization: AuthorizationRequest;
}

type PageHandler = (visit: Visit) => Reply | Promise<Reply>;

/**
 * Makes a handler of a login page: the request must carry a valid sign-in request, and the application may show pages. `federatedOnly`
 * answers where people have no accounts of the user pool; by default with an error, because a page for accounts is then nobody's.
 */
export function loginPage(handle: PageHandler, federatedOnly: PageHandler = noAccounts) {
  return (context: CognitoContext, request: LoginRequest): Reply | Promise<Reply> => {
    const parsed = parseAuthorization(context.state, request.query);
    if (parsed.kind === "page") return errorPage(parsed.error);
    if (parsed.kind === "bounce") return redirectReply(parsed.location);
    const { request: authorization } = parsed;
    if (!hasLoginPages(context.state, authorization.app)) return errorPage("login-pages-unavailable");
    const visit = { context, request, authorization };
    return hasOwnAccounts(authorization.app) ? handle(visit) : federatedOnly(visit);
  };
}

const noAccounts: PageHandler = (visit) => errorPage("own-accounts-off", pathTo(visit, "/login"));

/** Makes a handler of a form's submission: only forms of our own pages are listened to. */
export function loginForm(handle: PageHandler) {
  return loginPage((visit) => {
    if (isOwnForm(visit.request)) return handle(visit);
    return errorPage("form-expired", pathTo(visit, "/login"));
  });
}

/** The address of another login page, with the sign-in request that all of them carry. */
export const pathTo = ({ authorization }: Visit, path: string): string => `${path}?${authorization.query}`;
