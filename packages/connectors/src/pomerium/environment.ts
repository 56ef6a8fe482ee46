import { type ArtifactDraft, secretText } from "@latchkey/core/payload";
import { envFile } from "../formats/env.ts";
import { identityProviderOptions, SCOPES } from "./identity-provider.ts";
import { SECRET_FILE, secretFileSteps } from "./secret-file.ts";
import type { PomeriumInput } from "./settings.ts";

/** The same options as variables: each is called like its option, in capitals. */
export function environmentArtifact(input: PomeriumInput): ArtifactDraft {
  const { credentials } = input;
  const options = {
    ...identityProviderOptions(input),
    ...(credentials.clientSecret.kind === "inline"
      ? { idp_client_secret: secretText(credentials) }
      : { idp_client_secret_file: SECRET_FILE }),
    idp_scopes: SCOPES.join(","),
  };
  return {
    name: "pomerium.env",
    method: "environment",
    title: "Environment variables",
    fileName: "pomerium.env",
    mediaType: "text/plain",
    apply: "merge",
    target: "the environment of Pomerium, for example env_file of Docker Compose or EnvironmentFile of systemd",
    body: envFile(Object.entries(options).map(([key, value]) => [key.toUpperCase(), value])),
    overwrites: ["Variables of the same names; a variable outweighs the same option in config.yaml."],
    nextSteps: [
      ...secretFileSteps(credentials),
      "Add the variables to the environment of Pomerium and restart it.",
      `Open ${input.settings.authenticateUrl}/.pomerium/ and sign in.`,
    ],
  };
}
