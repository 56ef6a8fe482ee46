/** Parses a `Cookie` header (RFC 6265, section 5.4); of several cookies with one name the first counts. */
export function parseCookies(header: string): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of header.split(";")) {
    const equals = pair.indexOf("=");
    const name = pair.slice(0, equals).trim();
    if (equals > 0 && name !== "" && !cookies.has(name)) cookies.set(name, pair.slice(equals + 1).trim());
  }
  return cookies;
}

export interface CookieOptions {
  readonly maxAgeSeconds: number;
  /** Only over https: set when the plane's origin is https. */
  readonly secure: boolean;
}

/** A `Set-Cookie` value that scripts cannot read and that other sites' forms do not send. Name and value must be cookie-safe. */
export function setCookie(name: string, value: string, { maxAgeSeconds, secure }: CookieOptions): string {
  return `${name}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
}

/** A `Set-Cookie` value that makes a browser forget the cookie. */
export const clearCookie = (name: string): string => `${name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax`;
