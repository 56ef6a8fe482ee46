import { parseEnv } from "node:util";
import type { ArtifactDraft } from "@latchkey/core/payload";
import * as prism from "@ruby/prism";
import { parseDocument } from "yaml";

// Readers of artifacts that share nothing with the writers: the official Ruby parser, a YAML library, Node's own dotenv reader. They
// read as the product does, with every evaluation on the way (ERB, Compose, Go templates), and take whatever is not plain data for
// an error.

/** Plain data, as every format carries it. */
export type Data = string | number | boolean | null | readonly Data[] | DataMap;
export interface DataMap {
  readonly [key: string]: Data;
}

/** What of an artifact a reader needs: its name says which format the body is in. */
export type Readable = Pick<ArtifactDraft, "name" | "body">;

/** What an artifact by reference refers to: files by path, secrets of Secrets Manager by name. Nothing for one with inline secret. */
export interface References {
  readonly files?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

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

/** What a relying party needs in order to sign somebody in, whatever the artifact calls it. */
export interface RelyingParty {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
  readonly scope: string;
  readonly pkce: boolean;
  /** How the client proves itself at the token endpoint (OpenID Connect Core 1.0, 9). */
  readonly clientAuthentication: "basic" | "post";
  /** The claim that the product tells people apart by. */
  readonly subjectClaim: string;
  /** Set where the artifact relies on discovery or on ID tokens. */
  readonly issuer?: string;
  readonly authorizationEndpoint?: string;
  readonly tokenEndpoint?: string;
  readonly userInfoEndpoint?: string;
  readonly jwksUri?: string;
}

export interface ArtifactReaders {
  /** The provider entry of gitlab.rb, gitlab.yml, secret.yaml or compose.yaml. */
  gitLabProvider(artifact: Readable, references?: References): GitLabProvider;
  /** The settings beside it; of gitlab.rb, gitlab.yml, values.yaml or compose.yaml. */
  gitLabOmniAuth(artifact: Readable, references?: References): GitLabOmniAuth;
  /** The relying party that a GitLab artifact makes of GitLab. */
  gitLabRelyingParty(artifact: Readable, references?: References): RelyingParty;
  /** The value of the one field of a sign-out artifact. */
  signOutUrl(artifact: Readable): string;
  /** The env block or the JSON document of generic-oidc. */
  genericOidc(artifact: Readable): RelyingParty & {
    readonly redirectUris: readonly string[];
    readonly logoutUris: readonly string[];
  };
}

/** Loads the Ruby parser and answers the readers. */
export async function artifactReaders(): Promise<ArtifactReaders> {
  const parseRuby = await prism.loadPrism();
  const readers: ArtifactReaders = {
    gitLabProvider: (artifact, references = {}) => providerOf(omniAuthOf(parseRuby, artifact, references)),
    gitLabOmniAuth: (artifact, references = {}) => {
      const settings = omniAuthOf(parseRuby, artifact, references);
      return {
        enabled: settings["enabled"] ?? null,
        allowSingleSignOn: settings["allow_single_sign_on"] ?? null,
        blockAutoCreatedUsers: settings["block_auto_created_users"] ?? null,
        autoLinkUser: settings["auto_link_user"] ?? null,
      };
    },
    gitLabRelyingParty: (artifact, references) => relyingPartyOf(readers.gitLabProvider(artifact, references)),
    signOutUrl: ({ body }) => {
      const [field, ...more] = listOf(JSON.parse(body));
      if (more.length > 0) throw new Error("more than one field");
      return textOf(keysOf(field, ["label", "value", "sensitive"])["value"]);
    },
    genericOidc: (artifact) => (artifact.name === "env" ? fromEnv(artifact.body) : fromJson(artifact.body)),
  };
  return readers;
}

type ParseRuby = Awaited<ReturnType<typeof prism.loadPrism>>;

function omniAuthOf(parseRuby: ParseRuby, { name, body }: Readable, references: References): DataMap {
  switch (name) {
    case "gitlab.rb":
      return fromGitLabRb(parseRuby, body, references.files ?? {});
    case "compose.yaml":
      return fromCompose(parseRuby, body, references.files ?? {});
    case "gitlab.yml":
      return mapOf(mapOf(readYaml(renderErb(body)), "production"), "omniauth");
    case "secret.yaml":
      return { providers: [throughGitLabYml(readYaml(providerFile(body, references)))] };
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

function providerFile(body: string, { secrets = {} }: References): string {
  const manifest = mapOf(readYaml(body));
  if (manifest["kind"] === "Secret") return textOf(mapOf(manifest, "stringData")["provider"]);
  const spec = mapOf(manifest, "spec");
  const template = textOf(mapOf(mapOf(mapOf(spec, "target"), "template"), "data")["provider"]);
  const values = listOf(spec["data"]).map((entry) => {
    const { key, property } = mapOf(mapOf(entry), "remoteRef");
    return [textOf(mapOf(entry)["secretKey"]), secrets[textOf(key)]?.[textOf(property)]] as const;
  });
  return renderGoTemplate(template, new Map(values));
}

/** A YAML document that YAML 1.1 (Ruby's reader) and 1.2 agree on, without duplicate keys, tags, anchors or warnings. */
export function readYaml(text: string): Data {
  const [older, newer] = (["1.1", "1.2"] as const).map((version) => {
    const document = parseDocument(text, { version, uniqueKeys: true, logLevel: "silent" });
    const [problem] = [...document.errors, ...document.warnings];
    if (problem !== undefined) throw problem;
    return JSON.stringify(document.toJS({ maxAliasCount: 0 }));
  });
  if (older === undefined || older !== newer) throw new Error("YAML 1.1 and 1.2 read this differently");
  return JSON.parse(older) as Data;
}

/** ERB of a text without tags: `<%%` stands for `<%`. Any other `<%` would be run as Ruby. */
export const renderErb = (text: string): string =>
  text.replace(/<%%?/g, (tag) => {
    if (tag === "<%") throw new Error("ERB would run this as Ruby");
    return "<%";
  });

/** What Omnibus and the chart do with settings: write them as JSON into gitlab.yml, which GitLab evaluates as ERB and reads as YAML. */
const throughGitLabYml = (settings: Data): Data => readYaml(renderErb(JSON.stringify(settings)));

function renderGoTemplate(template: string, values: ReadonlyMap<string, string | undefined>): string {
  return template.replace(/\{\{(.*?)\}\}/gs, (_action, code: string) => {
    const value = values.get(/^ \.([A-Za-z]+) $/.exec(code)?.[1] ?? "");
    if (value === undefined) throw new Error(`the template runs {{${code}}}`);
    return value;
  });
}

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

/** The settings of gitlab.rb: assignments `gitlab_rails['key'] = literal`, and nothing else. */
export function readRubySettings(
  parseRuby: ParseRuby,
  source: string,
  files: Readonly<Record<string, string>> = {},
): DataMap {
  const result = parseRuby(source);
  const problems = [...result.errors, ...result.warnings, ...result.magicComments];
  if (problems.length > 0 || result.dataLoc !== null) throw new Error(`not plain Ruby: ${JSON.stringify(problems)}`);
  const settings = new Map<string, Data>();
  for (const statement of result.value.statements.body) {
    const [key, value] = assignmentOf(statement);
    if (settings.has(key)) throw new Error(`${key} is assigned twice`);
    settings.set(key, literalOf(value, files));
  }
  return Object.fromEntries(settings);
}

function assignmentOf(node: prism.Node): readonly [key: string, value: prism.Node] {
  const [key, value] = node instanceof prism.CallNode && node.name === "[]=" ? argumentsOf(node) : [];
  const receiver = node instanceof prism.CallNode ? node.receiver : null;
  const isSettings =
    receiver instanceof prism.CallNode && receiver.name === "gitlab_rails" && receiver.receiver === null;
  if (!isSettings || !(key instanceof prism.StringNode) || value === undefined)
    throw new Error(`${node.constructor.name} is no assignment to gitlab_rails`);
  return [key.unescaped.value, value];
}

function literalOf(node: prism.Node, files: Readonly<Record<string, string>>): Data {
  if (node instanceof prism.StringNode) return stringOf(node);
  if (node instanceof prism.TrueNode) return true;
  if (node instanceof prism.FalseNode) return false;
  if (node instanceof prism.NilNode) return null;
  if (node instanceof prism.ArrayNode) return node.elements.map((element) => literalOf(element, files));
  if (node instanceof prism.HashNode) return hashOf(node, files);
  if (node instanceof prism.CallNode && node.name === "strip") return fileOf(node, files);
  throw new Error(`${node.constructor.name} is no literal`);
}

function stringOf(node: prism.StringNode): string {
  const { value, validEncoding } = node.unescaped;
  if (!validEncoding) throw new Error("a string is not UTF-8");
  return value;
}

function hashOf(node: prism.HashNode, files: Readonly<Record<string, string>>): DataMap {
  const hash = new Map<string, Data>();
  for (const entry of node.elements) {
    if (!(entry instanceof prism.AssocNode) || !(entry.key instanceof prism.SymbolNode))
      throw new Error("a key is no symbol");
    const key = entry.key.unescaped.value;
    if (hash.has(key)) throw new Error(`${key} is there twice`);
    hash.set(key, literalOf(entry.value, files));
  }
  return Object.fromEntries(hash);
}

/** `File.read("path").strip`, the only call that an artifact may make. */
function fileOf(node: prism.CallNode, files: Readonly<Record<string, string>>): string {
  const read = node.receiver;
  const isRead = read instanceof prism.CallNode && read.name === "read" && argumentsOf(node).length === 0;
  const constant = isRead ? read.receiver : null;
  const [path, ...more] = isRead ? argumentsOf(read) : [];
  if (!(constant instanceof prism.ConstantReadNode) || constant.name !== "File" || more.length > 0)
    throw new Error("a call other than File.read");
  const content = path instanceof prism.StringNode ? files[stringOf(path)] : undefined;
  if (content === undefined) throw new Error("a file that is not there");
  return content.trim();
}

// oxlint-disable-next-line no-underscore-dangle -- these are the parser's own names
const argumentsOf = (node: prism.CallNode): readonly prism.Node[] => node.arguments_?.arguments_ ?? [];

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

function fromEnv(body: string): ReturnType<ArtifactReaders["genericOidc"]> {
  const env: Readonly<Record<string, string | undefined>> = parseEnv(body);
  const redirectUris = listOf(JSON.parse(textOf(env["OIDC_REDIRECT_URIS"]))).map(textOf);
  return {
    clientId: textOf(env["OIDC_CLIENT_ID"]),
    clientSecret: textOf(env["OIDC_CLIENT_SECRET"]),
    redirectUri: env["OIDC_REDIRECT_URI"] ?? textOf(redirectUris[0]),
    scope: textOf(env["OIDC_SCOPES"]),
    pkce: env["OIDC_CODE_CHALLENGE_METHOD"] === "S256",
    clientAuthentication: authenticationOf(env["OIDC_TOKEN_ENDPOINT_AUTH_METHOD"]),
    subjectClaim: "sub",
    issuer: textOf(env["OIDC_ISSUER"]),
    authorizationEndpoint: textOf(env["OIDC_AUTHORIZATION_ENDPOINT"]),
    tokenEndpoint: textOf(env["OIDC_TOKEN_ENDPOINT"]),
    userInfoEndpoint: textOf(env["OIDC_USERINFO_ENDPOINT"]),
    jwksUri: textOf(env["OIDC_JWKS_URI"]),
    redirectUris,
    logoutUris: listOf(JSON.parse(textOf(env["OIDC_LOGOUT_REDIRECT_URIS"]))).map(textOf),
  };
}

function fromJson(body: string): ReturnType<ArtifactReaders["genericOidc"]> {
  const document = mapOf(JSON.parse(body));
  const redirectUris = listOf(document["redirect_uris"]).map(textOf);
  return {
    clientId: textOf(document["client_id"]),
    clientSecret: textOf(document["client_secret"]),
    redirectUri: textOf(redirectUris[0]),
    scope: textOf(document["scope"]),
    pkce: document["code_challenge_method"] === "S256",
    clientAuthentication: authenticationOf(document["token_endpoint_auth_method"]),
    subjectClaim: "sub",
    issuer: textOf(document["issuer"]),
    authorizationEndpoint: textOf(document["authorization_endpoint"]),
    tokenEndpoint: textOf(document["token_endpoint"]),
    userInfoEndpoint: textOf(document["userinfo_endpoint"]),
    jwksUri: textOf(document["jwks_uri"]),
    redirectUris,
    logoutUris: listOf(document["logout_uris"]).map(textOf),
  };
}

function authenticationOf(method: Data | undefined): RelyingParty["clientAuthentication"] {
  if (method === "client_secret_basic") return "basic";
  if (method === "client_secret_post") return "post";
  throw new Error(`${JSON.stringify(method)} is no way to authenticate`);
}

const optionalText = (value: Data | undefined): string | undefined => (value === undefined ? value : textOf(value));

function textOf(value: Data | undefined): string {
  if (typeof value !== "string" || value === "") throw new Error(`${JSON.stringify(value)} is no text`);
  return value;
}

function listOf(value: Data | undefined): readonly Data[] {
  if (value === undefined || !isList(value)) throw new Error(`${JSON.stringify(value)} is no list`);
  return value;
}

function mapOf(value: Data | undefined, key?: string): DataMap {
  if (typeof value !== "object" || value === null || isList(value))
    throw new Error(`${JSON.stringify(value)} is no map`);
  return key === undefined ? value : mapOf(value[key]);
}

function keysOf(value: Data | undefined, keys: readonly string[]): DataMap {
  const map = mapOf(value);
  if (Object.keys(map).sort().join() !== [...keys].sort().join()) throw new Error(`keys other than ${keys.join(", ")}`);
  return map;
}

const isList = (value: Data): value is readonly Data[] => Array.isArray(value);
