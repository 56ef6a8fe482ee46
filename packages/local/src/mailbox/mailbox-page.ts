import { type Html, html } from "../login/pages/html.ts";
import { layout } from "../login/pages/layout.ts";
import type { Message } from "./messages.ts";

/** The mailbox for people: every mail with its code set apart. */
export function mailboxPage(messages: readonly Message[]): Html {
  const count = messages.length === 1 ? "1 message" : `${messages.length} messages`;
  const body = html`<h1>Mailbox</h1>
<p class="lead">Mail that Cognito would have sent, newest first. ${messages.length === 0 ? "None yet." : `${count}.`}</p>
${messages.length > 0 && html`<ol class="mail">${messages.map(messageHtml)}</ol>`}`;
  return layout({ title: "Mailbox · Latchkey", body, wide: true });
}

function messageHtml({ to, subject, body, code, sentAt }: Message): Html {
  const time = `${sentAt.slice(0, 10)} ${sentAt.slice(11, 19)} UTC`;
  return html`<li class="sheet">
<h2>${subject}</h2>
<p>To ${to}, <time datetime="${sentAt}">${time}</time></p>
<p class="text">${body}</p>
${code !== null && html`<p class="digits"><span class="visually-hidden">Code: </span>${code}</p>`}
</li>`;
}
