/** Text that is HTML already. */
export interface Html {
  readonly text: string;
}

type Part = Html | string | number | readonly Html[];

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);

const isHtml = (part: Part): part is Html => typeof part === "object" && "text" in part;

function textOf(part: Part): string {
  if (isHtml(part)) return part.text;
  if (typeof part === "string" || typeof part === "number") return escaped(String(part));
  return part.map(({ text }) => text).join("");
}

/** Takes text for HTML as it is: only for what we wrote ourselves. */
export const raw = (text: string): Html => ({ text });

/** HTML with values in it: text is escaped, HTML and lists of it go in as they are. */
export const html = (strings: TemplateStringsArray, ...values: readonly Part[]): Html =>
  raw(strings.map((string, index) => string + (index < values.length ? textOf(values[index] ?? "") : "")).join(""));

export const nothing = html``;
