import type { CognitoState, IdentityProvider } from "../cognito/state.ts";
import { parseUrl } from "../kernel/parse-url.ts";
import { findApp, type HostedApp } from "./hosted-app.ts";
import { parseScopes, scopeExists } from "./oauth-scopes.ts";
import type { PageError } from "./page-error.ts";
import { OWN_ACCOUNTS, providersOf, supportsProvider } from "./providers.ts";
import { withParameters } from "./redirect-uri.ts";

/** A checked request for a sign-in, as `/oauth2/authorize`, `/login` and the pages between them carry it in their query. */
export interface AuthorizationRequest {
  readonly app: HostedApp;
  readonly responseType: "code" | "token";
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly state: string | undefined;
  readonly nonce: string | undefined;
  readonly codeChallenge: string | undefined;
  readonly resource: string | undefined;
  readonly loginHint: string | undefined;
  /** The external provider that the application asks for, by name or identifier, or `COGNITO`, or undefined when it leaves that open. */
  readonly provider: IdentityProvider | typeof OWN_ACCOUNTS | undefined;
  /** Managed login only: empty on a classic domain. */
  readonly prompt: ReadonlySet<string>;
  /** Seconds since the last proof of identity after which it must be repeated. */
  readonly maxAge: number | undefined;
  /** The parameters as they came, encoded, to be passed on to the next page. */
  readonly query: string;
}

export type ParsedAuthorization =
  | { readonly kind: "valid"; readonly request: AuthorizationRequest }
  /** The callback cannot be trusted, so the person sees the error and nobody is redirected. */
  | { readonly kind: "page"; readonly error: PageError; readonly app?: HostedApp }
  /** The application is told at its callback. */
  | { readonly kind: "bounce"; readonly location: string };

/** What one login page passes on to the next. */
const CARRIED = [
  "response_type",
  "client_id",
  "redirect_uri",
  "state",
  "scope",
  "nonce",
  "code_challenge",
  "code_challenge_method",
  "resource",
  "login_hint",
  "prompt",
  "max_age",
  "acr_values",
  "lang",
  "identity_provider",
  "idp_identifier",
] as const;

type Parameter = (typeof CARRIED)[number];

/**
 * Checks a sign-in request. The client and the callback come first: without both of them valid there is no redirect.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
 */
export function parseAuthorization(state: CognitoState, query: URLSearchParams): ParsedAuthorization {
  const lookup = findApp(state, query.get("client_id"));
  if (lookup.kind !== "found") return { kind: "page", error: lookup.kind };
  const { app } = lookup;
  const redirectUri = redirectUriOf(app, query);
  const appError = errorOfApp(app);
  if (appError) return { kind: "page", error: appError, app };
  if (redirectUri === undefined) return { kind: "page", error: "redirect_mismatch", app };
  const parameters = carried(query);
  const request = detailsOf(state, app, redirectUri, parameters);
  if (!("error" in request))
    return isServed(request) ? { kind: "valid", request } : { kind: "page", error: "federation", app };
  const { error, description } = request;
  const answer = { error, error_description: description, state: parameters.get("state") ?? undefined };
  return { kind: "bounce", location: withParameters(redirectUri, "?", answer) };
}

interface Refusal {
  readonly error: "invalid_request" | "unauthorized_client";
  readonly description?: string;
}

function errorOfApp({ client }: HostedApp): PageError | undefined {
  if (client.settings.AllowedOAuthFlowsUserPoolClient !== true) return "unauthorized_client";
  return (client.settings.SupportedIdentityProviders ?? []).length === 0 ? "no-identity-provider" : undefined;
}

/** The callback, compared byte for byte. A client with one provider may leave it out when it has a default. */
function redirectUriOf({ client }: HostedApp, query: URLSearchParams): string | undefined {
  const { CallbackURLs = [], DefaultRedirectURI, SupportedIdentityProviders = [] } = client.settings;
  const given = query.getAll("redirect_uri");
  if (given.length === 0 && SupportedIdentityProviders.length === 1) return DefaultRedirectURI;
  const [only] = given;
  return given.length === 1 && only !== undefined && CallbackURLs.includes(only) ? only : undefined;
}

