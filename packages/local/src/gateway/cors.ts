import type { IncomingMessage } from "node:http";
import type { Answer } from "./answer.ts";

/** The CORS settings of an HTTP API. What is absent allows everything. */
export interface CorsOptions {
  /** Exact origins, or `*`, `http://*`, `https://*`. */
  readonly allowOrigins: readonly string[];
  readonly allowMethods?: readonly string[];
  readonly allowHeaders?: readonly string[];
  readonly exposeHeaders?: readonly string[];
  /** In seconds: how long a browser may keep the answer to a preflight request. */
  readonly maxAge?: number;
}

export interface Cors {
  /** The answer to a preflight request, which never reaches a route; undefined for every other request. */
  preflight(request: IncomingMessage): Answer | undefined;
  /** The answer with the headers that this request's origin gets instead of any that the function made. */
  onto(answer: Answer, request: IncomingMessage): Answer;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html */
export function cors(options: CorsOptions): Cors {
  // "*" alone does not cover `Authorization` (Fetch, section 3.3.6).
  const { allowMethods = ["*"], allowHeaders = ["authorization", "*"], exposeHeaders = ["*"], maxAge } = options;
  const allowing = originHeaders(options.allowOrigins);
  const forPreflight: Answer["headers"] = [
    ["access-control-allow-methods", allowMethods.join(",")],
    ["access-control-allow-headers", allowHeaders.join(",")],
    ...(maxAge === undefined ? [] : [["access-control-max-age", String(maxAge)] as const]),
  ];
  const forAnswers: Answer["headers"] = [["access-control-expose-headers", exposeHeaders.join(",")]];
  return {
    preflight({ method, headers: { origin, "access-control-request-method": wanted } }) {
      if (method !== "OPTIONS" || origin === undefined || wanted === undefined) return undefined;
      const allowed = allowing(origin);
      return { status: 204, headers: allowed ? [...allowed, ...forPreflight] : [], body: "" };
    },
    onto(answer, { headers: { origin } }) {
      const own = answer.headers.filter(([name]) => !name.startsWith("access-control-"));
      const allowed = origin === undefined ? undefined : allowing(origin);
      return { ...answer, headers: allowed ? [...own, ...allowed, ...forAnswers] : own };
    },
  };
}

/** The headers that name an origin, or undefined for one that is not allowed. */
function originHeaders(allowOrigins: readonly string[]): (origin: string) => Answer["headers"] | undefined {
  const exact = new Set(allowOrigins);
  if (exact.has("*")) return () => [["access-control-allow-origin", "*"]];
  return (origin) => {
    const scheme = /^https?:\/\//.exec(origin)?.[0];
    if (!exact.has(origin) && !exact.has(`${scheme}*`)) return undefined;
    return [
      ["access-control-allow-origin", origin],
      ["vary", "origin"],
    ];
  };
}
