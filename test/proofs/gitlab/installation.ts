import type { JsonObject } from "@latchkey/core/json";
import { type Artifact, SECRET_TOKEN } from "@latchkey/core/payload";
import type { ClientProcess } from "../harness/client-process.ts";
import { artifactNamed, type Registration } from "../harness/proof.ts";

/** The ways to install GitLab, and the artifacts of each that carry its settings. */
export const INSTALLATIONS = {
  omnibus: ["gitlab.rb"],
  source: ["gitlab.yml"],
  helm: ["secret.yaml", "values.yaml"],
  container: ["compose.yaml"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Installation = keyof typeof INSTALLATIONS;

export const installations: readonly Installation[] = ["omnibus", "source", "helm", "container"];
export const secretForms = ["inline", "reference"] as const;
export type SecretForm = (typeof secretForms)[number];

/** The artifacts of one installation, after the administrator's first step: in gitlab.yml the value is filled in by hand. */
export function artifactsOf(
  registration: Registration,
  installation: Installation,
  form: SecretForm,
): readonly Artifact[] {
  return INSTALLATIONS[installation].map((name) => {
    const artifact = artifactNamed(registration[form], name);
    return name === "gitlab.yml"
      ? { ...artifact, body: artifact.body.replaceAll(SECRET_TOKEN, registration.clientSecret) }
      : artifact;
  });
}

/** What GitLab has made of the artifacts of one installation. */
export interface OpenGitLab {
  /** The section `omniauth`. */
  readonly omniauth: JsonObject;
  /** What the button on the sign-in page says. */
  readonly button: string;
}

/** Has the client read these artifacts, with the files and secrets that the administrator was told to put there. */
export async function openWith(
  client: ClientProcess,
  registration: Registration,
  artifacts: readonly Artifact[],
): Promise<OpenGitLab> {
  const { clientSecret, secretName, settings } = registration;
  const answer = await client.ask({
    do: "open",
    externalUrl: settings["baseUrl"] ?? null,
    artifacts: artifacts.map(({ name, body }) => ({ name, body })),
    files: {
      "/etc/gitlab/cognito-client-secret": `${clientSecret}\n`,
      "./gitlab-cognito-client-secret": `${clientSecret}\n`,
    },
    secrets: { [secretName]: { clientSecret } },
  });
  const { omniauth, button } = answer;
  // Parse boundary: our own client's answer to `open`.
  return { omniauth: omniauth as JsonObject, button: button as string };
}
