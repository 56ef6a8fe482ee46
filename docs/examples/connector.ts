import { defineConnector } from "@latchkey/connectors/define";
import { fillInStep } from "@latchkey/connectors/fill-in-step";
import { envFile } from "@latchkey/connectors/formats/env";
import { baseUrl } from "@latchkey/connectors/schema/fields";
import { codeClient } from "@latchkey/core/oauth-client";
import { secretText } from "@latchkey/core/payload";
import * as z from "zod/mini";

/** A wiki that does not exist: it reads four variables and finds the endpoints by discovery. */
export const exampleWiki = defineConnector({
  id: "example-wiki",
  name: "Example Wiki",
  category: "knowledge",
  source: { url: "https://wiki.example.com/docs/single-sign-on", readAt: "2026-11-21" },
  settings: z.strictObject({
    baseUrl: baseUrl({
      title: "Wiki address",
      description: "The address that people open the wiki at.",
      examples: ["https://wiki.example.com"],
    }),
  }),
  client: (settings) =>
    codeClient({ callbackUrls: [`${settings.baseUrl}/oidc/callback`], logoutUrls: [`${settings.baseUrl}/`] }),
  artifacts: ({ settings, pool, credentials }) => [
    {
      name: "wiki.env",
      method: "environment",
      title: "Environment variables",
      fileName: "wiki.env",
      mediaType: "text/plain",
      apply: "merge",
      target: "/etc/wiki/wiki.env",
      body: envFile([
        ["WIKI_OIDC_ISSUER", pool.issuer],
        ["WIKI_OIDC_CLIENT_ID", credentials.clientId],
        ["WIKI_OIDC_CLIENT_SECRET", secretText(credentials)],
        ["WIKI_OIDC_CALLBACK", `${settings.baseUrl}/oidc/callback`],
      ]),
      overwrites: ["Variables of the same names."],
      nextSteps: [...fillInStep(credentials), "Restart the wiki.", `Open ${settings.baseUrl}/ and sign in.`],
    },
  ],
  notes: ({ settings }) => ({
    traps: [`The wiki has to know itself as ${settings.baseUrl}.`],
    groups: ["The wiki makes nothing of groups."],
    signOut: ["Signing out of the wiki leaves Cognito signed in."],
  }),
  quirks: {
    illegalScopes: ["groups", "offline_access"],
    claims: { sub: ["id-token", "access-token", "user-info"], email: ["id-token", "user-info"] },
    logout: "none",
    pkce: "none",
    usernameClaim: "email",
  },
  example: { name: "Company wiki", settings: { baseUrl: "https://wiki.example.com" } },
});
