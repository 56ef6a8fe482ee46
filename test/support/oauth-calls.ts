import { type Browser, type Credentials, createBrowser, signInThroughPages } from "@latchkey/local/demo/browser";
import { type App, authorizeUrl, type LoginStack } from "./login-stack.ts";

type Parameters = Readonly<Record<string, string | undefined>>;

/** An answer of one of the OAuth endpoints; `body` is empty when it is no JSON. */
export interface OAuthAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** `Authorization: Basic` of a client, as most clients send it: not form-encoded. */
export const basic = (clientId: string, secret: string): string =>
  `Basic ${Buffer.from(`${clientId}:${secret}`).toString("base64")}`;

/** Posts a form to an OAuth endpoint; parameters that are `undefined` are left out. */
export async function postForm(
  url: string,
  parameters: Parameters,
  headers: Readonly<Record<string, string>> = {},
): Promise<OAuthAnswer> {
  const pairs = Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return answerOf(await fetch(url, { method: "POST", body: new URLSearchParams(pairs), headers }));
}

export async function answerOf(response: Response): Promise<OAuthAnswer> {
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json") === true && text !== "";
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : {} };
}

/** Posts to the token endpoint as this app, with its secret in `Authorization: Basic`. */
export const tokenCall = ({ origin }: LoginStack, { clientId, clientSecret }: App, parameters: Parameters) =>
  postForm(`${origin}/oauth2/token`, parameters, { authorization: basic(clientId, clientSecret) });

/** Asks userInfo with a token, or with none, in `Authorization` under a scheme. */
export async function userInfo(
  { origin }: LoginStack,
  token: string | undefined,
  scheme = "Bearer",
): Promise<OAuthAnswer> {
  const headers = token === undefined ? {} : { authorization: `${scheme} ${token}` };
  return answerOf(await fetch(`${origin}/oauth2/userInfo`, { headers }));
}

/** Signs in through the pages and answers the authorization code. */
export async function codeFor(
  stack: LoginStack,
  app: App,
  credentials: Credentials,
  parameters: Parameters = {},
  browser: Browser = createBrowser(),
): Promise<string> {
  const url = authorizeUrl(stack, app, parameters);
  const callback = await signInThroughPages(url, credentials, parameters["redirect_uri"] ?? app.callback, browser);
  const code = new URL(callback).searchParams.get("code");
  if (code === null) throw new Error(`No code in ${callback}`);
  return code;
}

/** Signs in through the pages and exchanges the code. */
export async function tokensFor(
  stack: LoginStack,
  app: App,
  credentials: Credentials,
  parameters: Parameters = {},
): Promise<Readonly<Record<string, string>>> {
  const code = await codeFor(stack, app, credentials, parameters);
  const answer = await tokenCall(stack, app, { grant_type: "authorization_code", code, redirect_uri: app.callback });
  if (answer.status !== 200) throw new Error(`The code was refused: ${JSON.stringify(answer.body)}`);
  // A successful token answer: strings but for `expires_in`.
  return answer.body as Readonly<Record<string, string>>;
}
