import { codeClient } from "@latchkey/core/oauth-client";
import { logoutUrl } from "@latchkey/core/pool";
import { adminApiArtifacts } from "./appsmith/admin-api.ts";
import { dockerEnvArtifact } from "./appsmith/docker-env.ts";
import { formArtifact } from "./appsmith/form.ts";
import { helmArtifacts } from "./appsmith/helm.ts";
import { type AppsmithInput, appsmithSettings, callbackUrl, loginPageUrl } from "./appsmith/settings.ts";
import { defineConnector } from "./define.ts";
import type { Topics } from "./description.ts";

/** Appsmith, self-hosted: its OpenID Connect client, for each way to configure it. */
export const appsmith = defineConnector({
  id: "appsmith",
  name: "Appsmith",
  category: "application-building",
  source: {
    url: "https://docs.appsmith.com/getting-started/setup/instance-configuration/authentication/openid-connect-oidc/aws-cognito",
    readAt: "2026-11-21",
  },
  settings: appsmithSettings,
  client: (settings) => codeClient({ callbackUrls: [callbackUrl(settings)], logoutUrls: [loginPageUrl(settings)] }),
  artifacts: (input) => [
    dockerEnvArtifact(input),
    ...adminApiArtifacts(input),
    ...helmArtifacts(input),
    formArtifact(input),
  ],
  notes,
  quirks: {
    illegalScopes: ["groups", "offline_access"],
    claims: {
      sub: ["id-token", "access-token", "user-info"],
      email: ["id-token", "user-info"],
      email_verified: ["id-token", "user-info"],
      "cognito:groups": ["id-token", "access-token"],
    },
    logout: "none",
    pkce: "none",
    usernameClaim: "email",
  },
  example: { name: "Internal tools", settings: { baseUrl: "https://appsmith.example.com" } },
});

function notes({ settings, pool, credentials }: AppsmithInput): Topics {
  return {
    traps: [
      "OpenID Connect belongs to the commercial editions of Appsmith; the Community edition refuses these settings.",
      `Appsmith makes its callback from the address of each request: a proxy before it has to pass X-Forwarded-Proto and X-Forwarded-Host on, so that it comes out as ${callbackUrl(settings)}.`,
      "A variable of the environment outweighs the same setting in the admin settings.",
      "Appsmith knows a person by the e-mail address: who takes over an address takes over the account.",
      "Everybody whom the user pool lets in can sign up; APPSMITH_SIGNUP_DISABLED and APPSMITH_SIGNUP_ALLOWED_DOMAINS restrict that.",
      "Scopes are separated by commas: with spaces they would be one scope, which Cognito refuses.",
      "Appsmith sends no PKCE challenge, because its client has a secret.",
    ],
    groups: ["Cognito groups are not made use of in Appsmith: whoever signs in gets what it gives to new users."],
    signOut: [
      `Signing out of Appsmith leaves Cognito signed in; ${logoutUrl(pool, credentials.clientId, loginPageUrl(settings))} signs out of Cognito and leads back to Appsmith.`,
    ],
  };
}
