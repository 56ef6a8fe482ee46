/** As long as an e-mail address can be in SMTP (RFC 5321 4.5.3.1.3, less the angle brackets). */
const MAX_ADDRESS = 254;
const MAX_DOMAIN = 253;
const ASCII_DOMAIN = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/;

/**
 * The domain of an e-mail address in the form in which domains are compared: lower case, international names as punycode (RFC 5890).
 * The local part is not looked at, so that a plus tag changes nothing. Undefined for what is not one plain address: two `@`, a
 * trailing dot, an address literal, or letters that only look like ASCII ones.
 */
export function emailDomain(email: string): string | undefined {
  if (email.length > MAX_ADDRESS) return undefined;
  const at = email.indexOf("@");
  if (at < 1 || at !== email.lastIndexOf("@")) return undefined;
  return normalDomain(email.slice(at + 1));
}

/** A domain name in the form in which domains are compared. Undefined when it is none, or has no dot. */
export function normalDomain(domain: string): string | undefined {
  if (domain.length > MAX_DOMAIN) return undefined;
  const ascii = toAscii(domain);
  if (ascii === undefined || ascii.length > MAX_DOMAIN || !ASCII_DOMAIN.test(ascii)) return undefined;
  const written = domain.split(".");
  const labels = ascii.split(".");
  // Mapped to plain ASCII by the URL standard, for example from full-width letters: another domain to everybody else.
  const disguised = labels.some((label, index) => !label.startsWith("xn--") && label !== written[index]?.toLowerCase());
  return disguised || labels.length !== written.length ? undefined : ascii;
}

function toAscii(domain: string): string | undefined {
  if (/[\s/?#@:[\]%\\]/.test(domain)) return undefined;
  try {
    return new URL(`https://${domain}`).hostname;
  } catch {
    return undefined;
  }
}

/**
 * Whether a domain in normal form is one of the patterns: `example.com` is that domain alone, `*.example.com` that domain and
 * everything below it.
 */
export const matchesDomain = (domain: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => {
    if (!pattern.startsWith("*.")) return domain === pattern;
    const apex = pattern.slice(2);
    return domain === apex || domain.endsWith(`.${apex}`);
  });

/** A pattern from outside in the form in which it is compared. Undefined when it is none. */
export function normalPattern(pattern: string): string | undefined {
  const wildcard = pattern.startsWith("*.");
  const domain = normalDomain(wildcard ? pattern.slice(2) : pattern);
  return domain && (wildcard ? `*.${domain}` : domain);
}

/** The printable ASCII of RFC 5322 3.2.3, so that no two of them look alike, none needs escaping, and a search finds the same one. */
const PLAIN_ADDRESS = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,180}$/;

/** Whether an address can be looked for and compared without any doubt. Only such a one is ever verified without a code, or linked by. */
export const isPlainAddress = (email: string): boolean => PLAIN_ADDRESS.test(email) && emailDomain(email) !== undefined;
