import { codeClient } from "@latchkey/core/oauth-client";
import { logoutUrl } from "@latchkey/core/pool";
import { defineConnector } from "./define.ts";
import type { Topics } from "./description.ts";
import { cliArtifact } from "./pydio-cells/cli.ts";
import { consoleArtifact } from "./pydio-cells/console.ts";
import { installArtifacts } from "./pydio-cells/install.ts";
import { restArtifacts } from "./pydio-cells/rest.ts";
import { callbackUrl, logoutPageUrl, type PydioCellsInput, pydioCellsSettings } from "./pydio-cells/settings.ts";

/** Pydio Cells Enterprise: a connector of its OpenID Connect type, for each way to create one. */
export const pydioCells = defineConnector({
  id: "pydio-cells",
  name: "Pydio Cells",
  category: "file-sharing",
  source: {
    url: "https://pydio.github.io/docs/cells-v4/knowledge-base/identity-management/using-aws-cognito-as-an-identity-provider/",
    readAt: "2026-11-21",
  },
  settings: pydioCellsSettings,
  client: (settings) => codeClient({ callbackUrls: [callbackUrl(settings)], logoutUrls: [logoutPageUrl(settings)] }),
  artifacts: (input) => [
    ...restArtifacts(input),
    cliArtifact(input),
    ...installArtifacts(input),
    consoleArtifact(input),
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
  example: { name: "Company files", settings: { baseUrl: "https://cells.example.com" } },
});

function notes({ settings, pool, credentials }: PydioCellsInput): Topics {
  return {
    traps: [
      "OpenID Connect connectors belong to Cells Enterprise; Cells Home has only its own users.",
      `The external URL of the site has to be ${settings.baseUrl}: Cells refuses to begin a sign-in when its own callback is not ${callbackUrl(settings)}.`,
      "The issuer is compared character by character; it has no trailing slash and is not the address of the sign-in page.",
      "The user name comes from the claim email, because most Cognito users have no name, without which Cells refuses the sign-in.",
      'A user needs a confirmed e-mail address in Cognito. User info stays off: there Cognito says so with the text "true", which Cells does not take for yes.',
      settings.userIdClaim === "email"
        ? "Cells knows a person by the e-mail address: who gets another address in Cognito is another Cells user, and who takes over an address takes over its files."
        : "Cells knows a person by the claim sub, so that an e-mail address can change without losing the account.",
      `Cells puts everybody who comes through this connector into the group ${settings.label}.`,
      "The entry pydio has to stay the first connector; without it nobody signs in with a Cells password, the administrator included.",
      "The command that sets configuration stores JSON as a text, and Cells does not start with connectors that are a text: never set the whole list by it.",
    ],
    groups: [
      settings.groupsAsRoles
        ? "The Cognito groups in the ID token become Cells roles of the same names, which have to exist there; who is in no group has none of them."
        : "Cognito groups are not made use of in Cells; the setting groupsAsRoles changes that.",
    ],
    signOut: [
      `Signing out of Cells leaves Cognito signed in; ${logoutUrl(pool, credentials.clientId, logoutPageUrl(settings))} signs out of Cognito and leads back to Cells.`,
    ],
  };
}
