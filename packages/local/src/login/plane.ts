import type { CognitoContext } from "../cognito/context.ts";
import { authorize } from "./authorize.ts";
import { showChangePassword, submitChangePassword } from "./change-password.ts";
import { showConfirmForgotPassword, submitConfirmForgotPassword } from "./confirm-forgot-password.ts";
import { showConfirmUser, submitConfirmUser, submitResendCode } from "./confirm-user.ts";
import { showError } from "./error-endpoint.ts";
import { idpResponse } from "./federation/idp-response.ts";
import { showForgotPassword, submitForgotPassword } from "./forgot-password.ts";
import { isIssuerPath, issuerDocument } from "./issuer.ts";
import { logout } from "./logout.ts";
import { revoke } from "./revoke.ts";
import { type Plane, type PlaneSupport, type Route, servePlane } from "./serve-plane.ts";
import { showSignIn, submitSignIn } from "./sign-in.ts";
import { showSignUp, submitSignUp } from "./sign-up.ts";
import { tokenCall } from "./token-call.ts";
import { tokenEndpoint } from "./token-endpoint.ts";
import { userInfo } from "./user-info.ts";

const ROUTES: Readonly<Record<string, Route>> = {
  "/oauth2/authorize": { GET: authorize },
  "/oauth2/idpresponse": { GET: idpResponse },
  "/oauth2/token": { POST: tokenEndpoint, crossOrigin: true, breakable: tokenCall },
  "/oauth2/userInfo": { GET: userInfo, crossOrigin: true },
  "/oauth2/revoke": { POST: revoke, crossOrigin: true },
  "/login": { GET: showSignIn, POST: submitSignIn },
  "/signup": { GET: showSignUp, POST: submitSignUp },
  "/confirmuser": { GET: showConfirmUser, POST: submitConfirmUser },
  "/resendcode": { POST: submitResendCode },
  "/forgotPassword": { GET: showForgotPassword, POST: submitForgotPassword },
  "/confirmforgotPassword": { GET: showConfirmForgotPassword, POST: submitConfirmForgotPassword },
  "/changePassword": { GET: showChangePassword, POST: submitChangePassword },
  "/logout": { GET: logout },
  "/error": { GET: showError },
};

const ISSUER_ROUTE: Route = { GET: issuerDocument, crossOrigin: true };

/**
 * Cognito's issuer documents, OAuth endpoints and login pages, all on one origin: the pool is found by `client_id`, or by the issuer of
 * an access token. Answers false for a path that is not its own. `commit` makes the state durable and is awaited before an answer
 * leaves; `faults` break the token endpoint.
 */
export function loginPlane(
  context: CognitoContext,
  commit?: PlaneSupport["commit"],
  faults?: PlaneSupport["faults"],
): Plane {
  return servePlane(context, routeOf, { commit, faults });
}

function routeOf(path: string): Route | undefined {
  if (Object.hasOwn(ROUTES, path)) return ROUTES[path];
  return isIssuerPath(path) ? ISSUER_ROUTE : undefined;
}
