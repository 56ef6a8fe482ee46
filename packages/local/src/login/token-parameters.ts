import type { HostedApp } from "./hosted-app.ts";
import { OAuthError } from "./oauth-error.ts";

/** The value of a parameter that a grant cannot do without. Throws `OAuthError` `invalid_request`. */
export function requireParameter(form: URLSearchParams, name: string): string {
  const value = form.get(name) ?? "";
  if (value === "") throw new OAuthError("invalid_request");
  return value;
}

/**
 * Throws unless the client may use the flow: `unauthorized_client` when it is not among its flows, and `invalid_grant` when its OAuth
 * settings are not switched on at all, which is what Cognito answers then.
 */
export function requireFlow({ client }: Pick<HostedApp, "client">, flow: "code" | "client_credentials"): void {
  if (client.settings.AllowedOAuthFlows?.includes(flow) !== true) throw new OAuthError("unauthorized_client");
  if (client.settings.AllowedOAuthFlowsUserPoolClient !== true) throw new OAuthError("invalid_grant");
}
