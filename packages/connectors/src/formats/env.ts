import { InexpressibleText } from "./text.ts";

const KEY = /^[A-Z_][A-Z0-9_]*$/;
const BARE = /^[A-Za-z0-9_./:@%+,=-]*$/;
// Python's reader expands ${X} even within single quotes.
const UNUSABLE = /[\p{Cc}\p{Cs}]|\$\{/u;
// Within single quotes some readers take \\ and \' for escapes; a backslash before any other character is always itself.
const SINGLE_QUOTED = /^(?:[^'\\]|\\[^'\\])*$/u;
// Within double quotes sh expands $ and `, and some readers take \n for a line end.
const DOUBLE_QUOTED = /^[^"\\$`]*$/u;

/**
 * A value for an env file that POSIX `sh` sourcing it, Docker Compose's `env_file`, systemd and the dotenv readers of Node, Ruby and
 * Python all read as `text`; undefined when there is no such form. `docker run --env-file` agrees too on what needs no quotes.
 */
export function envValue(text: string): string | undefined {
  if (UNUSABLE.test(text)) return undefined;
  if (BARE.test(text)) return text;
  if (SINGLE_QUOTED.test(text)) return `'${text}'`;
  if (DOUBLE_QUOTED.test(text)) return `"${text}"`;
  return undefined;
}

/** A list for an env file: JSON in single quotes, which carries any character. */
export const envList = (values: readonly string[]): string =>
  JSON.stringify(values).replace(/['$\p{Cc}]|\\\\/gu, (found) => unicodeEscape(found.slice(-1)));

const unicodeEscape = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;

/** One `KEY=value` a line. Throws `InexpressibleText` for a value without a form that all readers agree on. */
export function envFile(entries: readonly (readonly [key: string, value: string])[]): string {
  return entries.map(([key, value]) => `${envKey(key)}=${requiredValue(key, value)}\n`).join("");
}

function envKey(key: string): string {
  if (!KEY.test(key)) throw new InexpressibleText(`${JSON.stringify(key)} is no name of an environment variable.`);
  return key;
}

function requiredValue(key: string, text: string): string {
  const value = envValue(text);
  if (value === undefined) throw new InexpressibleText(`The value of ${key} has no form that all readers agree on.`);
  return value;
}
