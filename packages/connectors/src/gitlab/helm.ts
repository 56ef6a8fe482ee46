import { type ArtifactDraft, SECRET_JSON_KEY, type SecretCredential, secretText } from "@latchkey/core/payload";
import { type YamlMap, type YamlVerbatim, yamlBlock, yamlDocument, yamlVerbatim } from "../formats/yaml.ts";
import { type GitLabInput, providerThroughErb } from "./provider.ts";
import { providerName } from "./settings.ts";

const SECRET_NAME = "gitlab-cognito";
const STORE_NAME = "aws-secrets-manager";

/** The chart's two parts: a Kubernetes Secret that holds the provider entry, and the values that name it. */
export const helmArtifacts = (input: GitLabInput): readonly ArtifactDraft[] => [
  secretArtifact(input),
  valuesArtifact(input),
];

/** By reference it is an ExternalSecret (https://external-secrets.io), whose template puts the value into the entry. */
function secretArtifact(input: GitLabInput): ArtifactDraft {
  const { clientSecret } = input.credentials;
  const inline = clientSecret.kind === "inline";
  return {
    name: "secret.yaml",
    method: "helm",
    title: "Helm chart: Kubernetes Secret",
    fileName: "gitlab-cognito-secret.yaml",
    mediaType: "application/yaml",
    apply: "create",
    target: "the namespace of the GitLab release",
    body: yamlDocument(inline ? secretManifest(input) : externalSecretManifest(input, clientSecret)),
    nextSteps: [
      ...(inline
        ? []
        : [`Call the store as yours is called: ${STORE_NAME} stands for a ClusterSecretStore on AWS Secrets Manager.`]),
      "Run, with GitLab's namespace: kubectl apply --namespace gitlab --filename gitlab-cognito-secret.yaml",
    ],
  };
}

const secretManifest = (input: GitLabInput): YamlMap => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: SECRET_NAME },
  type: "Opaque",
  stringData: { provider: providerBlock(input, secretText(input.credentials)) },
});

function externalSecretManifest(
  input: GitLabInput,
  { name }: Extract<SecretCredential, { kind: "reference" }>,
): YamlMap {
  const value = yamlVerbatim(`"{{ .${SECRET_JSON_KEY} }}"`);
  return {
    apiVersion: "external-secrets.io/v1",
    kind: "ExternalSecret",
    metadata: { name: SECRET_NAME },
    spec: {
      refreshInterval: "1h",
      secretStoreRef: { kind: "ClusterSecretStore", name: STORE_NAME },
      target: {
        name: SECRET_NAME,
        template: { engineVersion: "v2", data: { provider: providerBlock(input, value) } },
      },
      data: [{ secretKey: SECRET_JSON_KEY, remoteRef: { key: name, property: SECRET_JSON_KEY } }],
    },
  };
}

const providerBlock = (input: GitLabInput, secret: string | YamlVerbatim) =>
  yamlBlock(yamlDocument(providerThroughErb<string | YamlVerbatim>(input, secret)));

/** https://docs.gitlab.com/charts/charts/globals/#omniauth */
function valuesArtifact({ settings }: GitLabInput): ArtifactDraft {
  const name = providerName(settings);
  const omniauth = {
    enabled: true,
    allowSingleSignOn: [name],
    blockAutoCreatedUsers: settings.blockAutoCreatedUsers,
    ...(settings.autoLinkUsers && { autoLinkUser: [name] }),
    providers: [{ secret: SECRET_NAME }],
  };
  return {
    name: "values.yaml",
    method: "helm",
    title: "Helm chart: values",
    fileName: "values.yaml",
    mediaType: "application/yaml",
    apply: "merge",
    target: "values of the GitLab release",
    body: yamlDocument({ global: { appConfig: { omniauth } } }),
    overwrites: [
      "global.appConfig.omniauth.providers: an existing list is replaced; add this entry to it instead.",
      "global.appConfig.omniauth.allowSingleSignOn: an existing list is replaced; add this name to it instead.",
      "global.appConfig.omniauth.enabled and blockAutoCreatedUsers, which hold for all providers.",
      ...(settings.autoLinkUsers
        ? ["global.appConfig.omniauth.autoLinkUser: an existing list is replaced; add this name to it instead."]
        : []),
    ],
    nextSteps: [
      "Run, with your release and namespace: helm upgrade gitlab gitlab/gitlab --namespace gitlab --reuse-values --values values.yaml",
      `Open ${settings.baseUrl}/users/sign_in and sign in with the new button.`,
    ],
  };
}
