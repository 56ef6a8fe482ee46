import { hexOf, INVISIBLE, InexpressibleText, requireWellFormed, TEMPLATE_OPENERS } from "./text.ts";

/** Plain data for YAML, with two things that JSON has not: a text kept as lines, and a scalar that is written as it stands. */
export type YamlValue = string | number | boolean | null | readonly YamlValue[] | YamlMap | YamlBlock | YamlVerbatim;
export interface YamlMap {
  readonly [key: string]: YamlValue;
}
export interface YamlBlock {
  readonly [BLOCK]: string;
}
export interface YamlVerbatim {
  readonly [VERBATIM]: string;
}

const BLOCK = Symbol("literal block scalar");
const VERBATIM = Symbol("verbatim scalar");
// A hash sign begins a comment only after white space.
const KEY = /^[A-Za-z_][A-Za-z0-9_./#-]*$/;
// Words that YAML 1.1 readers take for something else than a string.
const NO_KEY = /^(?:y|yes|n|no|on|off|true|false|null)$/i;
const SPECIAL = new RegExp(`["\\\\]|${TEMPLATE_OPENERS.source}|${INVISIBLE.source}`, "gu");

/** Lines that stay lines: a literal block scalar (`|`). The text ends with one line end and holds printable characters only. */
export const yamlBlock = (text: string): YamlBlock => ({ [BLOCK]: text });

/** A scalar of our own making, written as it stands. Never for a text from outside. */
export const yamlVerbatim = (scalar: string): YamlVerbatim => ({ [VERBATIM]: scalar });

/**
 * A double-quoted scalar (https://yaml.org/spec/1.2.2/#731-double-quoted-style) with JSON's escapes, and `\U` beyond the basic
 * plane, where YAML knows no surrogate pairs. What a YAML 1.1 reader breaks lines at is escaped too. Throws `InexpressibleText`.
 */
export const yamlString = (text: string): string => `"${requireWellFormed(text).replace(SPECIAL, escaped)}"`;

function escaped(character: string): string {
  if (character === '"' || character === "\\") return `\\${character}`;
  const hex = hexOf(character);
  return hex.length > 4 ? `\\U${hex.padStart(8, "0")}` : `\\u${hex.padStart(4, "0")}`;
}

/** A document of one mapping. Keys are ours: one that is no plain scalar is a mistake here. */
export const yamlDocument = (map: YamlMap): string => `${mapLines(map).join("\n")}\n`;

function mapLines(map: YamlMap): readonly string[] {
  return Object.entries(map).flatMap(([key, value]) => {
    if (!KEY.test(key) || NO_KEY.test(key)) throw new InexpressibleText(`${JSON.stringify(key)} is no plain YAML key.`);
    const [first, ...rest] = nodeLines(value);
    return first === undefined ? [`${key}:`, ...rest.map(indented)] : [`${key}: ${first}`, ...rest.map(indented)];
  });
}

/** The line that goes beside the key, undefined when there is none, and the lines below it. */
function nodeLines(value: YamlValue): readonly [string | undefined, ...string[]] {
  if (typeof value === "string") return [yamlString(value)];
  if (typeof value !== "object" || value === null) return [String(value)];
  if (isBlock(value)) return ["|", ...blockLines(value[BLOCK])];
  if (isVerbatim(value)) return [value[VERBATIM]];
  if (!isList(value)) return Object.keys(value).length === 0 ? ["{}"] : [undefined, ...mapLines(value)];
  if (value.every(isScalar)) return [`[${value.map((entry) => nodeLines(entry)[0]).join(", ")}]`];
  return [undefined, ...value.flatMap(itemLines)];
}

function itemLines(value: YamlValue): readonly string[] {
  const [beside, ...below] = nodeLines(value);
  const [first, ...rest] = beside === undefined ? below : [beside, ...below];
  return [`- ${first}`, ...rest.map(indented)];
}

function blockLines(text: string): readonly string[] {
  const lines = text.split("\n");
  const printable = lines.every((line) => !INVISIBLE.test(requireWellFormed(line)));
  if (!printable || lines.at(-1) !== "" || lines.at(-2) === "" || /^(?: |$)/.test(lines[0] ?? ""))
    throw new InexpressibleText("A literal block takes printable lines, the first neither empty nor indented.");
  return lines.slice(0, -1);
}

const indented = (line: string): string => (line === "" ? "" : `  ${line}`);
const isList = (value: object): value is readonly YamlValue[] => Array.isArray(value);
const isBlock = (value: object): value is YamlBlock => BLOCK in value;
const isVerbatim = (value: object): value is YamlVerbatim => VERBATIM in value;
const isScalar = (value: YamlValue): boolean => typeof value !== "object" || value === null;
