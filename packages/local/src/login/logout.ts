import type { CognitoContext } from "../cognito/context.ts";
import { findApp, type HostedApp } from "./hosted-app.ts";
import type { LoginRequest } from "./login-request.ts";
import { errorPage } from "./pages/error-page.ts";
import { type Reply, redirectReply } from "./reply.ts";
import { endSession } from "./session.ts";

/** What a sign-out passes on to the sign-in that follows it. */
const PASSED_ON = ["client_id", "redirect_uri", "response_type", "scope", "state", "nonce"];

/**
 * `GET /logout`: not OpenID Connect's RP-initiated logout. It wants `client_id` with a registered `logout_uri`, or with a registered
 * `redirect_uri` and `response_type` to sign in again; anything else is an error page that leaves the session as it was.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
 */
export function logout(context: CognitoContext, request: LoginRequest): Reply {
  const lookup = findApp(context.state, request.query.get("client_id"));
  if (lookup.kind !== "found") return errorPage(lookup.kind);
  const { app } = lookup;
  return request.query.has("logout_uri") ? leave(context, request, app) : signInAgain(context, request, app);
}

function leave(context: CognitoContext, request: LoginRequest, { pool, client }: HostedApp): Reply {
  const uri = onlyValue(request, "logout_uri");
  if (uri === undefined || client.settings.LogoutURLs?.includes(uri) !== true) return errorPage("redirect_mismatch");
  return redirectReply(uri, [endSession(context, request, pool)]);
}

function signInAgain(context: CognitoContext, request: LoginRequest, { pool, client }: HostedApp): Reply {
  const uri = onlyValue(request, "redirect_uri");
  const responseType = onlyValue(request, "response_type");
  if (uri === undefined || responseType === undefined) return errorPage("invalid_request");
  if (client.settings.CallbackURLs?.includes(uri) !== true) return errorPage("redirect_mismatch");
  const parameters = new URLSearchParams([...request.query].filter(([name]) => PASSED_ON.includes(name)));
  return redirectReply(`/login?${parameters.toString()}`, [endSession(context, request, pool)]);
}

function onlyValue({ query }: LoginRequest, name: string): string | undefined {
  const values = query.getAll(name);
  return values.length === 1 ? values[0] : undefined;
}
