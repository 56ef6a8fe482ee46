import type { IncomingMessage } from "node:http";
import type { Authorization } from "./jwt-authorizer.ts";
import { newTraceId } from "./request-ids.ts";
import type { RequestTarget } from "./request-target.ts";
import type { RouteMatch } from "./router.ts";

/** What an event is made of, beside the request itself. */
export interface EventSource {
  readonly target: RequestTarget;
  readonly match: RouteMatch;
  readonly authorization: Authorization | undefined;
  readonly body: Buffer;
  readonly requestId: string;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly accountId: string;
  readonly apiId: string;
}

export interface ProxyEvent {
  readonly body?: string;
  readonly [member: string]: unknown;
}

/**
 * The Lambda event of an HTTP API in payload format 2.0, for the stage `$default`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function proxyEvent(request: IncomingMessage, source: EventSource): ProxyEvent {
  const { target, match, body } = source;
  const { headers, cookies } = headersOf(request, body.length);
  return {
    version: "2.0",
    routeKey: match.routeKey,
    rawPath: target.path,
    rawQueryString: target.query,
    ...(cookies.length > 0 && { cookies }),
    headers,
    ...(target.query !== "" && { queryStringParameters: queryParameters(target.query) }),
    requestContext: requestContext(request, source, headers),
    ...(match.pathParameters && { pathParameters: match.pathParameters }),
    ...bodyOf(body, headers["content-type"]),
  };
}

function requestContext(
  request: IncomingMessage,
  { target, match, authorization, requestId, now, accountId, apiId }: EventSource,
  headers: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  const domainName = (headers["host"] ?? "").replace(/:\d+$/, "");
  return {
    accountId,
    apiId,
    ...(authorization && { authorizer: { jwt: authorization } }),
    domainName,
    domainPrefix: domainName.split(".")[0],
    http: {
      method: request.method,
      path: target.path,
      protocol: `HTTP/${request.httpVersion}`,
      sourceIp: sourceIp(request),
      userAgent: headers["user-agent"] ?? "",
    },
    requestId,
    routeKey: match.routeKey,
    stage: "$default",
    time: commonLogTime(now),
    timeEpoch: now,
  };
}

/** Meant for one connection only (RFC 9110, section 7.6.1); API Gateway does not hand them on. */
const HOP_BY_HOP = new Set([
  "connection",
  "expect",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

interface EventHeaders {
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
}

/** Lower-case names, repetitions joined by commas, cookies apart, and what API Gateway adds. */
function headersOf(request: IncomingMessage, bodyLength: number): EventHeaders {
  const { rawHeaders } = request;
  const headers: Record<string, string> = Object.create(null);
  const cookies: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? "").toLowerCase();
    const value = rawHeaders[index + 1] ?? "";
    if (name === "cookie") cookies.push(...value.split(/;\s*/));
    else if (!HOP_BY_HOP.has(name)) headers[name] = name in headers ? `${headers[name]},${value}` : value;
  }
  const ip = sourceIp(request);
  headers["content-length"] = String(bodyLength);
  headers["x-amzn-trace-id"] ??= newTraceId();
  headers["x-forwarded-for"] = headers["x-forwarded-for"] ? `${headers["x-forwarded-for"]}, ${ip}` : ip;
  headers["x-forwarded-port"] = String(request.socket.localPort ?? "");
  headers["x-forwarded-proto"] = "http";
  return { headers, cookies };
}

/** The client's address; an IPv4 one also when it came through an IPv6 socket. */
export const sourceIp = (request: IncomingMessage): string =>
  (request.socket.remoteAddress ?? "").replace(/^::ffff:/, "");

function queryParameters(query: string): Readonly<Record<string, string>> {
  const parameters: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(query)) {
    parameters[name] = name in parameters ? `${parameters[name]},${value}` : value;
  }
  return parameters;
}

const TEXT_TYPES = new Set(["application/json", "application/xml", "application/javascript"]);

/** Text for few media types; everything else, forms, `application/*+json` and untyped bodies among it, as Base64. */
function bodyOf(body: Buffer, contentType = ""): { readonly body?: string; readonly isBase64Encoded: boolean } {
  if (body.length === 0) return { isBase64Encoded: false };
  const mediaType = contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  const isText = mediaType.startsWith("text/") || TEXT_TYPES.has(mediaType);
  return { body: body.toString(isText ? "utf8" : "base64"), isBase64Encoded: !isText };
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `12/Mar/2020:19:03:58 +0000` */
function commonLogTime(epochMs: number): string {
  const iso = new Date(epochMs).toISOString();
  const month = MONTHS[Number(iso.slice(5, 7)) - 1];
  return `${iso.slice(8, 10)}/${month}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}
