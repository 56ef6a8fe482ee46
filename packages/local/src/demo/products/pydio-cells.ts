import { type Data, type DataMap, listOf, mapOf, onlyKeys, optionalText, textOf } from "../formats/data.ts";
import { readForm } from "../formats/form.ts";
import { runScript } from "../formats/shell.ts";
import { readYaml } from "../formats/yaml.ts";
import type { Readable, RelyingParty } from "../relying-party.ts";

// The messages OAuth2ConnectorConfig and OAuth2ConnectorOIDCConfig of Cells; the latter are the options of dex's connector.
const CONNECTOR_KEYS = ["id", "type", "name", "configoidc", "mappingRules"];
const OIDC_KEYS = [
  "issuer",
  "clientID",
  "clientSecret",
  "redirectURI",
  "basicAuthUnsupported",
  "hostedDomains",
  "scopes",
  "insecureSkipEmailVerified",
  "getUserInfo",
  "userIDKey",
  "userNameKey",
];
const PATH = "services/pydio.web.oauth/connectors";

/** The connectors that Cells has after an artifact has been applied to a new installation; of connector.json, without those of Cells. */
export function cellsConnectors({ name, body }: Readable): readonly Data[] {
  switch (name) {
    case "connector.json":
      return [JSON.parse(body) as Data];
    case "cli-command":
      return listOf(configAfter(body));
    case "install.yaml":
      return listOf(mapOf(onlyKeys(readYaml(body), ["customconfigs"]), "customconfigs")[PATH]);
    case "install-v5.yaml":
      return listOf(JSON.parse(textOf(mapOf(readYaml(body), "customconfigs")[`${PATH}#json`])) as Data);
    default:
      throw new Error(`${name} holds no connectors of Cells`);
  }
}

/** The one connector that is not built in. */
export function cellsConnector(artifact: Readable): DataMap {
  const connectors = cellsConnectors(artifact);
  const [first] = connectors;
  if (connectors.length > 1 && mapOf(first)["type"] !== "pydio")
    throw new Error("the built-in connector is not the first: nobody could sign in with a password");
  const [own, ...more] = connectors.filter((entry) => mapOf(entry)["type"] !== "pydio");
  if (more.length > 0) throw new Error("more than one connector");
  return onlyKeys(own, CONNECTOR_KEYS);
}

/** The relying party that an artifact makes of Cells. */
export function cellsRelyingParty(artifact: Readable): RelyingParty {
  if (artifact.name === "console-fields") return fromConsole(readForm(artifact.body));
  const connector = cellsConnector(artifact);
  if (connector["type"] !== "oidc") throw new Error(`${JSON.stringify(connector["type"])} is no OpenID Connect`);
  return fromOidc(onlyKeys(connector["configoidc"], OIDC_KEYS));
}

function fromOidc(config: DataMap): RelyingParty {
  if (config["getUserInfo"] === true) throw new Error("user info overwrites the boolean email_verified with a string");
  return {
    clientId: textOf(config["clientID"]),
    clientSecret: textOf(config["clientSecret"]),
    redirectUri: textOf(config["redirectURI"]),
    scope: ["openid", ...listOf(config["scopes"]).map(textOf)].join(" "),
    pkce: "unsupported",
    clientAuthentication: config["basicAuthUnsupported"] === true ? "post" : "basic",
    subjectClaim: optionalText(config["userIDKey"]) ?? "sub",
    requiredClaim: optionalText(config["userNameKey"]) ?? "name",
    issuer: textOf(config["issuer"]),
  };
}

const fromConsole = (fields: ReadonlyMap<string, string>): RelyingParty =>
  fromOidc({
    issuer: textOf(fields.get("Canonical URL of the provider")),
    clientID: textOf(fields.get("Client ID")),
    clientSecret: textOf(fields.get("Client Secret")),
    redirectURI: textOf(fields.get("Redirection URL")),
    scopes: textOf(fields.get("Scopes")).split(", "),
    userIDKey: textOf(fields.get("Claims Key used as User ID")),
    userNameKey: textOf(fields.get("Claims Key used as User Name")),
  });

type Tree = { [key: string]: Tree | string };

/** What the commands of a script leave in the configuration: each sets one text at a path of names and numbers. */
function configAfter(script: string): Data {
  const tree: Tree = {};
  for (const { name, args } of runScript(script, { cells: "printf 4.4.15" })) {
    if (name !== "cells" || args[0] === "version") continue;
    const [path, text, ...more] = args.slice(5);
    const command = args.slice(0, 5).join(" ");
    if (
      command !== "admin config set -- pydio.web.oauth" ||
      path === undefined ||
      text === undefined ||
      more.length > 0
    )
      throw new Error(`cells ${args.join(" ")} sets no value`);
    setAt(tree, path.split("/"), text);
  }
  return mapOf(asData(tree))["connectors"] ?? null;
}

function setAt(tree: Tree, [key = "", ...rest]: readonly string[], text: string): void {
  if (rest.length === 0) {
    tree[key] = text;
    return;
  }
  const inner = tree[key] ?? {};
  if (typeof inner === "string") throw new Error(`${key} is a text already`);
  tree[key] = inner;
  setAt(inner, rest, text);
}

/** A map whose keys are 0, 1, 2 ... is a list. */
function asData(tree: Tree | string): Data {
  if (typeof tree === "string") return tree;
  const entries = Object.entries(tree).map(([key, value]) => [key, asData(value)] as const);
  return entries.every(([key], index) => key === String(index))
    ? entries.map(([, value]) => value)
    : Object.fromEntries(entries);
}
