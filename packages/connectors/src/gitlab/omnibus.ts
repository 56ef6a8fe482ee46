import { type ArtifactDraft, secretText } from "@latchkey/core/payload";
import { rubyFile } from "../formats/ruby.ts";
import { writeSecretCommand } from "../read-secret.ts";
import type { GitLabInput } from "./provider.ts";
import { rubyOverwrites, rubySettings } from "./ruby-settings.ts";

const SECRET_FILE = "/etc/gitlab/cognito-client-secret";

/** gitlab.rb of the Linux package. By reference, Ruby reads the secret from a file at each reconfigure. */
export function omnibusArtifact(input: GitLabInput): ArtifactDraft {
  const { clientSecret } = input.credentials;
  const inline = clientSecret.kind === "inline";
  return {
    name: "gitlab.rb",
    method: "omnibus",
    title: "Linux package: gitlab.rb",
    fileName: "gitlab.rb",
    mediaType: "text/x-ruby",
    apply: "merge",
    target: "/etc/gitlab/gitlab.rb",
    body: rubySettings(input, inline ? secretText(input.credentials) : rubyFile(SECRET_FILE)),
    overwrites: rubyOverwrites(input),
    nextSteps: [
      ...(inline ? [] : [`As root, store the secret: ${writeSecretCommand(clientSecret, SECRET_FILE, "line")}`]),
      "Merge these lines into /etc/gitlab/gitlab.rb.",
      "Run: sudo gitlab-ctl reconfigure",
      `Open ${input.settings.baseUrl}/users/sign_in and sign in with the new button.`,
    ],
  };
}
