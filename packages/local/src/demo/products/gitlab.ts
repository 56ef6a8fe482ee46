import { type Data, type DataMap, isList, listOf, mapOf, optionalText, textOf } from "../formats/data.ts";
import { renderErb } from "../formats/erb.ts";
import { secretData } from "../formats/kubernetes.ts";
import { type ParseRuby, readRubySettings } from "../formats/ruby.ts";
import { readYaml } from "../formats/yaml.ts";
import type { Readable, References, RelyingParty } from "../relying-party.ts";

/** GitLab's OmniAuth settings as GitLab ends up with them; `provider` is null in the chart's values, which only name it. */
export interface GitLabOmniAuth {
  readonly enabled: Data;
  readonly allowSingleSignOn: Data;
  readonly blockAutoCreatedUsers: Data;
  readonly autoLinkUser: Data;
}

export interface GitLabProvider {
  readonly name: Data;
  readonly label: Data;
  readonly app_id?: Data;
  readonly app_secret?: Data;
  readonly args: DataMap;
}

/** The provider entry of gitlab.rb, gitlab.yml, secret.yaml or compose.yaml, as GitLab ends up with it. */
export const gitLabProvider = (parseRuby: ParseRuby, artifact: Readable, references: References): GitLabProvider =>
  providerOf(omniAuthOf(parseRuby, artifact, references));

/** The settings beside it; of gitlab.rb, gitlab.yml, values.yaml or compose.yaml. */
export function gitLabOmniAuth(parseRuby: ParseRuby, artifact: Readable, references: References): GitLabOmniAuth {
  const settings = omniAuthOf(parseRuby, artifact, references);
  return {
    enabled: settings["enabled"] ?? null,
    allowSingleSignOn: settings["allow_single_sign_on"] ?? null,
    blockAutoCreatedUsers: settings["block_auto_created_users"] ?? null,
    autoLinkUser: settings["auto_link_user"] ?? null,
  };
}

function omniAuthOf(parseRuby: ParseRuby, { name, body }: Readable, references: References): DataMap {
  switch (name) {
    case "gitlab.rb":
      return fromGitLabRb(parseRuby, body, references.files ?? {});
    case "compose.yaml":
      return fromCompose(parseRuby, body, references.files ?? {});
    case "gitlab.yml":
      return mapOf(mapOf(readYaml(renderErb(body)), "production"), "omniauth");
    case "secret.yaml":
      return { providers: [throughGitLabYml(readYaml(textOf(secretData(body, references)["provider"])))] };
    case "values.yaml":
      return fromValues(body);
    default:
      throw new Error(`${name} is no artifact with OmniAuth settings`);
  }
}

function fromGitLabRb(parseRuby: ParseRuby, body: string, files: Readonly<Record<string, string>>): DataMap {
  const settings = readRubySettings(parseRuby, body, files);
  const entries = Object.entries(settings).map(([key, value]) => [key.replace(/^omniauth_/, ""), value] as const);
  return mapOf(throughGitLabYml(Object.fromEntries(entries)));
}

function fromCompose(parseRuby: ParseRuby, body: string, files: Readonly<Record<string, string>>): DataMap {
  const document = mapOf(interpolated(readYaml(body)));
  const service = mapOf(mapOf(document, "services"), "gitlab");
  const mounted = listOf(service["secrets"] ?? []).map((secret) => {
    const source = textOf(mapOf(mapOf(document, "secrets"), textOf(secret))["file"]);
    return [`/run/secrets/${textOf(secret)}`, files[source] ?? ""] as const;
  });
  return fromGitLabRb(
    parseRuby,
    textOf(mapOf(service, "environment")["GITLAB_OMNIBUS_CONFIG"]),
    Object.fromEntries(mounted),
  );
}

const snake = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function fromValues(body: string): DataMap {
  const omniauth = mapOf(mapOf(mapOf(readYaml(body), "global"), "appConfig"), "omniauth");
  return Object.fromEntries(Object.entries(omniauth).map(([key, value]) => [snake(key), value]));
}

/** What Omnibus and the chart do with settings: write them as JSON into gitlab.yml, which GitLab evaluates as ERB and reads as YAML. */
const throughGitLabYml = (settings: Data): Data => readYaml(renderErb(JSON.stringify(settings)));

/** Compose's interpolation: `$$` stands for `$`, any other `$` for a variable. */
function interpolated(value: Data): Data {
  if (typeof value === "string") {
    if (value.replaceAll("$$", "").includes("$")) throw new Error("Compose would replace a variable here");
    return value.replaceAll("$$", "$");
  }
  if (isList(value)) return value.map(interpolated);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, interpolated(entry)]));
}

function providerOf(settings: DataMap): GitLabProvider {
  const [provider, ...more] = listOf(settings["providers"]);
  if (more.length > 0) throw new Error("more than one provider");
  const { name, label, args, ...rest } = mapOf(provider);
  if (name === undefined || label === undefined) throw new Error("a provider without name or label");
  const unknown = Object.keys(rest).filter((key) => key !== "app_id" && key !== "app_secret");
  if (unknown.length > 0) throw new Error(`unknown keys: ${unknown.join(", ")}`);
  return { name, label, ...rest, args: mapOf(args) };
}

/** What a provider entry makes of GitLab: the relying party that signs people in. */
export function relyingPartyOf({ name, app_id, app_secret, args }: GitLabProvider): RelyingParty {
  if (args["name"] !== name) throw new Error("the strategy and the provider have different names");
  const client = mapOf(args, "client_options");
  const pkce = args["pkce"] === true;
  if (name === "openid_connect")
    return {
      clientId: textOf(client["identifier"]),
      clientSecret: textOf(client["secret"]),
      redirectUri: textOf(client["redirect_uri"]),
      scope: listOf(args["scope"]).map(textOf).join(" "),
      issuer: textOf(args["issuer"]),
      pkce,
      // Unset means HTTP Basic; any value that the strategy does not know means the form body.
      clientAuthentication: ["basic", undefined].includes(optionalText(args["client_auth_method"])) ? "basic" : "post",
      subjectClaim: optionalText(args["uid_field"]) ?? "sub",
    };
  const { id_path: idPath } = mapOf(args, "user_response_structure");
  const endpoint = (key: string): string => new URL(textOf(client[key]), textOf(client["site"])).href;
  return {
    clientId: textOf(app_id),
    clientSecret: textOf(app_secret),
    redirectUri: textOf(args["redirect_url"]),
    scope: textOf(args["scope"]),
    pkce,
    clientAuthentication: "basic",
    // What the strategy reads when nothing is said.
    subjectClaim: idPath === undefined ? "id" : listOf(idPath).map(textOf).join("."),
    authorizationEndpoint: endpoint("authorize_url"),
    tokenEndpoint: endpoint("token_url"),
    userInfoEndpoint: endpoint("user_info_url"),
  };
}
