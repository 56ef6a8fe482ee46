import { parseUrl } from "../kernel/parse-url.ts";
import { invalidParameter } from "./errors.ts";

/**
 * Cognito's rules for callback and logout URLs: an absolute URI without fragment; `http` only for `localhost`, `127.0.0.1` and `[::1]`;
 * custom schemes are allowed. Throws `InvalidParameterException`.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-client-apps.html
 */
export function assertRedirectUrls(urls: readonly string[]): void {
  for (const url of urls) {
    if (url.includes("#")) throw invalidParameter(`${url} cannot use fragment`);
    if (!ABSOLUTE.test(url) || parseUrl(url) === undefined) throw invalidParameter(`${url} is not an absolute URI`);
    const { protocol, hostname } = new URL(url);
    if (protocol === "http:" && !LOOPBACK.has(hostname)) {
      throw invalidParameter(`${url} cannot use the HTTP protocol.`);
    }
  }
}

/** The WHATWG parser alone would also take `localhost:3000` (scheme `localhost`) and repair `https:example.com`. */
const ABSOLUTE = /^(?:https?:\/\/[^/?]|(?!https?:)[a-z][a-z0-9+.-]*:\/)/i;

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);
