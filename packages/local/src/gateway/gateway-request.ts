import type { IncomingMessage } from "node:http";
import type { Clock } from "../kernel/clock.ts";
import type { AccessLogEntry } from "./access-log.ts";
import { type Answer, refusal } from "./answer.ts";
import type { Cors } from "./cors.ts";
import { type IntegrationOptions, integrate } from "./integration.ts";
import type { Authorization, JwtAuthorizer } from "./jwt-authorizer.ts";
import { proxyEvent, sourceIp } from "./proxy-event.ts";
import { readBody } from "./read-body.ts";
import { newRequestId } from "./request-ids.ts";
import { type RequestTarget, requestTarget } from "./request-target.ts";
import type { RouteMatch, Router } from "./router.ts";

/** What every request is served with. */
export interface GatewayContext extends IntegrationOptions {
  readonly route: Router;
  readonly authorize: JwtAuthorizer | undefined;
  readonly cors: Cors | undefined;
  readonly mayPass: () => boolean;
  readonly clock: Clock;
  readonly accountId: string;
  readonly apiId: string;
}

/** A served request: its answer, and what the access log says of it. */
export interface Served {
  readonly answer: Answer;
  /** Without what only sending the answer shows. */
  readonly entry: Omit<AccessLogEntry, "status" | "responseBytes" | "reason">;
}

/** What is known of a request so far, for its access log entry. */
interface Progress {
  target?: RequestTarget;
  match?: RouteMatch;
  authorization?: Authorization;
  integrationLatencyMs?: number;
}

/** Serves one request the way an HTTP API does. Never rejects. */
export async function serveRequest(context: GatewayContext, request: IncomingMessage): Promise<Served> {
  const began = performance.now();
  const time = context.clock.now();
  const requestId = newRequestId();
  const progress: Progress = {};
  const plain = context.cors?.preflight(request) ?? (await shared(context, request, { requestId, time }, progress));
  const answer = { ...plain, headers: [...plain.headers, ["apigw-requestid", requestId] as const] };
  return { answer, entry: entryOf(request, { requestId, time, began }, progress) };
}

/** The answer to a request that is no preflight one, for its origin to read. */
async function shared(
  context: GatewayContext,
  request: IncomingMessage,
  identity: Identity,
  progress: Progress,
): Promise<Answer> {
  const answer = await answerTo(context, request, identity, progress).catch((defect: unknown) =>
    refusal(500, String(defect)),
  );
  return context.cors ? context.cors.onto(answer, request) : answer;
}

interface Identity {
  readonly requestId: string;
  readonly time: number;
}

async function answerTo(
  context: GatewayContext,
  request: IncomingMessage,
  { requestId, time }: Identity,
  progress: Progress,
): Promise<Answer> {
  if (headerBytes(request) > MAX_HEADER_BYTES) return refusal(431);
  if (!context.mayPass()) return refusal(429);
  const target = requestTarget(request.url ?? "/");
  if (target === undefined) return refusal(400, "the path cannot be decoded");
  progress.target = target;
  const match = context.route(request.method ?? "", target.path);
  if (match === undefined) return refusal(404);
  progress.match = match;
  const refused = authorize(context, match, request, progress);
  if (refused) return refused;
  const body = await readBody(request);
  if (body === "too-large") return refusal(413);
  if (body === "incomplete") return refusal(400, "the client left before the end of its body");
  const { accountId, apiId } = context;
  const { authorization } = progress;
  const event = proxyEvent(request, { target, match, authorization, body, requestId, now: time, accountId, apiId });
  if (Buffer.byteLength(event.body ?? "") > MAX_EVENT_BYTES) return refusal(413);
  const asked = performance.now();
  const answer = await integrate(context, match.route.function, event);
  progress.integrationLatencyMs = performance.now() - asked;
  return answer;
}

/** Request line and headers together: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const MAX_HEADER_BYTES = 10_240;

/** Lambda takes 6 MB, and the rest of the event needs some of it. */
const MAX_EVENT_BYTES = 6 * 1024 * 1024 - MAX_HEADER_BYTES;

const REQUEST_LINE_REST = "  HTTP/1.1\r\n".length;
const HEADER_REST = ": \r\n".length / 2;

function headerBytes({ method = "", url = "", rawHeaders }: IncomingMessage): number {
  let bytes = method.length + url.length + REQUEST_LINE_REST;
  // Names and values alternate.
  for (const part of rawHeaders) bytes += part.length + HEADER_REST;
  return bytes;
}

/** Answers the refusal, if any; notes the authorization. */
function authorize(
  { authorize: judge }: GatewayContext,
  { route }: RouteMatch,
  request: IncomingMessage,
  progress: Progress,
): Answer | undefined {
  if (route.scopes === undefined) return undefined;
  // Refused at the start, see `httpGateway`; here only for the type.
  if (judge === undefined) return refusal(500, "no authorizer");
  const verdict = judge(request.headers.authorization, route.scopes);
  if (verdict.kind === "authorized") {
    progress.authorization = verdict.authorization;
    return undefined;
  }
  const status = verdict.kind === "unauthorized" ? 401 : 403;
  return refusal(status, verdict.reason, [["www-authenticate", verdict.challenge]]);
}

function entryOf(
  request: IncomingMessage,
  { requestId, time, began }: Identity & { readonly began: number },
  { target, match, authorization, integrationLatencyMs }: Progress,
): Served["entry"] {
  const clientId = authorization?.claims["client_id"];
  return {
    requestId,
    time,
    method: request.method ?? "",
    path: target?.path ?? "",
    latencyMs: performance.now() - began,
    sourceIp: sourceIp(request),
    userAgent: request.headers["user-agent"] ?? "",
    ...(match && { routeKey: match.routeKey }),
    ...(integrationLatencyMs !== undefined && { integrationLatencyMs }),
    ...(clientId !== undefined && { clientId }),
  };
}
