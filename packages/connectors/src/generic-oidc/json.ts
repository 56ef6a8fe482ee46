import { type ArtifactDraft, secretText } from "@latchkey/core/payload";
import { endpointsOf, logoutUrl } from "@latchkey/core/pool";
import { fillInStep } from "../fill-in-step.ts";
import { jsonDocument } from "../formats/json.ts";
import { SCOPES } from "./scopes.ts";
import type { GenericOidcInput } from "./settings.ts";

/** Everything in one document, under the names of OpenID Connect Discovery and Dynamic Client Registration (RFC 7591). */
export function jsonArtifact({ settings, pool, credentials, name }: GenericOidcInput): ArtifactDraft {
  const endpoints = endpointsOf(pool);
  const { clientId } = credentials;
  return {
    name: "json",
    method: "json",
    title: "JSON document",
    fileName: "oidc.json",
    mediaType: "application/json",
    apply: "create",
    target: "the configuration of the application",
    body: jsonDocument({
      client_name: name,
      client_id: clientId,
      client_secret: secretText(credentials),
      issuer: pool.issuer,
      discovery_endpoint: endpoints.discovery,
      authorization_endpoint: endpoints.authorization,
      token_endpoint: endpoints.token,
      userinfo_endpoint: endpoints.userInfo,
      revocation_endpoint: endpoints.revocation,
      jwks_uri: endpoints.jwks,
      logout_endpoint: endpoints.logout,
      redirect_uris: settings.callbackUrls,
      logout_uris: settings.logoutUrls,
      logout_urls: settings.logoutUrls.map((url) => logoutUrl(pool, clientId, url)),
      scope: SCOPES,
      response_types: ["code"],
      grant_types: ["authorization_code", "refresh_token"],
      token_endpoint_auth_method: "client_secret_basic",
      code_challenge_method: "S256",
      id_token_signed_response_alg: "RS256",
    }),
    nextSteps: [
      ...fillInStep(credentials),
      "Give the values to the application; the names are those of OpenID Connect.",
      "Restart the application and sign in.",
    ],
  };
}
