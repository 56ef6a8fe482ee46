import type { ServerResponse } from "node:http";
import type { Html } from "./pages/html.ts";
import { STYLE_HASH } from "./pages/style.ts";

/** An answer, complete before any of it is written. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string;
}

/**
 * What a login page may load: its own inline style sheet and icon, nothing else. There is no `form-action`, because browsers apply it
 * to the redirects after a form too, and those lead to the application's callback and wherever that sends the person next.
 */
const CONTENT_SECURITY_POLICY = `default-src 'none'; style-src '${STYLE_HASH}'; img-src data:; base-uri 'none'; frame-ancestors 'none'`;

const NO_STORE = { "cache-control": "no-store", "x-content-type-options": "nosniff" } as const;

/** An HTML page. `cookies` are complete `Set-Cookie` values. */
export function pageReply(status: number, page: Html, cookies: readonly string[] = []): Reply {
  return {
    status,
    headers: {
      ...NO_STORE,
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": CONTENT_SECURITY_POLICY,
      // Not `no-referrer`: with it browsers send `Origin: null` with our own forms.
      "referrer-policy": "same-origin",
      "x-frame-options": "DENY",
      ...(cookies.length > 0 && { "set-cookie": cookies }),
    },
    body: page.html,
  };
}

/** 302, as every redirect of Cognito. Characters outside ASCII, which no header can carry, are percent-encoded. */
export function redirectReply(location: string, cookies: readonly string[] = []): Reply {
  const ascii = location.replace(/[^\x21-\x7e]+/gu, encodeURIComponent);
  const headers = { ...NO_STORE, location: ascii, ...(cookies.length > 0 && { "set-cookie": cookies }) };
  return { status: 302, headers, body: "" };
}

/** JSON that any origin may read, as Cognito answers from its token, userInfo and issuer endpoints. */
export function jsonReply(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return {
    status,
    headers: {
      ...NO_STORE,
      "content-type": "application/json;charset=UTF-8",
      "access-control-allow-origin": "*",
      ...headers,
    },
    body: JSON.stringify(value),
  };
}

/** Writes a reply and ends the response. */
export function writeReply(response: ServerResponse, reply: Reply): void {
  for (const [name, value] of Object.entries(reply.headers)) response.setHeader(name, value);
  response.writeHead(reply.status, { "content-length": Buffer.byteLength(reply.body) });
  response.end(reply.body);
}
