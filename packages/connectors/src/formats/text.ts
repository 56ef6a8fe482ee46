/** Thrown for a text that a format has no way to write; settings that could hold one are refused before. */
export class InexpressibleText extends RangeError {
  override readonly name = "InexpressibleText";
}

/**
 * Openers of the template languages that configuration files pass through on their way into a product: ERB, Go templates, Jinja,
 * gomplate, and the environment variables `{$NAME}` of Caddy and Cells. Only the first character needs an escape: what is left opens
 * nothing.
 */
export const TEMPLATE_OPENERS = /<(?=%)|\{(?=[{%$])/;

/** Everything that is not seen, or seen as something else: control and format characters, separators, unassigned ones. */
export const INVISIBLE = /(?! )[\p{C}\p{Z}]/u;

/** Refuses half a surrogate pair: it is no character, and no encoding carries it. */
export function requireWellFormed(text: string): string {
  if (!text.isWellFormed()) throw new InexpressibleText("A text has half a surrogate pair, which no file can hold.");
  return text;
}

/** The code point of a one-character text, in hexadecimal without leading zeros. */
export const hexOf = (character: string): string => (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
