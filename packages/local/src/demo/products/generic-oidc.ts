import { parseEnv } from "node:util";
import { type Data, listOf, mapOf, textOf } from "../formats/data.ts";
import type { Readable, RelyingParty } from "../relying-party.ts";

/** What generic-oidc carries beyond a relying party. */
export interface GenericParty extends RelyingParty {
  readonly redirectUris: readonly string[];
  readonly logoutUris: readonly string[];
}

/** The relying party of generic-oidc's env block or JSON document. */
export const genericOidc = ({ name, body }: Readable): GenericParty =>
  name === "env" ? fromEnv(body) : fromJson(body);

function fromEnv(body: string): GenericParty {
  const env: Readonly<Record<string, string | undefined>> = parseEnv(body);
  const redirectUris = listOf(JSON.parse(textOf(env["OIDC_REDIRECT_URIS"]))).map(textOf);
  return {
    clientId: textOf(env["OIDC_CLIENT_ID"]),
    clientSecret: textOf(env["OIDC_CLIENT_SECRET"]),
    redirectUri: env["OIDC_REDIRECT_URI"] ?? textOf(redirectUris[0]),
    scope: textOf(env["OIDC_SCOPES"]),
    pkce: env["OIDC_CODE_CHALLENGE_METHOD"] === "S256",
    clientAuthentication: authenticationOf(env["OIDC_TOKEN_ENDPOINT_AUTH_METHOD"]),
    subjectClaim: "sub",
    issuer: textOf(env["OIDC_ISSUER"]),
    authorizationEndpoint: textOf(env["OIDC_AUTHORIZATION_ENDPOINT"]),
    tokenEndpoint: textOf(env["OIDC_TOKEN_ENDPOINT"]),
    userInfoEndpoint: textOf(env["OIDC_USERINFO_ENDPOINT"]),
    jwksUri: textOf(env["OIDC_JWKS_URI"]),
    redirectUris,
    logoutUris: listOf(JSON.parse(textOf(env["OIDC_LOGOUT_REDIRECT_URIS"]))).map(textOf),
  };
}

function fromJson(body: string): GenericParty {
  const document = mapOf(JSON.parse(body));
  const redirectUris = listOf(document["redirect_uris"]).map(textOf);
  return {
    clientId: textOf(document["client_id"]),
    clientSecret: textOf(document["client_secret"]),
    redirectUri: textOf(redirectUris[0]),
    scope: textOf(document["scope"]),
    pkce: document["code_challenge_method"] === "S256",
    clientAuthentication: authenticationOf(document["token_endpoint_auth_method"]),
    subjectClaim: "sub",
    issuer: textOf(document["issuer"]),
    authorizationEndpoint: textOf(document["authorization_endpoint"]),
    tokenEndpoint: textOf(document["token_endpoint"]),
    userInfoEndpoint: textOf(document["userinfo_endpoint"]),
    jwksUri: textOf(document["jwks_uri"]),
    redirectUris,
    logoutUris: listOf(document["logout_uris"]).map(textOf),
  };
}

function authenticationOf(method: Data | undefined): RelyingParty["clientAuthentication"] {
  if (method === "client_secret_basic") return "basic";
  if (method === "client_secret_post") return "post";
  throw new Error(`${JSON.stringify(method)} is no way to authenticate`);
}
