/** What was done with a secret before it slipped out: each of these shows it all the same. */
export const disguises: Readonly<Record<string, (secret: string) => string>> = {
  plain: (secret) => `{"clientSecret":"${secret}"}`,
  "URL-encoded": (secret) => `client_secret=${percent(secret)}&grant_type=authorization_code`,
  "URL-encoded twice": (secret) => encodeURIComponent(percent(secret)),
  "JSON-escaped": (secret) => JSON.stringify(JSON.stringify({ clientSecret: secret })),
  "JSON-escaped by number": (secret) => `"${each(secret, (character) => `\\u00${hexOf(character)}`)}"`,
  "as a JSON string within URL-encoding": (secret) => encodeURIComponent(JSON.stringify({ value: secret })),
  base64: (secret) => base64(secret),
  "base64 of a basic header": (secret) => `Basic ${base64(`6n608g0e9s95uf85r82gv5u7eb:${secret}`)}`,
  "base64 after one more character": (secret) => base64(`x${secret}`),
  "base64 after two more characters": (secret) => base64(`xx${secret}yyy`),
  base64url: (secret) => Buffer.from(`{"clientSecret":"${secret}"}`).toString("base64url"),
  "base64, URL-encoded": (secret) => encodeURIComponent(base64(`xy${secret}`)),
  "base64, JSON-escaped": (secret) =>
    JSON.stringify({ body: base64(`client_secret=${secret}`) }).replaceAll("/", "\\/"),
  "base64 of base64": (secret) => base64(base64(`id:${secret}`)),
  hexadecimal: (secret) => Buffer.from(`id:${secret}`).toString("hex"),
  "upper-case hexadecimal": (secret) => Buffer.from(secret).toString("hex").toUpperCase(),
  "cut short": (secret) => `secret starts with ${secret.slice(0, 30)}...`,
  "cut at both ends": (secret) => base64(`...${secret.slice(7, 45)}...`),
};

const hexOf = (character: string): string => character.charCodeAt(0).toString(16).padStart(2, "0");
const each = (secret: string, write: (character: string) => string): string => secret.replaceAll(/./g, write);
const percent = (secret: string): string => each(secret, (character) => `%${hexOf(character).toUpperCase()}`);
const base64 = (text: string): string => Buffer.from(text).toString("base64");

/** As much of a secret in a row is the secret: nobody writes so much of it by chance. */
const TELLING = 20;
/** Of the parts that are looked for, each begins so far after the one before. */
const APART = 16;
const ROUNDS = 3;

/** The texts in which one of the secrets, or a good part of it, can be found again, whatever was done with it before. */
export function leaksIn(texts: Iterable<string>, secrets: Iterable<string>): readonly string[] {
  const parts = [...secrets].flatMap(partsOf);
  return [...texts].filter((text) => shows(text, parts, ROUNDS));
}

function partsOf(secret: string): readonly string[] {
  const starts = Array.from({ length: Math.ceil(secret.length / APART) }, (_, index) => index * APART);
  return [...starts, Math.max(0, secret.length - TELLING)]
    .map((start) => secret.slice(start, start + TELLING))
    .filter(({ length }) => length >= Math.min(TELLING, secret.length));
}

function shows(text: string, parts: readonly string[], rounds: number): boolean {
  if (parts.some((part) => text.includes(part))) return true;
  if (rounds === 0) return false;
  return unwrapped(text).some((inner) => inner !== text && shows(inner, parts, rounds - 1));
}

/** The text with each kind of wrapping taken off, wherever in it that is. */
function unwrapped(text: string): readonly string[] {
  const plainer = text
    .replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/\\u([0-9A-Fa-f]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/\\(.)/g, "$1");
  const words = text.match(/[A-Za-z0-9+/_-]{26,}/g) ?? [];
  const hex = text.match(/[0-9A-Fa-f]{40,}/g) ?? [];
  return [
    plainer,
    ...words.flatMap((word) =>
      [0, 1, 2, 3].map((start) => Buffer.from(word.slice(start), "base64").toString("latin1")),
    ),
    ...hex.flatMap((digits) => [0, 1].map((start) => Buffer.from(digits.slice(start), "hex").toString("latin1"))),
  ];
}
