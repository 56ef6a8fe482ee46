import { newOpaqueToken } from "../cognito/ids.ts";
import { parseUrl } from "../kernel/parse-url.ts";
import { setCookie } from "./cookies.ts";
import type { LoginRequest } from "./login-request.ts";

const COOKIE = "XSRF-TOKEN";
/** The hidden field that repeats the cookie. */
export const CSRF_FIELD = "_csrf";

const WELL_FORMED = /^[\w-]{32,128}$/;
const HOUR_SECONDS = 3600;

export interface CsrfToken {
  readonly value: string;
  readonly cookie: string;
}

/** The token for the forms of a page: the browser's own while it has one, so that two open tabs both keep working. */
export function csrfToken(request: LoginRequest, secure: boolean): CsrfToken {
  const held = request.cookies.get(COOKIE) ?? "";
  const value = WELL_FORMED.test(held) ? held : newOpaqueToken(32);
  return { value, cookie: setCookie(COOKIE, value, { maxAgeSeconds: HOUR_SECONDS, secure }) };
}

/**
 * Whether a form came from one of our pages: it repeats the cookie that only our pages show (double submit), and a browser that names
 * the form's origin names ours. The second check matters on localhost, where cookies of all ports are one.
 * https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
 */
export function isOwnForm(request: LoginRequest): boolean {
  const held = request.cookies.get(COOKIE) ?? "";
  return WELL_FORMED.test(held) && request.form.get(CSRF_FIELD) === held && isOwnOrigin(request);
}

function isOwnOrigin({ headers }: LoginRequest): boolean {
  const { origin, host } = headers;
  if (origin === undefined) return true;
  return parseUrl(origin)?.host === host;
}
