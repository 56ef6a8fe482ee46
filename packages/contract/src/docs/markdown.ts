import { type Html, html } from "./html.ts";

const INLINE = /(`[^`]+`|\*\*[^*]+\*\*)/;

/** `code` and **strong** in a line of text. */
export const inline = (text: string): Html =>
  html`${text.split(INLINE).map((part) => {
    if (part.startsWith("`") && part.endsWith("`") && part.length > 2) return html`<code>${part.slice(1, -1)}</code>`;
    if (part.startsWith("**")) return html`<strong>${part.slice(2, -2)}</strong>`;
    return html`${part}`;
  })}`;

/** Paragraphs and fenced code: all of CommonMark that the document uses. */
export const blocks = (text: string): Html =>
  html`${text.split("\n\n").map((block) => {
    const code = /^```\w*\n([^]*)\n```$/.exec(block)?.[1];
    return code === undefined ? html`<p>${inline(block)}</p>` : codeBlock(code, "Example");
  })}`;

/** Code that scrolls by itself, also from the keyboard. */
export const codeBlock = (code: string, label: string): Html =>
  html`<pre tabindex="0" role="region" aria-label="${label}"><code>${code}</code></pre>`;
