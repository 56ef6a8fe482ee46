import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Html, html } from "@latchkey/local/login/pages/html";
import * as client from "openid-client";

/** What an application is given when it is registered. */
export interface Registration {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** A small application of somebody else's: it signs people in, shows who they are and in which groups, and refreshes their tokens. */
export interface RelyingParty<R extends Registration = Registration> {
  readonly registration: R;
  /** Its home page, from where people sign in. */
  readonly home: string;
  readonly callback: string;
  /** The claims of each ID token that it has got, in order, from sign-ins and refreshes. */
  readonly claims: readonly client.IDToken[];
  close(): Promise<void>;
}

/** One browser's session, from the moment that it goes off to sign in. */
interface Session {
  readonly checks: client.AuthorizationCodeGrantChecks;
  readonly claims?: client.IDToken;
  readonly refreshToken?: string;
}

interface App {
  readonly name: string;
  /** Cookies know no ports, and all servers of the test are on one host. */
  readonly cookie: string;
  readonly origin: string;
  readonly configuration: client.Configuration;
  readonly sessions: Map<string, Session>;
  readonly received: client.IDToken[];
}

/**
 * Starts an application on a free port; `register` is told its callback. It relies on an independent OpenID client that checks state,
 * nonce, PKCE and the ID token.
 */
export async function startRelyingParty<R extends Registration>(
  name: string,
  register: (callback: string) => Promise<R>,
): Promise<RelyingParty<R>> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  // A listening TCP server has an address with a port.
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const callback = `${origin}/callback`;
  const registration = await register(callback);
  const configuration = await client.discovery(
    new URL(registration.issuer),
    registration.clientId,
    undefined,
    client.ClientSecretBasic(registration.clientSecret),
    { execute: [client.allowInsecureRequests] },
  );
  const app: App = { name, cookie: `app-${randomUUID()}`, origin, configuration, sessions: new Map(), received: [] };
  server.on("request", (request, response) => void answer(app, request, response));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  return { registration, home: `${origin}/`, callback, claims: app.received, close };
}

type Handler = (app: App, url: URL, session: Session | undefined, id: string) => Promise<Answer> | Answer;

type Answer =
  | { readonly location: string; readonly cookie?: string }
  | { readonly status: number; readonly page: Html };

const HANDLERS: Readonly<Record<string, Handler>> = {
  "GET /": (app, _url, session) => ({ status: 200, page: homePage(app, session) }),
  "GET /sign-in": begin,
  "GET /callback": finish,
  "POST /refresh": refresh,
};

async function answer(app: App, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", app.origin);
  const id = request.headers.cookie?.split("; ").find((pair) => pair.startsWith(`${app.cookie}=`)) ?? "";
  const handler = HANDLERS[`${request.method} ${url.pathname}`] ?? notFound;
  const answered = await Promise.resolve(handler(app, url, app.sessions.get(id), id)).catch((error: unknown) => ({
    status: 400,
    page: refusalPage(app, error),
  }));
  if ("location" in answered) {
    const cookie = answered.cookie === undefined ? {} : { "set-cookie": `${answered.cookie}; HttpOnly; SameSite=Lax` };
    response.writeHead(303, { location: answered.location, ...cookie }).end();
    return;
  }
  response.writeHead(answered.status, { "content-type": "text/html; charset=utf-8" }).end(answered.page.html);
}

async function begin(app: App): Promise<Answer> {
  const [state, nonce, verifier] = [client.randomState(), client.randomNonce(), client.randomPKCECodeVerifier()];
  const cookie = `${app.cookie}=${randomUUID()}`;
  const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true };
  app.sessions.set(cookie, { checks });
  const url = client.buildAuthorizationUrl(app.configuration, {
    redirect_uri: `${app.origin}/callback`,
    scope: "openid email profile",
    state,
    nonce,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  });
  return { location: url.href, cookie };
}

async function finish(app: App, url: URL, session: Session | undefined, id: string): Promise<Answer> {
  if (session === undefined) return { status: 400, page: refusalPage(app, new Error("Nobody has begun to sign in.")) };
  const tokens = await client.authorizationCodeGrant(app.configuration, url, session.checks);
  keep(app, id, session, tokens);
  return { location: "/" };
}

async function refresh(app: App, _url: URL, session: Session | undefined, id: string): Promise<Answer> {
  if (session?.refreshToken === undefined) return { location: "/" };
  const tokens = await client.refreshTokenGrant(app.configuration, session.refreshToken);
  keep(app, id, session, tokens);
  return { location: "/" };
}

function keep(
  app: App,
  id: string,
  session: Session,
  { claims, refresh_token: refreshToken = session.refreshToken }: Awaited<ReturnType<typeof client.refreshTokenGrant>>,
): void {
  const told = claims();
  if (told === undefined) throw new Error("There is no ID token.");
  app.received.push(told);
  app.sessions.set(id, { ...session, claims: told, ...(refreshToken !== undefined && { refreshToken }) });
}

const notFound: Handler = (app) => ({
  status: 404,
  page: document(app, "Not found", html`<p>There is no such page.</p>`),
});

const SIGN_IN = html`<p><a href="/sign-in">Sign in</a></p>`;

function homePage(app: App, session: Session | undefined): Html {
  if (session?.claims === undefined) return document(app, app.name, SIGN_IN);
  const { name, email, "cognito:groups": groups } = session.claims;
  const items = (Array.isArray(groups) ? groups : []).map((group: unknown) => html`<li>${textOf(group)}</li>`);
  const list = items.length > 0 && html`<h2>Groups</h2><ul>${items}</ul>`;
  const person = html`<p role="status">Signed in as ${textOf(name ?? email)}</p>`;
  const form = html`<form method="post" action="/refresh"><button type="submit">Refresh</button></form>`;
  return document(app, app.name, html`${person}${list}${form}`);
}

const textOf = (claim: unknown): string => (typeof claim === "string" ? claim : JSON.stringify(claim ?? null));

/** What the authorization server has said, in its own words. */
function refusalPage(app: App, error: unknown): Html {
  const told = error instanceof client.AuthorizationResponseError || error instanceof client.ResponseBodyError;
  const text = told ? `${error.error}: ${error.error_description ?? "no reason given"}` : String(error);
  return document(app, `${app.name} lets nobody in`, html`<p role="alert">${text}</p>${SIGN_IN}`);
}

function document({ name }: App, title: string, body: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title === name ? name : `${title} - ${name}`}</title>
<link rel="icon" href="data:,">
<style>:root { color-scheme: light dark; } body { font: 1rem/1.6 sans-serif; overflow-wrap: anywhere; } a { color: inherit; display: inline-block; padding: .5rem 0; }</style>
</head>
<body><main><h1>${title}</h1>${body}</main></body>
</html>
`;
}
