import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { parseCookies } from "./cookies.ts";

/** One request to the login or OAuth endpoints, read to its end. */
export interface LoginRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** The fields of an `application/x-www-form-urlencoded` body; empty for any other body. */
  readonly form: URLSearchParams;
  readonly cookies: ReadonlyMap<string, string>;
  readonly headers: IncomingHttpHeaders;
}

/** No form or token request comes near this; a larger body is refused with 413. */
const MAX_BODY_BYTES = 64 * 1024;

/** The path and the query of a request target, untouched by URL normalisation: `//host` stays a path. */
export function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const mark = target.indexOf("?");
  return mark < 0 ? { path: target, query: "" } : { path: target.slice(0, mark), query: target.slice(mark + 1) };
}

/** Reads a request. `too-large`: its body has more than 64 KiB; `gone`: the caller left before its end. */
export async function readLoginRequest(request: IncomingMessage): Promise<LoginRequest | "too-large" | "gone"> {
  const { path, query } = splitTarget(request.url ?? "/");
  const bytes = await readBody(request);
  if (typeof bytes === "string") return bytes;
  const body = bytes.toString("utf8");
  const isForm = /^application\/x-www-form-urlencoded\s*(;|$)/i.test(request.headers["content-type"] ?? "");
  return {
    method: request.method ?? "GET",
    path,
    query: new URLSearchParams(query),
    form: new URLSearchParams(isForm ? body : ""),
    cookies: parseCookies(request.headers.cookie ?? ""),
    headers: request.headers,
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer | "too-large" | "gone"> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      // The rest is still read, because a caller that is writing would not see an answer.
      if (length <= MAX_BODY_BYTES) chunks.push(chunk);
    }
  } catch (error) {
    if (request.readableAborted) return "gone";
    throw error;
  }
  return length > MAX_BODY_BYTES ? "too-large" : Buffer.concat(chunks);
}
