import type { ArtifactDraft } from "@latchkey/core/payload";
import { type YamlVerbatim, yamlBlock, yamlDocument } from "../formats/yaml.ts";
import { secretManifest, secretStoreStep } from "../kubernetes-secret.ts";
import { type GitLabInput, providerThroughErb } from "./provider.ts";
import { providerName } from "./settings.ts";

const SECRET_NAME = "gitlab-cognito";

/** The chart's two parts: a Kubernetes Secret that holds the provider entry, and the values that name it. */
export const helmArtifacts = (input: GitLabInput): readonly ArtifactDraft[] => [
  secretArtifact(input),
  valuesArtifact(input),
];

function secretArtifact(input: GitLabInput): ArtifactDraft {
  const manifest = secretManifest(
    {
      metadata: { name: SECRET_NAME },
      data: (secret) => ({
        provider: yamlBlock(yamlDocument(providerThroughErb<string | YamlVerbatim>(input, secret))),
      }),
    },
    input.credentials,
  );
  return {
    name: "secret.yaml",
    method: "helm",
    title: "Helm chart: Kubernetes Secret",
    fileName: "gitlab-cognito-secret.yaml",
    mediaType: "application/yaml",
    apply: "create",
    target: "the namespace of the GitLab release",
    body: yamlDocument(manifest),
    nextSteps: [
      ...secretStoreStep(input.credentials),
      "Run, with GitLab's namespace: kubectl apply --namespace gitlab --filename gitlab-cognito-secret.yaml",
    ],
  };
}

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
