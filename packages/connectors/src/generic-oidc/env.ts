import { type ArtifactDraft, secretText } from "@latchkey/core/payload";
import { endpointsOf, logoutUrl } from "@latchkey/core/pool";
import { fillInStep } from "../fill-in-step.ts";
import { envFile, envList, envValue } from "../formats/env.ts";
import { SCOPES } from "./scopes.ts";
import type { GenericOidcInput } from "./settings.ts";

type Entry = readonly [key: string, value: string];

/** An env block under the usual names of OpenID Connect, for a product to take its own names from. */
export function envArtifact(input: GenericOidcInput): ArtifactDraft {
  return {
    name: "env",
    method: "env",
    title: "Environment variables",
    fileName: "oidc.env",
    mediaType: "text/plain",
    apply: "merge",
    target: "the environment of the application",
    body: envFile([...providerEntries(input), ...clientEntries(input), ...signOutEntries(input)]),
    overwrites: ["Variables of the same names."],
    nextSteps: [
      ...fillInStep(input.credentials),
      "Give the values to the application under the names that its documentation uses.",
      "Quotes are part of the value for docker run --env-file; use env_file of Docker Compose, or source the file.",
      "Restart the application and sign in.",
    ],
  };
}

function providerEntries({ pool }: GenericOidcInput): readonly Entry[] {
  const endpoints = endpointsOf(pool);
  return [
    ["OIDC_ISSUER", pool.issuer],
    ["OIDC_DISCOVERY_URL", endpoints.discovery],
    ["OIDC_AUTHORIZATION_ENDPOINT", endpoints.authorization],
    ["OIDC_TOKEN_ENDPOINT", endpoints.token],
    ["OIDC_USERINFO_ENDPOINT", endpoints.userInfo],
    ["OIDC_REVOCATION_ENDPOINT", endpoints.revocation],
    ["OIDC_JWKS_URI", endpoints.jwks],
  ];
}

function clientEntries({ settings, credentials }: GenericOidcInput): readonly Entry[] {
  const [first] = settings.callbackUrls;
  return [
    ["OIDC_CLIENT_ID", credentials.clientId],
    ["OIDC_CLIENT_SECRET", secretText(credentials)],
    ["OIDC_TOKEN_ENDPOINT_AUTH_METHOD", "client_secret_basic"],
    ["OIDC_SCOPES", SCOPES],
    ["OIDC_RESPONSE_TYPE", "code"],
    ["OIDC_CODE_CHALLENGE_METHOD", "S256"],
    // Some URLs have no plain form that all readers agree on, such as one with both kinds of quotes; the list below carries them.
    ...(first !== undefined && envValue(first) !== undefined ? [["OIDC_REDIRECT_URI", first] as const] : []),
    ["OIDC_REDIRECT_URIS", envList(settings.callbackUrls)],
  ];
}

function signOutEntries({ settings, pool, credentials }: GenericOidcInput): readonly Entry[] {
  const [first] = settings.logoutUrls;
  return [
    ["OIDC_LOGOUT_ENDPOINT", endpointsOf(pool).logout],
    ["OIDC_LOGOUT_REDIRECT_URIS", envList(settings.logoutUrls)],
    ...(first === undefined ? [] : [["OIDC_LOGOUT_URL", logoutUrl(pool, credentials.clientId, first)] as const]),
  ];
}
