import { PAGE_ERRORS, type PageError } from "../page-error.ts";
import { pageReply, type Reply } from "../reply.ts";
import { html } from "./html.ts";
import { layout } from "./layout.ts";

/**
 * The page for an error that no application is told about. It shows nothing that came with the request, so that no link can put words
 * into its mouth. `back` is a page of ours to start again from.
 */
export function errorPage(error: PageError, back?: string): Reply {
  const { status, title, text, hint } = PAGE_ERRORS[error];
  const body = html`<div class="sheet">
<h1>${title}</h1>
<p class="lead">${text}</p>
${hint !== undefined && html`<p class="detail">${hint}</p>`}
${back !== undefined && html`<ul class="links"><li><a href="${back}">Start again</a></li></ul>`}
</div>`;
  return pageReply(status, layout({ title: `${title} · Latchkey`, body }));
}
