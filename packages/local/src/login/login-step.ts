import type { CognitoContext } from "../cognito/context.ts";
import { newOpaqueToken } from "../cognito/ids.ts";
import type { LoginStep } from "../cognito/state.ts";
import { clearCookie, setCookie } from "./cookies.ts";
import type { HostedApp } from "./hosted-app.ts";
import type { LoginRequest } from "./login-request.ts";

const COOKIE = "cognito-step";

/** Long enough for a mail to arrive; a temporary password has only the client's `AuthSessionValidity`, three minutes by default. */
const CODE_MINUTES = 60;
const AUTH_SESSION_MINUTES = 3;

/** Remembers what this browser may do on the next page. Answers the `Set-Cookie`. */
export function beginStep(context: CognitoContext, app: HostedApp, kind: LoginStep["kind"], username: string): string {
  const value = newOpaqueToken();
  const maxAgeSeconds = minutesOf(app, kind) * 60;
  const expiresAt = context.clock.now() + maxAgeSeconds * 1000;
  const { client } = app;
  context.state.loginSteps.put(value, { kind, poolId: client.poolId, clientId: client.id, username, expiresAt });
  return setCookie(COOKIE, value, { maxAgeSeconds, secure: context.origin().startsWith("https:") });
}

function minutesOf({ client }: HostedApp, kind: LoginStep["kind"]): number {
  if (kind !== "new-password") return CODE_MINUTES;
  const validity = client.settings["AuthSessionValidity"];
  return typeof validity === "number" ? validity : AUTH_SESSION_MINUTES;
}

/** The step of this kind that the browser has earned for this app. */
export function currentStep(
  context: CognitoContext,
  request: LoginRequest,
  app: HostedApp,
  kind: LoginStep["kind"],
): LoginStep | undefined {
  const value = request.cookies.get(COOKIE) ?? "";
  const step = context.state.loginSteps.get(value);
  if (step && step.expiresAt <= context.clock.now()) context.state.loginSteps.delete(value);
  else if (step?.kind === kind && step.clientId === app.client.id) return step;
  return undefined;
}

/** Forgets the browser's step. Answers the `Set-Cookie` that removes the cookie. */
export function endStep(context: CognitoContext, request: LoginRequest): string {
  context.state.loginSteps.delete(request.cookies.get(COOKIE) ?? "");
  return clearCookie(COOKIE);
}