function detailsOf(
  state: CognitoState,
  app: HostedApp,
  redirectUri: string,
  parameters: URLSearchParams,
): AuthorizationRequest | Refusal {
  const value = (name: Parameter): string | undefined => parameters.get(name) ?? undefined;
  const responseType = value("response_type");
  if (CARRIED.some((name) => parameters.getAll(name).length > 1)) return { error: "invalid_request" };
  if (responseType !== "code" && responseType !== "token") return { error: "invalid_request" };
  if (!allowsFlow(app, responseType)) return { error: "unauthorized_client" };
  const scopes = grantedScopes(state, app, value("scope"));
  if (scopes === undefined) return { error: "invalid_request", description: "invalid_scope" };
  const refusal = refusalOf(value);
  if (refusal) return refusal;
  const provider = wantedProvider(state, app, value);
  if (provider === "unknown") return { error: "invalid_request" };
  const managed = app.domain.managedLoginVersion === 2;
  return {
    app,
    responseType,
    redirectUri,
    scopes,
    state: value("state"),
    nonce: value("nonce"),
    codeChallenge: value("code_challenge"),
    resource: value("resource"),
    provider,
    loginHint: managed ? value("login_hint") : undefined,
    prompt: new Set(managed ? parseScopes(value("prompt")) : []),
    maxAge: value("max_age") === undefined ? undefined : Number(value("max_age")),
    query: parameters.toString(),
  };
}

function allowsFlow({ client }: HostedApp, responseType: "code" | "token"): boolean {
  const flow = responseType === "code" ? "code" : "implicit";
  return client.settings.AllowedOAuthFlows?.includes(flow) === true;
}

/**
 * The scopes of a sign-in: those asked for, or all of the client. Undefined when one is unknown, not the client's, or about the
 * person without `openid`. A scope whose resource server is gone is not granted any more.
 */
function grantedScopes(
  state: CognitoState,
  { client }: HostedApp,
  asked: string | undefined,
): readonly string[] | undefined {
  const allowed = (client.settings.AllowedOAuthScopes ?? []).filter((scope) =>
    scopeExists(state, client.poolId, scope),
  );
  const scopes = parseScopes(asked);
  if (scopes.length === 0) return allowed;
  if (!scopes.every((scope) => allowed.includes(scope))) return undefined;
  const personal = scopes.some((scope) => ["email", "phone", "profile"].includes(scope));
  return personal && !scopes.includes("openid") ? undefined : scopes;
}

function refusalOf(value: (name: Parameter) => string | undefined): Refusal | undefined {
  const [challenge, method] = [value("code_challenge"), value("code_challenge_method")];
  const pkce = challenge === undefined ? method === undefined : method === "S256" && /^[\w-]{43}$/.test(challenge);
  const resource = value("resource");
  const maxAge = value("max_age");
  const wellFormed =
    pkce && (resource === undefined || isResource(resource)) && (maxAge === undefined || /^\d{1,9}$/.test(maxAge));
  return wellFormed ? undefined : { error: "invalid_request" };
}

/** One that the app supports, or `unknown` for any other. */
function wantedProvider(
  state: CognitoState,
  app: HostedApp,
  value: (name: Parameter) => string | undefined,
): AuthorizationRequest["provider"] | "unknown" {
  const [name, identifier] = [value("identity_provider"), value("idp_identifier")];
  if (name === undefined && identifier === undefined) return undefined;
  if (name === OWN_ACCOUNTS) return supportsProvider(app, name) ? name : "unknown";
  const isWanted = (provider: IdentityProvider): boolean =>
    name === undefined ? provider.idpIdentifiers.includes(identifier ?? "") : provider.name === name;
  return providersOf(state, app).find(isWanted) ?? "unknown";
}

/** SAML and the social providers are on the internet: nobody can be sent there from here. */
const isServed = ({ provider }: AuthorizationRequest): boolean =>
  typeof provider !== "object" || provider.type === "OIDC";

function isResource(resource: string): boolean {
  const url = parseUrl(resource);
  if (url === undefined) return false;
  const { protocol, hostname } = url;
  return protocol !== "http:" || hostname === "localhost";
}

function carried(query: URLSearchParams): URLSearchParams {
  const known = new Set<string>(CARRIED);
  return new URLSearchParams([...query].filter(([name]) => known.has(name)));
}
