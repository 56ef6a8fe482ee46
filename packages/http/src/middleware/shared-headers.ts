import type { ApiMiddleware } from "./open-exchange.ts";

/**
 * Headers of every answer (https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html). Nothing is cached or
 * rendered unless an operation says otherwise: most answers belong to one caller, some hold a secret.
 */
const SHARED = {
  "Cache-Control": "no-store",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
  "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
  "X-Content-Type-Options": "nosniff",
} as const;

const add: ApiMiddleware["after"] = (request) => {
  const { response } = request;
  if (response) request.response = { ...response, headers: { ...SHARED, ...response.headers } };
};

/** Adds the shared headers; an operation's own win. */
export const sharedHeaders = (): ApiMiddleware => ({ after: add, onError: add });
