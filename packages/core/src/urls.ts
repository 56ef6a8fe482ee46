/** The outcome of checking a URL from outside: its normal form, or what is wrong with it and the fix. */
export type UrlCheck = { readonly ok: true; readonly url: string } | { readonly ok: false; readonly detail: string };

const MAX_LENGTH = 1024;
const LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"];
// Control and format characters included: the URL parser drops tabs and newlines silently, Cognito refuses all white space.
const UNSAFE = /[\s\p{C}]/u;

const refuse = (detail: string): UrlCheck => ({ ok: false, detail });

/** What is wrong with every kind of URL alike, or the parsed URL. */
function parse(text: string): URL | string {
  if (text === "") return "Give a URL such as https://app.example.com.";
  if (text.length > MAX_LENGTH) return `A URL has at most ${MAX_LENGTH} characters; this one has ${text.length}.`;
  if (UNSAFE.test(text)) return "A URL contains no white space or control characters; percent-encode them.";
  if (text.includes("\\")) return "A URL contains no backslash; write / instead.";
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) return "Give an absolute URL with a scheme and a host, such as https://app.example.com.";
  if (url.username !== "" || url.password !== "") return "Leave user name and password out of the URL.";
  if (text.includes("#")) return "Leave the fragment (everything from # on) out of the URL.";
  return url;
}

function transportProblem(url: URL): string | undefined {
  if (url.protocol === "https:") return undefined;
  if (url.protocol !== "http:")
    return `Use https; ${url.protocol.slice(0, 32)} is not a web address of an application.`;
  if (LOOPBACK_HOSTS.includes(url.hostname)) return undefined;
  return "Use https; http is accepted only for localhost, 127.0.0.1 and [::1], as Cognito does.";
}

/**
 * Checks the public base URL of an application and answers its normal form: lower-case host, punycode, no default port, no
 * trailing slash (https://url.spec.whatwg.org/). A path is kept, because many products can live under one; credentials,
 * query and fragment are refused.
 */
export function checkBaseUrl(text: string): UrlCheck {
  const url = parse(text);
  if (typeof url === "string") return refuse(url);
  const transport = transportProblem(url);
  if (transport !== undefined) return refuse(transport);
  if (!/^https?:\/\/[^/]/i.test(text))
    return refuse("Write the host after two slashes, as in https://app.example.com.");
  if (text.includes("?")) return refuse("Leave the query (everything from ? on) out of the base URL.");
  const path = url.pathname.replace(/\/+$/, "");
  if (path.includes("//")) return refuse("The path of a base URL has no empty segment; remove the double slash.");
  const normal = url.origin + path;
  // Punycode and percent-encoding lengthen a URL; the limit is Cognito's, and derived paths still have to fit.
  if (normal.length > MAX_LENGTH - 64)
    return refuse(`The base URL is too long: ${MAX_LENGTH - 64} characters at most in normal form.`);
  return { ok: true, url: normal };
}

/**
 * Checks a callback or logout URL, which Cognito compares character by character, and answers it byte for byte as given
 * (https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-client-apps.html): https, or http on a
 * loopback host; a query is allowed, a fragment is not.
 */
export function checkRedirectUrl(text: string): UrlCheck {
  const url = parse(text);
  if (typeof url === "string") return refuse(url);
  const transport = transportProblem(url);
  if (transport !== undefined) return refuse(transport);
  if (!/^https?:\/\/[^/]/i.test(text))
    return refuse("Write the host after two slashes, as in https://app.example.com/callback.");
  if (text.includes("*")) return refuse("Cognito compares callback URLs exactly; a wildcard is not possible.");
  return { ok: true, url: text };
}
