import { type ArtifactDraft, secretText } from "@latchkey/core/payload";
import { yamlDocument } from "../formats/yaml.ts";
import { identityProviderOptions, SCOPES } from "./identity-provider.ts";
import { SECRET_FILE, secretFileSteps } from "./secret-file.ts";
import type { PomeriumInput } from "./settings.ts";

/** config.yaml. By reference, Pomerium reads the secret from a file. */
export function configFileArtifact(input: PomeriumInput): ArtifactDraft {
  const { credentials } = input;
  return {
    name: "config.yaml",
    method: "file",
    title: "Configuration file",
    fileName: "config.yaml",
    mediaType: "application/yaml",
    apply: "merge",
    target: "/pomerium/config.yaml, or the file that --config names",
    body: yamlDocument({
      ...identityProviderOptions(input),
      ...(credentials.clientSecret.kind === "inline"
        ? { idp_client_secret: secretText(credentials) }
        : { idp_client_secret_file: SECRET_FILE }),
      idp_scopes: SCOPES,
    }),
    overwrites: ["Options of the same names; there is one identity provider."],
    nextSteps: [
      ...secretFileSteps(credentials),
      "Merge these lines into the top level of config.yaml.",
      "Restart Pomerium.",
      `Open ${input.settings.authenticateUrl}/.pomerium/ and sign in.`,
    ],
  };
}
