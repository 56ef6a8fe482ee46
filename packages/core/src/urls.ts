/** The outcome of checking a URL from outside: its normal form, or what is wrong with it and the fix. */
export type UrlCheck = { readonly ok: true; readonly url: string } | { readonly ok: false; readonly detail: string };

const MAX_LENGTH = 1024;
// What a base URL loses to the paths that connectors append, so that these still fit within Cognito's limit.
const MAX_BASE_LENGTH = MAX_LENGTH - 64;
const LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"];
// Control and format characters included: the URL parser drops tabs and newlines silently, Cognito refuses all white space.
const UNSAFE = /[\s\p{C}]/u;

const refuse = (detail: string): UrlCheck => ({ ok: false, detail });

interface WebUrl {
  readonly url: URL;
  /** The host as it was written, without the port. */
  readonly host: string;
}

/** What is wrong with every kind of URL alike, or the parsed URL of a web address. */
function parse(text: string): WebUrl | string {
  if (text === "") return "Give a URL such as https://app.example.com.";
  if (text.length > MAX_LENGTH) return `A URL has at most ${MAX_LENGTH} characters; this one has ${text.length}.`;
  if (UNSAFE.test(text)) return "A URL contains no white space or control characters; percent-encode them.";
  if (text.includes("\\")) return "A URL contains no backslash; write / instead.";
  const url = tryParse(text);
  // "host:8443" parses too, with the host for a scheme.
  if (url === undefined || /^[^/?#]*:\d/.test(text))
    return "Give an absolute URL with a scheme and a host, such as https://app.example.com.";
  if (url.protocol !== "https:" && url.protocol !== "http:")
    return `Use https; ${url.protocol.slice(0, 32)} is not a web address of an application.`;
  const authority = /^https?:\/\/([^/?#]+)/i.exec(text)?.[1];
  if (authority === undefined) return "Write the host after two slashes, as in https://app.example.com.";
  if (authority.includes("@")) return "Leave user name and password out of the URL.";
  if (text.includes("#")) return "Leave the fragment (everything from # on) out of the URL.";
  return { url, host: authority.toLowerCase().replace(/:\d*$/, "") };
}

/** Not `URL.canParse`: once Node 20 has compiled a caller of it, it misreads hosts with letters such as ü. */
function tryParse(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function transportProblem(url: URL, host: string): string | undefined {
  if (url.protocol === "https:" || LOOPBACK_HOSTS.includes(host)) return undefined;
  return "Use https; http is accepted only for localhost, 127.0.0.1 and [::1], as Cognito does.";
}

/**
 * Checks the public base URL of an application and answers its normal form: lower-case host, punycode, no default port, no
 * trailing slash (https://url.spec.whatwg.org/). A path is kept, because many products can live under one; credentials,
 * query and fragment are refused.
 */
export function checkBaseUrl(text: string): UrlCheck {
  const parsed = parse(text);
  if (typeof parsed === "string") return refuse(parsed);
  const { url } = parsed;
  const transport = transportProblem(url, url.hostname);
  if (transport !== undefined) return refuse(transport);
  if (text.includes("?")) return refuse("Leave the query (everything from ? on) out of the base URL.");
  const path = url.pathname.replace(/\/+$/, "");
  if (path.includes("//")) return refuse("The path of a base URL has no empty segment; remove the double slash.");
  const normal = url.origin + path;
  // Of the normal form: punycode and percent-encoding lengthen a URL.
  if (normal.length > MAX_BASE_LENGTH)
    return refuse(`The base URL is too long: ${MAX_BASE_LENGTH} characters at most in normal form.`);
  return { ok: true, url: normal };
}

/**
 * Checks a callback or logout URL, which Cognito compares character by character, and answers it byte for byte as given
 * (https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-client-apps.html): https, or http on a
 * loopback host; a query is allowed, a fragment is not.
 */
export function checkRedirectUrl(text: string): UrlCheck {
  const parsed = parse(text);
  if (typeof parsed === "string") return refuse(parsed);
  // Of the host as written: the parser takes 127.1 and 0x7f.0.0.1 for 127.0.0.1, Cognito compares texts.
  const transport = transportProblem(parsed.url, parsed.host);
  if (transport !== undefined) return refuse(transport);
  if (text.includes("*")) return refuse("Cognito compares callback URLs exactly; a wildcard is not possible.");
  return { ok: true, url: text };
}
