import type { Artifact } from "@latchkey/core/payload";
import type { ClientProcess } from "../harness/client-process.ts";
import { artifactNamed, type Registration } from "../harness/proof.ts";
import type { PomeriumCase } from "./cases.ts";

/** A registered case. */
export interface Registered {
  readonly pomeriumCase: PomeriumCase;
  readonly registration: Registration;
}

/** A way to configure Pomerium. */
export interface Way {
  readonly title: string;
  /** Artifacts that are used together. */
  readonly artifacts: readonly string[];
}

export const configFile: Way = { title: "file", artifacts: ["config.yaml"] };
export const environment: Way = { title: "environment", artifacts: ["pomerium.env"] };
export const kubernetes: Way = { title: "kubernetes", artifacts: ["secret.yaml", "pomerium.yaml"] };

export const ways: readonly Way[] = [configFile, environment, kubernetes];

export const secretForms = ["inline", "reference"] as const;
export type SecretForm = (typeof secretForms)[number];

export const artifactsOf = ({ artifacts }: Way, registration: Registration, form: SecretForm): readonly Artifact[] =>
  artifacts.map((name) => artifactNamed(registration[form], name));

/** Starts an authenticate service with these artifacts, and with the file and the secret that the administrator was told to store. */
export async function openWith(
  client: ClientProcess,
  { pomeriumCase, registration }: Registered,
  artifacts: readonly Artifact[],
  secretFile = registration.clientSecret,
): Promise<void> {
  const { clientSecret, secretName } = registration;
  await client.ask({
    do: "open",
    authenticateUrl: pomeriumCase.authenticateUrl,
    artifacts: artifacts.map(({ name, fileName, body }) => ({ name, fileName, body })),
    files: { "/pomerium/cognito-client-secret": secretFile },
    secrets: { [secretName]: { clientSecret } },
  });
}
