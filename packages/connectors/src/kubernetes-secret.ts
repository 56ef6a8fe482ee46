import { type Credentials, SECRET_JSON_KEY, type SecretCredential, secretText } from "@latchkey/core/payload";
import { type YamlMap, type YamlValue, type YamlVerbatim, yamlVerbatim } from "./formats/yaml.ts";

const STORE_NAME = "aws-secrets-manager";

interface KubernetesSecret {
  readonly metadata: { readonly name: string; readonly namespace?: string };
  /** The Secret's data, written around the form that the client secret takes. */
  data(secret: string | YamlVerbatim): { readonly [key: string]: YamlValue };
}

/** A Kubernetes Secret, or by reference an ExternalSecret (https://external-secrets.io) whose template puts the value into it. */
export function secretManifest(secret: KubernetesSecret, credentials: Credentials): YamlMap {
  const { clientSecret } = credentials;
  if (clientSecret.kind === "reference") return externalSecret(secret, clientSecret);
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: secret.metadata,
    type: "Opaque",
    stringData: secret.data(secretText(credentials)),
  };
}

function externalSecret(
  { metadata, data }: KubernetesSecret,
  { name }: Extract<SecretCredential, { kind: "reference" }>,
): YamlMap {
  return {
    apiVersion: "external-secrets.io/v1",
    kind: "ExternalSecret",
    metadata,
    spec: {
      refreshInterval: "1h",
      secretStoreRef: { kind: "ClusterSecretStore", name: STORE_NAME },
      target: {
        name: metadata.name,
        template: { engineVersion: "v2", data: data(yamlVerbatim(`"{{ .${SECRET_JSON_KEY} }}"`)) },
      },
      data: [{ secretKey: SECRET_JSON_KEY, remoteRef: { key: name, property: SECRET_JSON_KEY } }],
    },
  };
}

/** By reference, the first step with an ExternalSecret. */
export const secretStoreStep = ({ clientSecret }: Credentials): readonly string[] =>
  clientSecret.kind === "inline"
    ? []
    : [`Call the store as yours is called: ${STORE_NAME} stands for a ClusterSecretStore on AWS Secrets Manager.`];
