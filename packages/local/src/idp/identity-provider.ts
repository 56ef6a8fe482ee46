import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { newSigningKey } from "../cognito/pools.ts";
import type { SigningKey } from "../cognito/state.ts";
import { type Clock, systemClock } from "../kernel/clock.ts";
import { LOOPBACK } from "../kernel/options.ts";
import { type LoginRequest, readLoginRequest, splitTarget } from "../login/login-request.ts";
import { jsonReply, type Reply, writeReply } from "../login/reply.ts";
import { showAuthorize, submitAuthorize } from "./authorize.ts";
import type { IdpClient, IdpContext } from "./context.ts";
import { discoveryDocument, jwksDocument } from "./discovery.ts";
import type { IdentityProviderFaults } from "./faults.ts";
import type { IdpUser } from "./idp-user.ts";
import { exchangeCode } from "./token.ts";
import { userInfo } from "./user-info.ts";

export interface IdentityProviderOptions {
  /** Port on the loopback interface; 0 takes a free one. */
  readonly port: number;
  /** The user pool, as the provider knows it. */
  readonly client: IdpClient;
  /** People to choose from on its page; anybody else can be typed in. */
  readonly users?: readonly IdpUser[];
  /** The machine's by default. */
  readonly clock?: Clock;
  /** A new RSA key by default. */
  readonly signingKey?: () => Promise<SigningKey>;
  /** Defects of the stand-in itself; printed by default. */
  readonly onError?: (error: unknown) => void;
}

export interface RunningIdentityProvider {
  /** `http://localhost:<port>` */
  readonly issuer: string;
  readonly client: IdpClient;
  /** What it does wrong, for tests. */
  readonly faults: IdentityProviderFaults;
  close(): Promise<void>;
}

type Handler = (context: IdpContext, request: LoginRequest) => Reply | Promise<Reply>;

const ROUTES: Readonly<Record<string, Readonly<Partial<Record<string, Handler>>>>> = {
  "/.well-known/openid-configuration": { GET: discoveryDocument },
  "/jwks.json": { GET: jwksDocument },
  "/authorize": { GET: showAuthorize, POST: submitAuthorize },
  "/token": { POST: exchangeCode },
  "/userinfo": { GET: userInfo, POST: userInfo },
};

/**
 * Starts a small OpenID provider that stands in for an external one: discovery, a page on which one says who one is, code grant, userinfo
 * and RS256 (https://openid.net/specs/openid-connect-core-1_0.html). It remembers nothing: everybody says anew who they are. Rejects with
 * the system's error when the port is in use.
 */
export async function startIdentityProvider(options: IdentityProviderOptions): Promise<RunningIdentityProvider> {
  const { client, users = [], clock = systemClock, signingKey = newSigningKey } = options;
  const { onError = (error: unknown) => console.error(error) } = options;
  const faults: IdentityProviderFaults = {};
  let issuer = "";
  const context: IdpContext = {
    issuer: () => issuer,
    client,
    users,
    clock,
    key: await signingKey(),
    codes: new Map(),
    accessTokens: new Map(),
    faults,
  };
  const server = createServer((request, response) => {
    void serve(context, request, response).catch((error: unknown) => {
      onError(error);
      response.destroy();
    });
  });
  issuer = await new Promise<string>((resolve, reject) => {
    server.once("error", reject);
    // A listening TCP server has an address of this kind.
    server.listen(options.port, LOOPBACK, () => resolve(`http://localhost:${(server.address() as AddressInfo).port}`));
  });
  return { issuer, client, faults, close: () => closed(server) };
}

async function serve(context: IdpContext, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const route = ROUTES[splitTarget(incoming.url ?? "/").path];
  const request = await readLoginRequest(incoming);
  if (request === "gone") return;
  if (request === "too-large") return writeReply(response, jsonReply(413, { error: "invalid_request" }));
  const handler = route?.[request.method];
  const missing = route === undefined ? 404 : 405;
  const reply = handler ? await handler(context, request) : jsonReply(missing, { error: "invalid_request" });
  writeReply(response, reply);
}

function closed(server: ReturnType<typeof createServer>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
