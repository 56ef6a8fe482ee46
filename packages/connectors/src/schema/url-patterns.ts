const HTTPS = "[Hh][Tt][Tt][Pp][Ss]://";
const HTTP_LOOPBACK =
  "[Hh][Tt][Tt][Pp]://(?:[Ll][Oo][Cc][Aa][Ll][Hh][Oo][Ss][Tt]|127\\.0\\.0\\.1|\\[::1\\])(?::[0-9]*)?";

// Patterns for forms: ECMA-262 as JSON Schema 2020-12 wants it, without flags. They refuse what is plainly wrong while it is being
// typed; packages/core/src/urls.ts decides.
const urlPattern = (rest: string): string => `^(?:${HTTPS}[^\\s/?#@\\\\]+|${HTTP_LOOPBACK})${rest}$`;

/** https, or http on a loopback host; no user name, query, fragment or white space. */
export const BASE_URL_PATTERN = urlPattern("(?:/[^\\s?#\\\\]*)?");

/** Like a base URL, but with a query if need be, and without a wildcard. */
export const REDIRECT_URL_PATTERN = urlPattern("(?:[/?][^\\s#*\\\\]*)?");

/** https, a host and a port if need be; nothing after them but slashes. */
export const HTTPS_ORIGIN_PATTERN = `^${HTTPS}[^\\s/?#@\\\\]+/*$`;
