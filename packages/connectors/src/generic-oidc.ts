import { codeClient } from "@latchkey/core/oauth-client";
import { defineConnector } from "./define.ts";
import { envArtifact } from "./generic-oidc/env.ts";
import { jsonArtifact } from "./generic-oidc/json.ts";
import { genericOidcSettings } from "./generic-oidc/settings.ts";
import { cognitoTraps } from "./generic-oidc/traps.ts";

/** Any product that speaks OpenID Connect and has no connector of its own. */
export const genericOidc = defineConnector({
  id: "generic-oidc",
  name: "Any OpenID Connect application",
  category: "generic",
  source: {
    url: "https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html",
    readAt: "2026-11-21",
  },
  settings: genericOidcSettings,
  client: ({ callbackUrls, logoutUrls }) => codeClient({ callbackUrls, logoutUrls }),
  artifacts: (input) => [envArtifact(input), jsonArtifact(input)],
  notes: cognitoTraps,
  quirks: {
    illegalScopes: ["groups", "offline_access", "roles"],
    claims: {
      sub: ["id-token", "access-token", "user-info"],
      email: ["id-token", "user-info"],
      email_verified: ["id-token", "user-info"],
      "cognito:username": ["id-token"],
      username: ["access-token", "user-info"],
      "cognito:groups": ["id-token", "access-token"],
    },
    logout: "full-url",
    pkce: "up-to-the-product",
    usernameClaim: null,
  },
  example: {
    name: "Company wiki",
    settings: {
      callbackUrls: ["https://wiki.example.com/oauth2/callback"],
      logoutUrls: ["https://wiki.example.com/"],
    },
  },
});
