import { codeClient } from "@latchkey/core/oauth-client";
import { defineConnector } from "./define.ts";
import type { Topics } from "./description.ts";
import { containerArtifact } from "./gitlab/container.ts";
import { helmArtifacts } from "./gitlab/helm.ts";
import { omnibusArtifact } from "./gitlab/omnibus.ts";
import type { GitLabInput } from "./gitlab/provider.ts";
import { callbackUrl, gitLabSettings, providerName, signedOutUrl } from "./gitlab/settings.ts";
import { signOutArtifact } from "./gitlab/sign-out.ts";
import { sourceArtifact } from "./gitlab/source.ts";

/** GitLab, self-managed: an OmniAuth provider for each way to install it. */
export const gitlab = defineConnector({
  id: "gitlab",
  name: "GitLab",
  category: "source-control",
  source: { url: "https://docs.gitlab.com/administration/auth/oidc/", readAt: "2026-11-21" },
  settings: gitLabSettings,
  client: (settings) => codeClient({ callbackUrls: [callbackUrl(settings)], logoutUrls: [signedOutUrl(settings)] }),
  artifacts: (input) => [
    omnibusArtifact(input),
    signOutArtifact(input, "omnibus"),
    sourceArtifact(input),
    signOutArtifact(input, "source"),
    ...helmArtifacts(input),
    signOutArtifact(input, "helm"),
    containerArtifact(input),
    signOutArtifact(input, "container"),
  ],
  notes,
  quirks: {
    illegalScopes: ["groups", "offline_access", "roles"],
    claims: {
      sub: ["id-token", "access-token", "user-info"],
      email: ["id-token", "user-info"],
      email_verified: ["id-token", "user-info"],
      "cognito:groups": ["id-token", "access-token"],
    },
    logout: "full-url",
    pkce: "forced",
    usernameClaim: "email",
  },
  example: { name: "Company GitLab", settings: { baseUrl: "https://gitlab.example.com" } },
});

function notes({ settings }: GitLabInput): Topics {
  const oidc = settings.strategy === "openid_connect";
  return {
    traps: [
      `external_url of GitLab has to be ${settings.baseUrl}: Cognito compares the callback ${callbackUrl(settings)} character by character.`,
      "GitLab knows a person by the claim sub, so that an e-mail address can change without losing the account.",
      settings.blockAutoCreatedUsers
        ? "A user created at the first sign-in is blocked until an administrator approves it under Admin > Users."
        : "Everybody whom the user pool lets in becomes a GitLab user at once; restrict sign-up in the pool if that is too many.",
      settings.autoLinkUsers
        ? "Users are linked by e-mail address: whoever can make the pool confirm an address becomes the GitLab user who has it."
        : "Existing GitLab users are not linked by e-mail address; each connects the account once, signed in, under Edit profile > Account.",
      ...(oidc ? ["The provider has to be called openid_connect; GitLab takes one provider of that name."] : []),
      ...(settings.label.includes("<%")
        ? [
            "GitLab evaluates gitlab.yml as ERB, where <%% stands for <%. The label is written so that the button shows it as entered.",
          ]
        : []),
    ],
    groups: [
      oidc
        ? "The claim cognito:groups arrives in GitLab. Premium and Ultimate can require groups and make administrators of them, by options under client_options.gitlab that are not part of the artifacts."
        : "Groups do not arrive in GitLab: it reads user info, which has none.",
    ],
    signOut: [
      "Signing out of GitLab alone leaves Cognito signed in; the sign-out artifact ends both sessions, but not that of a social or company provider behind Cognito.",
      `GitLab's own ${settings.baseUrl}/users/auth/${providerName(settings)}/logout cannot sign out of Cognito, which wants client_id and logout_uri.`,
    ],
  };
}
