import type { ArtifactDraft } from "@latchkey/core/payload";
import { yamlDocument } from "../formats/yaml.ts";
import { secretManifest, secretStoreStep } from "../kubernetes-secret.ts";
import type { AppsmithInput } from "./settings.ts";
import { SECRET_KEY, variables } from "./variables.ts";

const SECRET_NAME = "appsmith-cognito";

/** The chart's two parts: a Kubernetes Secret, because the chart puts its values into a ConfigMap, and the values. */
export const helmArtifacts = (input: AppsmithInput): readonly ArtifactDraft[] => [
  secretArtifact(input),
  valuesArtifact(input),
];

function secretArtifact({ credentials }: AppsmithInput): ArtifactDraft {
  const manifest = secretManifest(
    { metadata: { name: SECRET_NAME }, data: (secret) => ({ [SECRET_KEY]: secret }) },
    credentials,
  );
  return {
    name: "secret.yaml",
    method: "helm",
    title: "Helm chart: Kubernetes Secret",
    fileName: "appsmith-cognito-secret.yaml",
    mediaType: "application/yaml",
    apply: "create",
    target: "the namespace of the Appsmith release",
    body: yamlDocument(manifest),
    nextSteps: [
      ...secretStoreStep(credentials),
      "Run, with Appsmith's namespace: kubectl apply --namespace appsmith-ee --filename appsmith-cognito-secret.yaml",
    ],
  };
}

/** https://github.com/appsmithorg/appsmith/tree/release/deploy/helm */
function valuesArtifact(input: AppsmithInput): ArtifactDraft {
  const plain = variables(input).filter(({ key }) => key !== SECRET_KEY);
  return {
    name: "values.yaml",
    method: "helm",
    title: "Helm chart: values",
    fileName: "values.yaml",
    mediaType: "application/yaml",
    apply: "merge",
    target: "values of the Appsmith release",
    body: yamlDocument({
      applicationConfig: Object.fromEntries(plain.map(({ key, value }) => [key, value])),
      secretName: SECRET_NAME,
    }),
    overwrites: [
      "applicationConfig: values of the same names.",
      `secretName: the chart takes one Secret; if the release has one already, put ${SECRET_KEY} into that and leave this line out.`,
    ],
    nextSteps: [
      "Run, with your release and namespace: helm upgrade appsmith-ee appsmith-ee/appsmith --namespace appsmith-ee --reuse-values --values values.yaml",
      `Open ${input.settings.baseUrl}/user/login and choose Sign in with OIDC SSO.`,
    ],
  };
}
