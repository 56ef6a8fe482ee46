import { type Html, html } from "./html.ts";
import { STYLE } from "./style.ts";

export interface Layout {
  /** The document's title: what the page is for, then for whom. */
  readonly title: string;
  readonly body: Html;
  /** For lists: twice the width of a form. */
  readonly wide?: boolean;
  /** Whose page it is, next to the mark and at its foot: Latchkey's unless it says else. */
  readonly name?: string;
  readonly footer?: string;
}

/** A latch key: bow, shaft and bit, cut out of a rounded square. */
const MARK: Html = {
  html: `<svg viewBox="0 0 40 40" aria-hidden="true" focusable="false"><rect width="40" height="40" rx="11" fill="currentColor"/><g fill="none" stroke="var(--sheet)" stroke-width="3.2" stroke-linecap="round" stroke-linejoin="round"><circle cx="14" cy="20" r="5.4"/><path d="M19.4 20H32v5.2M26.2 20v3.8"/></g></svg>`,
};

/** The same mark as the page's icon, so that browsers ask for none. */
const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" rx="11" fill="#17594a"/><g fill="none" stroke="#fff" stroke-width="3.2" stroke-linecap="round" stroke-linejoin="round"><circle cx="14" cy="20" r="5.4"/><path d="M19.4 20H32v5.2M26.2 20v3.8"/></g></svg>',
)}`;

const FOOTER = "A local stand-in for Amazon Cognito. Accounts and mail stay on this machine.";

/** A complete page in the house style: no script, nothing loaded from anywhere. */
export function layout(page: Layout): Html {
  const { title, body, wide = false, name = "Latchkey", footer = FOOTER } = page;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" href="${ICON}">
<style>${{ html: STYLE }}</style>
</head>
<body>
<div class="edge"></div>
<main${wide && { html: ' class="wide"' }}>
<p class="mark">${MARK}<span>${name}</span></p>
${body}
</main>
<footer>${footer}</footer>
</body>
</html>
`;
}
