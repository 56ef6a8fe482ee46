import type { Answer } from "./answer.ts";

/**
 * What a function's result means as an HTTP answer; undefined for a malformed one. A result without `statusCode` is the JSON body of
 * a 200, a text as it is.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html#http-api-develop-integrations-lambda.response
 */
export function proxyResult(result: unknown): Answer | undefined {
  if (!isRecord(result) || isAbsent(result["statusCode"])) return inferred(result);
  const status = statusOf(result["statusCode"]);
  const headers = headersOf(result["headers"]);
  const cookies = cookiesOf(result["cookies"]);
  const body = bodyOf(result["body"], result["isBase64Encoded"] === true);
  if (status === undefined || headers === undefined || cookies === undefined || body === undefined) return undefined;
  const typed = body.length === 0 || headers.some(([name]) => name === "content-type");
  return {
    status,
    headers: [
      ...headers,
      ...(typed ? [] : [["content-type", "text/plain; charset=utf-8"] as const]),
      ...cookies.map((cookie) => ["set-cookie", cookie] as const),
    ],
    body,
  };
}

const inferred = (result: unknown): Answer => ({
  status: 200,
  headers: [["content-type", "application/json"]],
  body: typeof result === "string" ? result : JSON.stringify(result),
});

const isAbsent = (value: unknown): value is null | undefined => value === null || value === undefined;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function statusOf(value: unknown): number | undefined {
  const status = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  return typeof status === "number" && Number.isInteger(status) && status >= 200 && status <= 599 ? status : undefined;
}

/** For the connection to the client the gateway speaks, not the function. */
const GATEWAY_OWNED = new Set([
  "connection",
  "content-length",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

function headersOf(value: unknown): Answer["headers"] | undefined {
  if (isAbsent(value)) return [];
  if (!isRecord(value)) return undefined;
  const headers: (readonly [string, string])[] = [];
  for (const [name, content] of Object.entries(value)) {
    if (typeof content !== "string" && typeof content !== "number" && typeof content !== "boolean") return undefined;
    const lower = name.toLowerCase();
    if (!GATEWAY_OWNED.has(lower)) headers.push([lower, String(content)]);
  }
  return headers;
}

function cookiesOf(value: unknown): readonly string[] | undefined {
  if (isAbsent(value)) return [];
  return Array.isArray(value) && value.every((cookie) => typeof cookie === "string") ? value : undefined;
}

function bodyOf(value: unknown, isBase64Encoded: boolean): string | Buffer | undefined {
  if (isAbsent(value)) return "";
  if (typeof value !== "string") return undefined;
  return isBase64Encoded ? Buffer.from(value, "base64") : value;
}
