import type { FieldError } from "./errors.ts";

/** Scopes that an integration's client may ever have. Custom scopes of our own resource server are never among them. */
export type ClientScope = "openid" | "email" | "profile" | "phone";

/** The app client that an application needs, before anything exists: what a connector derives from its settings. */
export interface OAuthClient {
  /** Exact, compared byte for byte by Cognito; 1 to 100. */
  readonly callbackUrls: readonly string[];
  /** Exact; 0 to 100. */
  readonly logoutUrls: readonly string[];
  readonly flows: readonly "code"[];
  readonly scopes: readonly ClientScope[];
  readonly explicitAuthFlows: readonly "ALLOW_REFRESH_TOKEN_AUTH"[];
  /** 5 to 1,440. */
  readonly accessTokenMinutes: number;
  /** 5 to 1,440. */
  readonly idTokenMinutes: number;
  /** 1 to 3,650. */
  readonly refreshTokenDays: number;
}

/** An authorization-code client with the usual lifetimes; connectors override what differs. */
export function codeClient(
  client: Pick<OAuthClient, "callbackUrls" | "logoutUrls"> & Partial<OAuthClient>,
): OAuthClient {
  return {
    flows: ["code"],
    scopes: ["openid", "email", "profile"],
    explicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"],
    accessTokenMinutes: 60,
    idTokenMinutes: 60,
    refreshTokenDays: 30,
    ...client,
  };
}

/**
 * Cognito's own rules for an app client, so that what reaches AWS is accepted: at least one callback, at most 100 URLs of each
 * kind, none twice, `email|phone|profile` only together with `openid`
 * (https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-client-apps.html). Each URL has been checked by
 * `redirectUrlProblem` before. Answers what is wrong, empty when nothing is.
 */
export function clientProblems(client: OAuthClient): readonly FieldError[] {
  const problems: FieldError[] = [];
  const at = "/settings";
  if (client.callbackUrls.length === 0) problems.push({ pointer: at, detail: "These settings give no callback URL." });
  for (const [kind, urls] of [
    ["callback", client.callbackUrls],
    ["logout", client.logoutUrls],
  ] as const) {
    if (urls.length > 100) problems.push({ pointer: at, detail: `Cognito takes at most 100 ${kind} URLs.` });
    if (new Set(urls).size < urls.length) problems.push({ pointer: at, detail: `A ${kind} URL is there twice.` });
  }
  if (!client.scopes.includes("openid")) problems.push({ pointer: at, detail: "The client needs the scope openid." });
  return problems;
}
