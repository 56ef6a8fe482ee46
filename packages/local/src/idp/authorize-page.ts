import { type Field, formHtml, hiddenInputs } from "../login/pages/form.ts";
import { type Html, html } from "../login/pages/html.ts";
import { layout } from "../login/pages/layout.ts";
import { pageReply, type Reply } from "../login/reply.ts";
import type { IdpAuthorization } from "./authorization.ts";
import type { IdpContext } from "./context.ts";
import type { IdpUser } from "./idp-user.ts";

const BRAND = { name: "Identity provider", footer: "A local stand-in for an external identity provider." };

/** What was typed in and is wrong with it. */
interface Refused {
  readonly fields: Readonly<Record<string, string>>;
  readonly form: URLSearchParams;
}

/** The page of `/authorize`: a button per known person, a form for anybody else, and a way back. */
export function authorizePage({ users }: IdpContext, authorization: IdpAuthorization, refused?: Refused): Reply {
  const action = `/authorize?${authorization.query}`;
  const fields = typedFields(authorization).map((field) => ({
    ...field,
    value: refused?.form.get(field.name) ?? field.value,
  }));
  const form = { action, hidden: {}, fields, submit: "Sign in as this person" };
  const body = html`<div class="sheet">
<h1>Who is signing in?</h1>
<p class="lead">There are no passwords here: whoever you choose is signed in.</p>
${users.length > 0 && html`<ul class="choices">${users.map((user) => knownUser(action, user))}</ul>`}
${formHtml(form, { fields: refused?.fields ?? {} })}
<ul class="links"><li>${button(action, { cancel: "1" }, html`Cancel`, "plain")}</li></ul>
</div>`;
  return pageReply(refused === undefined ? 200 : 400, layout({ title: "Sign in · Identity provider", body, ...BRAND }));
}

function knownUser(action: string, { subject, email, emailVerified = false, name }: IdpUser): Html {
  const address = email === undefined ? "no e-mail" : `${email}, ${emailVerified ? "verified" : "not verified"}`;
  return html`<li>${button(action, { user: subject }, html`${name ?? subject} (${address})`, "choice")}</li>`;
}

const button = (action: string, values: Readonly<Record<string, string>>, label: Html, kind: string): Html =>
  html`<form method="post" action="${action}">${hiddenInputs(values)}<button type="submit" class="${kind}">${label}</button></form>`;

const typedFields = ({ loginHint }: IdpAuthorization): readonly Field[] => [
  { name: "sub", label: "Subject", type: "text", autocomplete: "off", whenEmpty: "Enter a subject." },
  { name: "email", label: "E-mail", type: "text", autocomplete: "off", value: loginHint },
  {
    name: "email_verified",
    label: "E-mail is verified",
    type: "text",
    autocomplete: "off",
    hint: "true or false",
    value: "false",
  },
  { name: "name", label: "Name", type: "text", autocomplete: "off" },
  {
    name: "claims",
    label: "Further claims",
    type: "text",
    autocomplete: "off",
    hint: 'A JSON object, for example {"groups": ["staff"]}.',
  },
];

/** The page for a request whose sender cannot be told, because it is not known. */
export function refusalPage(problem: string): Reply {
  const body = html`<div class="sheet"><h1>This request cannot be answered</h1><p class="lead">${problem}</p></div>`;
  return pageReply(400, layout({ title: "Refused · Identity provider", body, ...BRAND }));
}
