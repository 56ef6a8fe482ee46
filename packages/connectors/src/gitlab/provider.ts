import type { ArtifactInput } from "@latchkey/core/connector";
import { erbText } from "../formats/erb.ts";
import { callbackUrl, type GitLabSettings, providerName } from "./settings.ts";

export type GitLabInput = ArtifactInput<GitLabSettings>;

/** One entry of `omniauth.providers`, the same whatever format it is written in. `Value` is the form that the secret takes. */
export type GitLabProvider<Value> = {
  readonly [member: string]: string | boolean | readonly string[] | Value | Members<Value>;
};
type Members<Value> = { readonly [member: string]: string | boolean | readonly string[] | Value | Members<Value> };

/** The provider entry for a strategy, with the secret in the form that the target's format has for it. */
export function gitLabProvider<Value>(input: GitLabInput, secret: Value): GitLabProvider<Value> {
  const name = providerName(input.settings);
  const { label } = input.settings;
  return input.settings.strategy === "openid_connect"
    ? { name, label, args: openIdConnectArgs(input, secret) }
    : { name, label, app_id: input.credentials.clientId, app_secret: secret, args: oauth2GenericArgs(input) };
}

/**
 * The entry for a target that puts it into gitlab.yml without escaping: GitLab evaluates that file as ERB, so that a label with
 * `<%` would be run as Ruby (GitlabSettings loads it by ActiveSupport::ConfigurationFile).
 */
export function providerThroughErb<Value>(input: GitLabInput, secret: Value): GitLabProvider<Value> {
  return { ...gitLabProvider(input, secret), label: erbText(input.settings.label) };
}

/** https://docs.gitlab.com/administration/auth/oidc/ */
function openIdConnectArgs<Value>({ settings, pool, credentials }: GitLabInput, secret: Value): Members<Value> {
  return {
    name: providerName(settings),
    scope: ["openid", "profile", "email"],
    response_type: "code",
    issuer: pool.issuer,
    discovery: true,
    client_auth_method: "query",
    uid_field: "sub",
    // A boolean: GitLab's documentation shows the string "false", which Ruby takes for true.
    send_scope_to_token_endpoint: false,
    pkce: true,
    client_options: { identifier: credentials.clientId, secret, redirect_uri: callbackUrl(settings) },
  };
}

/** https://docs.gitlab.com/administration/auth/cognito/ */
function oauth2GenericArgs({ settings, pool }: GitLabInput): Members<never> {
  return {
    name: providerName(settings),
    strategy_class: "OmniAuth::Strategies::OAuth2Generic",
    scope: "openid profile email",
    pkce: true,
    redirect_url: callbackUrl(settings),
    client_options: {
      site: pool.domain,
      authorize_url: "/oauth2/authorize",
      token_url: "/oauth2/token",
      user_info_url: "/oauth2/userInfo",
    },
    user_response_structure: {
      root_path: [],
      // Without it the strategy reads `id`, which Cognito does not send, and every user would have the same empty uid.
      id_path: ["sub"],
      attributes: { nickname: "email", name: "email", email: "email" },
    },
  };
}
