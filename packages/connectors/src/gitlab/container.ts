import { type ArtifactDraft, secretText } from "@latchkey/core/payload";
import { rubyFile } from "../formats/ruby.ts";
import { yamlBlock, yamlDocument } from "../formats/yaml.ts";
import { writeSecretCommand } from "../read-secret.ts";
import type { GitLabInput } from "./provider.ts";
import { rubyOverwrites, rubySettings } from "./ruby-settings.ts";

const SECRET_NAME = "gitlab_cognito_client_secret";
const SECRET_FILE = "./gitlab-cognito-client-secret";

/** `GITLAB_OMNIBUS_CONFIG` of the container image, as a Compose file. By reference, the secret is a Compose secret. */
export function containerArtifact(input: GitLabInput): ArtifactDraft {
  const { clientSecret } = input.credentials;
  const inline = clientSecret.kind === "inline";
  const ruby = rubySettings(input, inline ? secretText(input.credentials) : rubyFile(`/run/secrets/${SECRET_NAME}`));
  return {
    name: "compose.yaml",
    method: "container",
    title: "Container: Compose file",
    fileName: "compose.yaml",
    mediaType: "application/yaml",
    apply: "merge",
    target: "compose.yaml, service gitlab",
    body: yamlDocument({
      services: {
        gitlab: {
          environment: { GITLAB_OMNIBUS_CONFIG: yamlBlock(composeText(ruby)) },
          ...(!inline && { secrets: [SECRET_NAME] }),
        },
      },
      ...(!inline && { secrets: { [SECRET_NAME]: { file: SECRET_FILE } } }),
    }),
    overwrites: [
      "GITLAB_OMNIBUS_CONFIG: an existing value is replaced; add these lines to it instead.",
      ...rubyOverwrites(input),
    ],
    nextSteps: [
      ...(inline
        ? []
        : [`Beside the Compose file, store the secret: ${writeSecretCommand(clientSecret, SECRET_FILE, "line")}`]),
      "Merge this into the Compose file of GitLab; call the service as yours is called.",
      "Leave these settings out of /etc/gitlab/gitlab.rb in the container: that file is read later and wins.",
      "Run: docker compose up -d",
      `Open ${input.settings.baseUrl}/users/sign_in and sign in with the new button.`,
    ],
  };
}

/** Compose replaces `$NAME` and `${NAME}` in every value (https://docs.docker.com/reference/compose-file/interpolation/). */
const composeText = (text: string): string => text.replaceAll("$", "$$$$");
