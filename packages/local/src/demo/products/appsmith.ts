import { type Data, mapOf, onlyKeys, textOf } from "../formats/data.ts";
import { readForm } from "../formats/form.ts";
import { secretData } from "../formats/kubernetes.ts";
import { readYaml } from "../formats/yaml.ts";
import type { Readable, References, RelyingParty } from "../relying-party.ts";

const LABELS: Readonly<Record<string, string>> = {
  "Client ID": "CLIENT_ID",
  "Client secret": "CLIENT_SECRET",
  "Authorization URL": "AUTHORIZATION_URI",
  "Token URL": "TOKEN_URI",
  "User info URL": "USER_INFO",
  "JWK set URL": "JWK_SET_URI",
  Scope: "SCOPE",
  "Username attribute": "USERNAME_ATTRIBUTE",
};
const PREFIX = "APPSMITH_OAUTH2_OIDC_";
const KEYS = Object.values(LABELS).map((suffix) => PREFIX + suffix);

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The variables of Appsmith after an artifact, together with those that are used with it, has been applied. Throws for one that
 * Appsmith does not know.
 */
export function appsmithVariables(
  { name, body }: Readable,
  beside: readonly Readable[],
  references: References = {},
): Variables {
  const variables = variablesOf(name, body, beside, references);
  onlyKeys(variables, KEYS);
  return Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, textOf(value)]));
}

function variablesOf(name: string, body: string, beside: readonly Readable[], references: References) {
  switch (name) {
    case "docker.env":
      return readDockerEnv(body);
    case "admin-settings.json":
      return mapOf(JSON.parse(body) as Data);
    case "values.yaml": {
      const values = onlyKeys(readYaml(body), ["applicationConfig", "secretName"]);
      const secret = beside.find((artifact) => artifact.name === "secret.yaml");
      if (secret === undefined) throw new Error("there is no Secret beside the values");
      const named = mapOf(mapOf(readYaml(secret.body)), "metadata")["name"];
      if (values["secretName"] !== named) throw new Error(`the values do not name the Secret ${JSON.stringify(named)}`);
      return { ...mapOf(values, "applicationConfig"), ...secretData(secret.body, references) };
    }
    case "form-fields":
      return fromForm(readForm(body));
    default:
      throw new Error(`${name} holds no variables of Appsmith`);
  }
}

/** The relying party that an artifact makes of an Appsmith at `baseUrl`, which makes its callback from the request's own address. */
export function appsmithRelyingParty(
  artifact: Readable,
  beside: readonly Readable[],
  { baseUrl, references = {} }: { readonly baseUrl: string; readonly references?: References },
): RelyingParty {
  const variables = appsmithVariables(artifact, beside, references);
  const variable = (suffix: string): string => textOf(variables[PREFIX + suffix]);
  return {
    clientId: variable("CLIENT_ID"),
    clientSecret: variable("CLIENT_SECRET"),
    redirectUri: `${baseUrl}/login/oauth2/code/oidc`,
    // Split at commas and nowhere else.
    scope: variable("SCOPE").split(",").join(" "),
    // Spring Security sends a challenge only for a client without secret.
    pkce: "unsupported",
    clientAuthentication: "basic",
    subjectClaim: variable("USERNAME_ATTRIBUTE"),
    authorizationEndpoint: variable("AUTHORIZATION_URI"),
    tokenEndpoint: variable("TOKEN_URI"),
    userInfoEndpoint: variable("USER_INFO"),
    jwksUri: variable("JWK_SET_URI"),
  };
}

/** As Appsmith reads its own file: one variable a line, quotes of both kinds taken away, nothing expanded. */
export function readDockerEnv(body: string): Readonly<Record<string, string>> {
  const lines = body.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const entries = lines.map((line) => {
    const { name, value } = /^(?<name>[A-Z\d_]+)\s*=\s*(?<value>.*)$/.exec(line)?.groups ?? {};
    if (name === undefined || value === undefined) throw new Error(`${line} is no variable`);
    return [
      name,
      value.replace(/'([^']*)'|"([^"]*)"/g, (_quoted, single?: string, double = "") => single ?? double),
    ] as const;
  });
  if (new Set(entries.map(([name]) => name)).size < entries.length) throw new Error("a variable is there twice");
  return Object.fromEntries(entries);
}

const fromForm = (fields: ReadonlyMap<string, string>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...fields].map(([label, value]) => {
      const suffix = LABELS[label];
      if (suffix === undefined) throw new Error(`the form has no field ${label}`);
      return [PREFIX + suffix, value];
    }),
  );
