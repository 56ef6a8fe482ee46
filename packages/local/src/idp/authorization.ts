import type { LoginRequest } from "../login/login-request.ts";
import { parseScopes } from "../login/oauth-scopes.ts";
import { withParameters } from "../login/redirect-uri.ts";
import type { IdpContext } from "./context.ts";

/** A checked authentication request (OpenID Connect Core 1.0, 3.1.2.1). */
export interface IdpAuthorization {
  readonly redirectUri: string;
  readonly state: string | undefined;
  readonly scopes: readonly string[];
  readonly nonce: string | undefined;
  readonly codeChallenge: string | undefined;
  readonly loginHint: string | undefined;
  /** As it came, for the form of the page. */
  readonly query: string;
}

export type ParsedIdpAuthorization =
  | { readonly kind: "valid"; readonly authorization: IdpAuthorization }
  /** Client or callback cannot be trusted: nobody is redirected. */
  | { readonly kind: "page"; readonly problem: string }
  | { readonly kind: "bounce"; readonly location: string };

/** Checks an authentication request: client and callback first, because without both of them there is no redirect. */
export function parseIdpAuthorization({ client }: IdpContext, { query }: LoginRequest): ParsedIdpAuthorization {
  if (query.get("client_id") !== client.id) return { kind: "page", problem: "Its client_id is not registered here." };
  const redirectUri = query.get("redirect_uri") ?? "";
  if (!client.redirectUris.includes(redirectUri))
    return { kind: "page", problem: "Its redirect_uri is not registered here." };
  const state = query.get("state") ?? undefined;
  const error = errorOf(query);
  if (error !== undefined) return { kind: "bounce", location: withParameters(redirectUri, "?", { error, state }) };
  const authorization = {
    redirectUri,
    state,
    scopes: parseScopes(query.get("scope") ?? undefined),
    nonce: query.get("nonce") ?? undefined,
    codeChallenge: query.get("code_challenge") ?? undefined,
    loginHint: query.get("login_hint") ?? undefined,
    query: query.toString(),
  };
  return { kind: "valid", authorization };
}

function errorOf(query: URLSearchParams): string | undefined {
  if (query.get("response_type") !== "code") return "unsupported_response_type";
  if (!parseScopes(query.get("scope") ?? undefined).includes("openid")) return "invalid_scope";
  const challenged = query.has("code_challenge");
  if (challenged !== (query.get("code_challenge_method") === "S256")) return "invalid_request";
  // Nobody stays signed in here.
  return query.get("prompt") === "none" ? "login_required" : undefined;
}
