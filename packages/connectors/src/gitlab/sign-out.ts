import type { ArtifactDraft } from "@latchkey/core/payload";
import { logoutUrl } from "@latchkey/core/pool";
import { jsonDocument } from "../formats/json.ts";
import type { GitLabInput } from "./provider.ts";
import { signedOutUrl } from "./settings.ts";

/**
 * GitLab's setting for where sign-out leads (https://docs.gitlab.com/administration/settings/sign_in_restrictions/). It lives in
 * GitLab's database, whatever the installation, so that every method has it.
 */
export function signOutArtifact({ settings, pool, credentials }: GitLabInput, method: string): ArtifactDraft {
  const value = logoutUrl(pool, credentials.clientId, signedOutUrl(settings));
  return {
    name: `${method}-sign-out`,
    method,
    title: "Sign out of Cognito too",
    fileName: "sign-out.json",
    mediaType: "application/json",
    apply: "enter",
    target: "Admin > Settings > General > Sign-in restrictions",
    body: jsonDocument([{ label: "Sign-out page URL", value, sensitive: false }]),
    nextSteps: [
      `As an administrator open ${settings.baseUrl}/admin/application_settings/general, expand Sign-in restrictions, enter the value and save; the settings API calls it after_sign_out_path.`,
    ],
  };
}
