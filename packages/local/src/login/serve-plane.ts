import type { IncomingMessage, ServerResponse } from "node:http";
import type { CognitoContext } from "../cognito/context.ts";
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
}

/** Serves the paths that have a route: reads the request, makes the reply, makes the state durable, and only then answers. */
export function servePlane(
  context: CognitoContext,
  routeOf: (path: string) => Route | undefined,
  commit: () => Promise<void> = () => Promise.resolve(),
): Plane {
  return async (request, response) => {
    const route = routeOf(splitTarget(request.url ?? "/").path);
    if (route === undefined) return false;
    const read = await readLoginRequest(request);
    if (read === "gone") return true;
    const reply = read === "too-large" ? TOO_LARGE : await replyTo(context, route, read);
    await commit();
    writeReply(response, reply);
    return true;
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
