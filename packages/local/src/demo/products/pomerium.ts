import { parseEnv } from "node:util";
import { type Data, type DataMap, isList, mapOf, onlyKeys, textOf } from "../formats/data.ts";
import { secretData } from "../formats/kubernetes.ts";
import { readYaml } from "../formats/yaml.ts";
import type { Readable, References, RelyingParty } from "../relying-party.ts";

const KEYS = [
  "authenticate_service_url",
  "idp_provider",
  "idp_provider_url",
  "idp_client_id",
  "idp_client_secret",
  "idp_client_secret_file",
  "idp_scopes",
];

/**
 * The options that Pomerium has after an artifact, together with those that are used with it, under the names of its configuration
 * file, with the secret where it ends up.
 */
export function pomeriumOptions(
  { name, body }: Readable,
  beside: readonly Readable[],
  references: References = {},
): DataMap {
  switch (name) {
    case "config.yaml":
      return withSecret(onlyKeys(readYaml(body), KEYS), references);
    case "pomerium.env":
      return withSecret(onlyKeys(fromEnv(body), KEYS), references);
    case "pomerium.yaml":
      return fromResource(body, beside, references);
    default:
      throw new Error(`${name} holds no options of Pomerium`);
  }
}

/** The relying party that an artifact makes of Pomerium. */
export function pomeriumRelyingParty(
  artifact: Readable,
  beside: readonly Readable[],
  references: References = {},
): RelyingParty {
  const options = pomeriumOptions(artifact, beside, references);
  // The general provider signs out in a way that Cognito refuses.
  if (options["idp_provider"] !== "cognito")
    throw new Error(`${JSON.stringify(options["idp_provider"])} is not for Cognito`);
  return {
    clientId: textOf(options["idp_client_id"]),
    clientSecret: textOf(options["idp_client_secret"]),
    redirectUri: new URL("/oauth2/callback", textOf(options["authenticate_service_url"])).href,
    scope: scopesOf(options["idp_scopes"]).join(" "),
    // Only where discovery announces it.
    pkce: "unsupported",
    clientAuthentication: "basic",
    subjectClaim: "sub",
    issuer: textOf(options["idp_provider_url"]),
  };
}

const fromEnv = (body: string): DataMap =>
  Object.fromEntries(
    Object.entries(parseEnv(body)).map(([key, value]) => {
      if (key !== key.toUpperCase()) throw new Error(`${key} is no variable of Pomerium`);
      return [key.toLowerCase(), textOf(value)];
    }),
  );

/** The file is the secret, all of it: a line end would be a part of it. */
function withSecret(options: DataMap, { files = {} }: References): DataMap {
  const { idp_client_secret_file: file, ...rest } = options;
  if (file === undefined) return rest;
  if (rest["idp_client_secret"] !== undefined) throw new Error("the secret is there twice");
  return { ...rest, idp_client_secret: files[textOf(file)] ?? "" };
}

function fromResource(body: string, beside: readonly Readable[], references: References): DataMap {
  const { apiVersion, kind, spec } = onlyKeys(readYaml(body), ["apiVersion", "kind", "metadata", "spec"]);
  if (apiVersion !== "ingress.pomerium.io/v1" || kind !== "Pomerium") throw new Error("this is no Pomerium resource");
  const { authenticate, identityProvider, secrets } = onlyKeys(spec, ["authenticate", "identityProvider", "secrets"]);
  const provider = onlyKeys(identityProvider, ["provider", "url", "secret", "scopes"]);
  const secret = beside.find((artifact) => artifact.name === "secret.yaml");
  if (secret === undefined) throw new Error("there is no Secret beside the resource");
  const { name, namespace } = mapOf(mapOf(readYaml(secret.body)), "metadata");
  if (provider["secret"] !== `${textOf(namespace)}/${textOf(name)}`)
    throw new Error("the resource names another Secret");
  const data = onlyKeys(secretData(secret.body, references), ["client_id", "client_secret"]);
  textOf(secrets);
  return {
    authenticate_service_url: textOf(onlyKeys(authenticate, ["url"])["url"]),
    idp_provider: textOf(provider["provider"]),
    idp_provider_url: textOf(provider["url"]),
    idp_client_id: textOf(data["client_id"]),
    idp_client_secret: textOf(data["client_secret"]),
    idp_scopes: provider["scopes"] ?? null,
  };
}

function scopesOf(scopes: Data | undefined): readonly string[] {
  const list = scopes !== undefined && isList(scopes) ? scopes.map(textOf) : textOf(scopes).split(",");
  if (list.length === 0) throw new Error("without scopes Pomerium asks for offline_access");
  return list;
}
