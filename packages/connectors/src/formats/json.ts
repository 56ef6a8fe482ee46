import type { Json } from "@latchkey/core/json";
import { INVISIBLE } from "./text.ts";

const SPECIAL = new RegExp(INVISIBLE.source, "gu");

/** A JSON document (RFC 8259) to be read by people too: indented, and what cannot be seen is escaped. */
export const jsonDocument = (value: Json): string => `${escapeInvisible(JSON.stringify(value, null, 2))}\n`;

// JSON.stringify escapes everything below U+0020 within strings; its own line ends are the only ones left.
const escapeInvisible = (json: string): string =>
  json.replace(SPECIAL, (character) => (character === "\n" ? "\n" : utf16Escapes(character)));

const utf16Escapes = (character: string): string =>
  Array.from({ length: character.length }, (_, index) => {
    const unit = character.charCodeAt(index);
    return `\\u${unit.toString(16).toUpperCase().padStart(4, "0")}`;
  }).join("");
