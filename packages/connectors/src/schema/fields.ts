import { TOKEN_MARK } from "@latchkey/core/payload";
import { checkBaseUrl, checkRedirectUrl, type UrlCheck } from "@latchkey/core/urls";
import * as z from "zod/mini";
import { type Choice, type FieldMeta, fieldMeta } from "./field-meta.ts";
import { BASE_URL_PATTERN, HTTPS_ORIGIN_PATTERN, REDIRECT_URL_PATTERN } from "./url-patterns.ts";

/** A field that may be left out, and the value that it then has. */
export { _default as withDefault } from "zod/mini";

/**
 * A schema that is made when something is first parsed by it: few requests need more than one of many, and each start would make all. It
 * must not be one that may be left out by itself.
 */
export function deferred<Schema extends z.ZodMiniType>(make: () => Schema) {
  const schema = z.lazy(make);
  const { _zod: internals } = schema;
  // Who may leave it out asks whether it brings a default of its own, and would have it made for that.
  for (const presence of ["optin", "optout"]) Object.defineProperty(internals, presence, { value: undefined });
  return schema;
}

type Words = Pick<FieldMeta, "title" | "description" | "examples">;

const MAX_URL_LENGTH = 1024;
// One line that every format can carry: no control character, no line or paragraph separator, nothing that is no character.
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/u;

const linePattern = (without: string): string =>
  `^(?=.*\\S)[^\\u0000-\\u001F\\u007F-\\u009F\\u2028\\u2029${without}]+$`;
const ONE_LINE_PATTERN = linePattern("");
const ONE_SEGMENT_PATTERN = linePattern("/");

const markProblem = (text: string): string | undefined =>
  text.includes(TOKEN_MARK) ? `Leave ${TOKEN_MARK} out; it marks a place that is filled in later.` : undefined;

/** A string that `problemOf` has nothing against; the answer is the fix in words. */
function checkedString(problemOf: (text: string) => string | undefined) {
  return z.string().check((payload) => {
    const message = problemOf(payload.value);
    if (message !== undefined) payload.issues.push({ code: "custom", message, input: payload.value });
  });
}

/** A URL that `check` accepts, in the form that `check` answers. zod's own URL checks accept `javascript:` and fragments. */
function checkedUrl(check: (text: string) => UrlCheck) {
  return z.string().check((payload) => {
    const checked = check(payload.value);
    const message = checked.ok ? markProblem(checked.url) : checked.detail;
    if (message !== undefined) payload.issues.push({ code: "custom", message, input: payload.value });
    else if (checked.ok) payload.value = checked.url;
  });
}

/** The public base URL of an application; the output is its normal form. */
export const baseUrl = (words: Words) =>
  checkedUrl(checkBaseUrl).register(fieldMeta, {
    ...words,
    constraints: { format: "uri", pattern: BASE_URL_PATTERN, maxLength: MAX_URL_LENGTH },
  });

/** The address of a service that answers at the root of a host of its own, over https; the output is its normal form, an origin. */
export const httpsOrigin = (words: Words) =>
  checkedUrl(checkHttpsOrigin).register(fieldMeta, {
    ...words,
    constraints: { format: "uri", pattern: HTTPS_ORIGIN_PATTERN, maxLength: MAX_URL_LENGTH },
  });

function checkHttpsOrigin(text: string): UrlCheck {
  const checked = checkBaseUrl(text);
  if (!checked.ok) return checked;
  const { protocol, pathname } = new URL(checked.url);
  if (protocol !== "https:") return { ok: false, detail: "Use https, also for a host of your own machine." };
  if (pathname !== "/") return { ok: false, detail: "Leave the path out; give scheme, host and port only." };
  return checked;
}

/** A list of callback or logout URLs, byte for byte as given: `min` to 100 of them, none twice. */
export function redirectUrls({ min, entry, ...words }: Words & { min: 0 | 1; entry: string }) {
  const url = checkedUrl(checkRedirectUrl).register(fieldMeta, {
    title: entry,
    description: "An absolute URL, compared character by character.",
    constraints: { format: "uri", pattern: REDIRECT_URL_PATTERN, maxLength: MAX_URL_LENGTH },
  });
  return z
    .array(url)
    .check(z.minLength(min), z.maxLength(100), ({ value, issues }) => {
      value.forEach((text, index) => {
        if (value.indexOf(text) === index) return;
        const message = `This URL is there twice; it is entry ${value.indexOf(text)} already.`;
        issues.push({ code: "custom", message, input: text, path: [index] });
      });
    })
    .register(fieldMeta, { ...words, constraints: { uniqueItems: true } });
}

/** One line of text of 1 to `maxLength` characters, not blank; without slashes where the product makes a path of it. */
export const text = ({ maxLength, slashes = true, ...words }: Words & { maxLength: number; slashes?: boolean }) =>
  checkedString((value) => {
    if (value.trim() === "") return "Give at least one visible character.";
    if (Array.from(value).length > maxLength) return `Give at most ${maxLength} characters.`;
    if (UNPRINTABLE.test(value)) return "Use one line of text without control characters.";
    if (!slashes && value.includes("/")) return "Leave slashes out; the product makes a path of this text.";
    return markProblem(value);
  }).register(fieldMeta, {
    ...words,
    constraints: { minLength: 1, maxLength, pattern: slashes ? ONE_LINE_PATTERN : ONE_SEGMENT_PATTERN },
  });

/** One value of a closed list. */
export function choice<const Value extends string>({
  choices,
  ...words
}: Words & { choices: readonly [Choice<Value>, ...Choice<Value>[]] }) {
  return z.enum(choices.map(({ value }) => value)).register(fieldMeta, { ...words, choices });
}

/** A switch. */
export const flag = (words: Words) => z.boolean().register(fieldMeta, words);
