import type { ArtifactDraft } from "@latchkey/core/payload";
import { yamlDocument } from "../formats/yaml.ts";
import { secretManifest, secretStoreStep } from "../kubernetes-secret.ts";
import { PROVIDER, SCOPES } from "./identity-provider.ts";
import type { PomeriumInput } from "./settings.ts";

const NAMESPACE = "pomerium";
const SECRET_NAME = "pomerium-cognito";

/** Of the ingress controller: the first whose custom resource definition has cognito among the providers. */
export const FIRST_CONTROLLER = "0.33.0";

/** The ingress controller's two parts: a Kubernetes Secret with client id and secret, and the `Pomerium` resource that names it. */
export const kubernetesArtifacts = (input: PomeriumInput): readonly ArtifactDraft[] => [
  secretArtifact(input),
  resourceArtifact(input),
];

function secretArtifact({ credentials }: PomeriumInput): ArtifactDraft {
  const manifest = secretManifest(
    {
      metadata: { name: SECRET_NAME, namespace: NAMESPACE },
      data: (secret) => ({ client_id: credentials.clientId, client_secret: secret }),
    },
    credentials,
  );
  return {
    name: "secret.yaml",
    method: "kubernetes",
    title: "Ingress controller: Kubernetes Secret",
    fileName: "pomerium-cognito-secret.yaml",
    mediaType: "application/yaml",
    apply: "create",
    target: `the namespace ${NAMESPACE}`,
    body: yamlDocument(manifest),
    nextSteps: [...secretStoreStep(credentials), "Run: kubectl apply --filename pomerium-cognito-secret.yaml"],
  };
}

/** https://www.pomerium.com/docs/deploy/k8s/reference */
function resourceArtifact({ settings, pool }: PomeriumInput): ArtifactDraft {
  return {
    name: "pomerium.yaml",
    method: "kubernetes",
    title: "Ingress controller: Pomerium resource",
    fileName: "pomerium.yaml",
    mediaType: "application/yaml",
    apply: "merge",
    target: "the resource Pomerium called global, which belongs to no namespace",
    body: yamlDocument({
      apiVersion: "ingress.pomerium.io/v1",
      kind: "Pomerium",
      metadata: { name: "global" },
      spec: {
        // Required by the schema; the controller's own installation makes it.
        secrets: `${NAMESPACE}/bootstrap`,
        authenticate: { url: settings.authenticateUrl },
        identityProvider: {
          provider: PROVIDER,
          url: pool.issuer,
          secret: `${NAMESPACE}/${SECRET_NAME}`,
          scopes: SCOPES,
        },
      },
    }),
    overwrites: [
      "spec.identityProvider and spec.authenticate of the resource global; there is one identity provider.",
      "spec.secrets, if the controller's own secrets are not in pomerium/bootstrap.",
    ],
    nextSteps: [
      `This needs Pomerium's ingress controller ${FIRST_CONTROLLER} or later, with the custom resource definition that belongs to it; with an earlier one the cluster refuses the provider ${PROVIDER}.`,
      `If the controller runs in another namespace than ${NAMESPACE}, change it here and in the Secret.`,
      "Give the authenticate service a certificate: spec.certificates names Secrets of the type kubernetes.io/tls.",
      "Run: kubectl apply --filename pomerium.yaml",
      `Open ${settings.authenticateUrl}/.pomerium/ and sign in.`,
    ],
  };
}
