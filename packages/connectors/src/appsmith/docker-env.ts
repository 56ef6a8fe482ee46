import type { ArtifactDraft } from "@latchkey/core/payload";
import { fillInStep } from "../fill-in-step.ts";
import { envFile } from "../formats/env.ts";
import type { AppsmithInput } from "./settings.ts";
import { variables } from "./variables.ts";

/** The file of variables that the container image reads at its start. */
export function dockerEnvArtifact(input: AppsmithInput): ArtifactDraft {
  return {
    name: "docker.env",
    method: "container",
    title: "Container: docker.env",
    fileName: "docker.env",
    mediaType: "text/plain",
    apply: "merge",
    target: "stacks/configuration/docker.env, in the container /appsmith-stacks/configuration/docker.env",
    body: envFile(variables(input).map(({ key, value }) => [key, value])),
    overwrites: ["Variables of the same names, also when they were set in the admin settings."],
    nextSteps: [
      ...fillInStep(input.credentials),
      "Replace the lines of the same names in docker.env, and add the others; leave the file to its owner.",
      "Run, with the name of your container: docker restart appsmith",
      `Open ${input.settings.baseUrl}/user/login and choose Sign in with OIDC SSO.`,
    ],
  };
}
