import type { CognitoContext } from "../cognito/context.ts";
import { type IssuedTokens, issueClientCredentialsToken } from "../cognito/tokens.ts";
import type { HostedApp } from "./hosted-app.ts";
import { OAuthError } from "./oauth-error.ts";
import { parseScopes, scopeExists } from "./oauth-scopes.ts";
import { requireFlow } from "./token-parameters.ts";

/**
 * Issues a machine's token (RFC 6749, section 4.4) for custom scopes of the client: those asked for, or all. One scope that cannot be
 * used refuses the request: `invalid_scope` when nobody knows it, `invalid_grant` when it is not this client's. Throws `OAuthError`.
 */
export function clientCredentialsGrant(
  context: CognitoContext,
  { pool, client }: HostedApp,
  form: URLSearchParams,
): Promise<IssuedTokens> {
  requireFlow({ client }, "client_credentials");
  const asked = parseScopes(form.get("scope"));
  const exists = (scope: string): boolean => scopeExists(context.state, pool.id, scope);
  const allowed = (client.settings.AllowedOAuthScopes ?? []).filter(exists);
  if (!asked.every(exists)) throw new OAuthError("invalid_scope");
  if (!asked.every((scope) => allowed.includes(scope))) throw new OAuthError("invalid_grant");
  const scopes = asked.length > 0 ? asked : allowed;
  return issueClientCredentialsToken(context, { pool, client, scopes, clientMetadata: metadataOf(form) });
}

/** `aws_client_metadata`, a JSON object of strings for the PreTokenGeneration function. */
function metadataOf(form: URLSearchParams): Readonly<Record<string, string>> | undefined {
  const text = form.get("aws_client_metadata");
  if (text === null) return undefined;
  const value = parseJson(text);
  if (isStringMap(value)) return value;
  throw new OAuthError("invalid_request", "aws_client_metadata must be a JSON object whose values are strings");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isStringMap(value: unknown): value is Readonly<Record<string, string>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((member) => typeof member === "string");
}
