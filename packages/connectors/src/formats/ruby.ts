import { hexOf, InexpressibleText, requireWellFormed, TEMPLATE_OPENERS } from "./text.ts";

/** Plain data for a Ruby literal, or the content of a file that Ruby reads when it evaluates the literal. */
export type RubyValue = string | number | boolean | null | readonly RubyValue[] | RubyHash | RubyFile;
export interface RubyHash {
  readonly [key: string]: RubyValue;
}
export interface RubyFile {
  readonly [FILE]: string;
}

const FILE = Symbol("ruby file content");
const KEY = /^[a-z_][a-z0-9_]*$/;
// ASCII only, so that the literal means the same under any source encoding. `#` starts an interpolation before `{`, `$` or `@`.
const SPECIAL = new RegExp(`["\\\\]|#(?=[{$@])|${TEMPLATE_OPENERS.source}|[^ -~]`, "gu");

/** The text of a file without its line end: `File.read("...").strip`. */
export const rubyFile = (path: string): RubyFile => ({ [FILE]: path });

/** A double-quoted literal that evaluates to exactly `text` and to nothing else. Throws `InexpressibleText`. */
export const rubyString = (text: string): string => `"${requireWellFormed(text).replace(SPECIAL, escaped)}"`;

const escaped = (character: string): string =>
  /["\\#]/.test(character) ? `\\${character}` : `\\u{${hexOf(character)}}`;

/** A literal with symbol keys, one entry a line. Keys are ours: one that is no plain symbol is a mistake here. */
export function rubyLiteral(value: RubyValue, indent = ""): string {
  if (typeof value === "string") return rubyString(value);
  if (value === null) return "nil";
  if (typeof value !== "object") return String(value);
  if (isFile(value)) return `File.read(${rubyString(value[FILE])}).strip`;
  if (isList(value)) return rubyArray(value, indent);
  const inner = `${indent}  `;
  const lines = Object.entries(value).map(([key, entry]) => `${inner}${symbolKey(key)} ${rubyLiteral(entry, inner)}`);
  return lines.length === 0 ? "{}" : `{\n${lines.join(",\n")}\n${indent}}`;
}

function rubyArray(values: readonly RubyValue[], indent: string): string {
  if (values.every((value) => typeof value !== "object"))
    return `[${values.map((value) => rubyLiteral(value)).join(", ")}]`;
  const inner = `${indent}  `;
  return `[\n${values.map((value) => inner + rubyLiteral(value, inner)).join(",\n")}\n${indent}]`;
}

function symbolKey(key: string): string {
  if (!KEY.test(key)) throw new InexpressibleText(`${JSON.stringify(key)} is no plain Ruby symbol.`);
  return `${key}:`;
}

const isList = (value: object): value is readonly RubyValue[] => Array.isArray(value);
const isFile = (value: object): value is RubyFile => FILE in value;
