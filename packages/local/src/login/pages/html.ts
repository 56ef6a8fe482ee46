/** Markup that is safe to send: every piece of text in it went through `escapeHtml`. */
export interface Html {
  readonly html: string;
}

export type HtmlValue = string | number | Html | readonly Html[] | false | undefined;

/** Escapes text for element content and quoted attributes (https://html.spec.whatwg.org/#escapingString). */
export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** Template tag: strings and numbers are escaped, `Html` is taken as it is, `false` and `undefined` leave nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return { html: strings.reduce((markup, part, index) => markup + render(values[index - 1]) + part) };
}

function render(value: HtmlValue): string {
  if (value === undefined || value === false) return "";
  if (typeof value === "string" || typeof value === "number") return escapeHtml(String(value));
  return "html" in value ? value.html : value.map((item) => item.html).join("");
}
