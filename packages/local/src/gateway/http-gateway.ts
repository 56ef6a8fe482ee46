import { createServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import type { Clock } from "../kernel/clock.ts";
import { ACCOUNT_ID, LOOPBACK } from "../kernel/options.ts";
import type { LambdaInvoker } from "../lambda/invoker.ts";
import type { AccessLogEntry } from "./access-log.ts";
import { type Answer, type RefusalStatus, refusal } from "./answer.ts";
import { type CorsOptions, cors } from "./cors.ts";
import { type GatewayContext, serveRequest } from "./gateway-request.ts";
import { INTEGRATION_TIMEOUT_MS } from "./integration.ts";
import { type JwtAuthorizerOptions, jwtAuthorizer } from "./jwt-authorizer.ts";
import { type Route, router } from "./router.ts";
import { type ThrottleOptions, throttle } from "./throttle.ts";

export interface GatewayOptions {
  /** On the loopback interface; 0 takes a free one. */
  readonly port: number;
  readonly routes: readonly Route[];
  readonly invoke: LambdaInvoker["invoke"];
  /** Needed as soon as a route has scopes. */
  readonly authorizer?: JwtAuthorizerOptions;
  readonly cors?: CorsOptions;
  /** Without it nothing is throttled. */
  readonly throttle?: ThrottleOptions;
  /** Judges tokens and dates events. Waiting is measured in real time. */
  readonly clock: Clock;
  /** Called once per answered request. */
  readonly onAccess?: (entry: AccessLogEntry) => void;
  /** API Gateway's 30 seconds, unless a test is in a hurry. */
  readonly integrationTimeoutMs?: number;
  readonly accountId?: string;
  readonly apiId?: string;
}

export interface Gateway {
  readonly port: number;
  /** `http://localhost:<port>` */
  readonly url: string;
  /** Takes no new connection, lets running requests finish for up to `graceMs` (5 seconds by default), then breaks them. */
  close(options?: { readonly graceMs?: number }): Promise<void>;
}

/** Idle client connections stay open longer than clients keep them, so that none is closed under a new request. */
const KEEP_ALIVE_MS = 75_000;
/** What the parser takes; API Gateway's own limit is lower and answered with more care. */
const MAX_PARSED_HEADER_BYTES = 64 * 1024;
const GRACE_MS = 5_000;

/**
 * An API Gateway HTTP API in front of Lambda functions: routes, JWT authorizer, CORS, payload format 2.0, limits and API Gateway's
 * own answers. Rejects with the system's error, for example `EADDRINUSE`, and throws for settings that API Gateway would refuse.
 */
export async function httpGateway(options: GatewayOptions): Promise<Gateway> {
  const context = contextOf(options);
  const running = new Set<ServerResponse>();
  let open = true;
  const server = createServer(
    { keepAliveTimeout: KEEP_ALIVE_MS, maxHeaderSize: MAX_PARSED_HEADER_BYTES },
    (request, response) => {
      running.add(response);
      response.once("close", () => running.delete(response));
      void respond(context, request, response, { onAccess: options.onAccess, isLast: () => !open });
    },
  );
  server.on("clientError", answerBrokenRequest);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, LOOPBACK, resolve);
  });
  // A server that listens on TCP has an address of this form.
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://localhost:${port}`,
    async close({ graceMs = GRACE_MS } = {}) {
      open = false;
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      await allGone(running, graceMs);
      server.closeAllConnections();
      await closed;
    },
  };
}

function contextOf(options: GatewayOptions): GatewayContext {
  const { authorizer, clock, routes, invoke } = options;
  const guarded = routes.find(({ scopes }) => scopes !== undefined);
  if (guarded && !authorizer)
    throw new Error(`Route ${guarded.method} ${guarded.path} has scopes, but there is no authorizer`);
  return {
    route: router(routes),
    authorize: authorizer && jwtAuthorizer(authorizer, clock),
    cors: options.cors && cors(options.cors),
    mayPass: options.throttle ? throttle(options.throttle, clock) : () => true,
    clock,
    invoke,
    timeoutMs: options.integrationTimeoutMs ?? INTEGRATION_TIMEOUT_MS,
    accountId: options.accountId ?? ACCOUNT_ID,
    apiId: options.apiId ?? "local",
  };
}

interface Delivery {
  readonly onAccess: GatewayOptions["onAccess"];
  /** Whether the connection must end after this answer. */
  readonly isLast: () => boolean;
}

async function respond(
  context: GatewayContext,
  request: IncomingMessage,
  response: ServerResponse,
  { onAccess, isLast }: Delivery,
): Promise<void> {
  const { answer, entry } = await serveRequest(context, request);
  const { status, body, reason } = send(response, answer, isLast());
  onAccess?.({ ...entry, status, responseBytes: Buffer.byteLength(body), ...(reason !== undefined && { reason }) });
}

/** Sends the answer, or 500 in place of one whose headers HTTP forbids. Answers what was sent. */
function send(response: ServerResponse, answer: Answer, isLast: boolean): Answer {
  try {
    response.writeHead(answer.status, rawHeaders(answer, isLast));
  } catch (error) {
    const instead = refusal(500, error instanceof Error ? error.message : String(error));
    response.writeHead(instead.status, rawHeaders(instead, isLast)).end(instead.body);
    return instead;
  }
  response.end(answer.body);
  return answer;
}

function rawHeaders({ status, headers, body }: Answer, isLast: boolean): string[] {
  const raw = headers.flat();
  // A 204 and a 304 have no body, and a length would say that they had one.
  if (status !== 204 && status !== 304) raw.push("content-length", String(Buffer.byteLength(body)));
  if (isLast) raw.push("connection", "close");
  return raw;
}

async function allGone(running: ReadonlySet<ServerResponse>, graceMs: number): Promise<void> {
  const end = performance.now() + graceMs;
  while (running.size > 0 && performance.now() < end) await wait(5);
}

/** Answers what is no HTTP request at all, or one with far too large headers. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const status: RefusalStatus = error.code === "HPE_HEADER_OVERFLOW" ? 431 : 400;
  const { body } = refusal(status);
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body.toString()}`,
  );
}
