import { type ArtifactDraft, secretText } from "@latchkey/core/payload";
import { fillInStep } from "../fill-in-step.ts";
import { yamlDocument } from "../formats/yaml.ts";
import { type GitLabInput, gitLabProvider } from "./provider.ts";
import { providerName } from "./settings.ts";

/** config/gitlab.yml of a self-compiled installation. The file is ERB too; the YAML writer leaves nothing for ERB to find. */
export function sourceArtifact(input: GitLabInput): ArtifactDraft {
  const { settings, credentials } = input;
  const name = providerName(settings);
  const omniauth = {
    enabled: true,
    allow_single_sign_on: [name],
    block_auto_created_users: settings.blockAutoCreatedUsers,
    ...(settings.autoLinkUsers && { auto_link_user: [name] }),
    providers: [gitLabProvider(input, secretText(credentials))],
  };
  return {
    name: "gitlab.yml",
    method: "source",
    title: "Self-compiled: gitlab.yml",
    fileName: "gitlab.yml",
    mediaType: "application/yaml",
    apply: "merge",
    target: "/home/git/gitlab/config/gitlab.yml",
    body: yamlDocument({ production: { omniauth } }),
    overwrites: [
      "production.omniauth.providers: an existing list is replaced; add this entry to it instead.",
      "production.omniauth.allow_single_sign_on: an existing list is replaced; add this name to it instead.",
      "production.omniauth.enabled and production.omniauth.block_auto_created_users, which hold for all providers.",
      ...(settings.autoLinkUsers
        ? ["production.omniauth.auto_link_user: an existing list is replaced; add this name to it instead."]
        : []),
    ],
    nextSteps: [
      ...fillInStep(credentials),
      "Merge these lines into the section production, which is there already, of config/gitlab.yml.",
      "Run: sudo systemctl restart gitlab.target",
      `Open ${settings.baseUrl}/users/sign_in and sign in with the new button.`,
    ],
  };
}
