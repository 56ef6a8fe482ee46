import type { IncomingMessage, ServerResponse } from "node:http";
import type { CognitoContext } from "../cognito/context.ts";
import { connectionOf } from "../kernel/connection.ts";
import type { Faults, Refusal } from "../kernel/faults.ts";
import { type PendingCall, serveWithFault } from "../kernel/serve-with-fault.ts";
import type { Input } from "../kernel/service.ts";
import { type LoginRequest, readLoginRequest, splitTarget } from "./login-request.ts";
import { jsonReply, type Reply, writeReply } from "./reply.ts";

/** Serves a request, or answers false when its path is another's. */
export type Plane = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

export type Handler = (context: CognitoContext, request: LoginRequest) => Reply | Promise<Reply>;

/** What one path answers. */
export interface Route {
  readonly GET?: Handler;
  readonly POST?: Handler;
  /** Called from browsers of other origins: answers their preflight. */
  readonly crossOrigin?: true;
  /** Its POST calls are recorded, and fault rules of the service `login` hit them. */
  readonly breakable?: BreakableCall;
}

/** How fault rules know one path's POST calls, and how those are refused. */
export interface BreakableCall {
  readonly operation: string;
  /** What is recorded of a call: nothing that must stay secret. */
  readonly input: (request: LoginRequest) => Input;
  readonly refused: (fault: Refusal) => Reply;
}

/** What stands behind a plane. */
export interface PlaneSupport {
  /** Makes the state durable; awaited before an answer leaves. */
  readonly commit?: (() => Promise<void>) | undefined;
  readonly faults?: Faults | undefined;
}

/** Serves the paths that have a route: reads the request, makes the reply, makes the state durable, and only then answers. */
export function servePlane(
  context: CognitoContext,
  routeOf: (path: string) => Route | undefined,
  { commit, faults }: PlaneSupport = {},
): Plane {
  return async (request, response) => {
    const route = routeOf(splitTarget(request.url ?? "/").path);
    if (route === undefined) return false;
    const connection = connectionOf<Reply>(request, response, (reply) => writeReply(response, reply));
    const read = await readLoginRequest(request);
    if (read === "gone") return true;
    const perform = async (): Promise<Reply> => {
      const reply = read === "too-large" ? TOO_LARGE : await replyTo(context, route, read);
      await commit?.();
      return reply;
    };
    const breakable = request.method === "POST" ? route.breakable : undefined;
    if (read === "too-large" || breakable === undefined || faults === undefined) {
      connection.answer(await perform());
    } else {
      const fault = faults.next("login", breakable.operation, breakable.input(read));
      await serveWithFault(pendingCall(context, breakable, perform), fault, connection);
    }
    return true;
  };
}

function pendingCall(
  { clock }: CognitoContext,
  { operation, refused }: BreakableCall,
  perform: () => Promise<Reply>,
): PendingCall<Reply> {
  return {
    clock,
    perform,
    refused,
    performStale: () => Promise.reject(new Error(`A stale login ${operation} is impossible: it is no read`)),
    // A grant without its caller is of no use to anybody.
    mayLand: () => false,
  };
}

const TOO_LARGE = jsonReply(413, { error: "invalid_request", error_description: "The body is larger than 64 KiB" });

function replyTo(context: CognitoContext, route: Route, request: LoginRequest): Reply | Promise<Reply> {
  // HEAD is GET without a body, which the HTTP server leaves out.
  const method = request.method === "HEAD" ? "GET" : request.method;
  if (method === "OPTIONS" && route.crossOrigin) return preflight(route);
  const handler = method === "GET" || method === "POST" ? route[method] : undefined;
  return handler ? handler(context, request) : methodNotAllowed(route);
}

const methodsOf = (route: Route): string =>
  [...(route.GET ? ["GET", "HEAD"] : []), ...(route.POST ? ["POST"] : [])].join(", ");

function methodNotAllowed(route: Route): Reply {
  const allow = methodsOf(route);
  return jsonReply(405, { error: "invalid_request", error_description: `Use ${allow}` }, { allow });
}

function preflight(route: Route): Reply {
  const headers = {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": methodsOf(route),
    "access-control-allow-headers": "Authorization, Content-Type",
    "access-control-max-age": "3600",
  };
  return { status: 204, headers, body: "" };
}
