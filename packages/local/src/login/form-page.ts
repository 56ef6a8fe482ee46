import { AwsError } from "../kernel/aws-error.ts";
import { CSRF_FIELD, csrfToken } from "./csrf.ts";
import { displayName } from "./hosted-app.ts";
import { type Field, type FormProblems, formHtml, hiddenInputs, NO_PROBLEMS } from "./pages/form.ts";
import { type Html, html } from "./pages/html.ts";
import { layout } from "./pages/layout.ts";
import { problemsOf } from "./problems.ts";
import { pageReply, type Reply } from "./reply.ts";
import { pathTo, type Visit } from "./visit.ts";

/** A login page that is one form. */
export interface FormPage {
  readonly path: string;
  readonly title: string;
  readonly intro: Html;
  readonly fields: readonly Field[];
  readonly submit: string;
  readonly notice?: string | undefined;
  /** Ways past the form, above it. */
  readonly choices?: readonly PageLink[];
  /** Other pages one can go to from here. */
  readonly links?: readonly PageLink[];
  /** Something else that can be asked for from here, as a form of its own. */
  readonly other?: { readonly path: string; readonly label: string; readonly values: Readonly<Record<string, string>> };
}

/** A page that one can go to from another. */
export interface PageLink {
  readonly path: string;
  readonly label: string;
}

/** Shows a form page; what was typed stays, except passwords. */
export function showForm(visit: Visit, page: FormPage, problems: FormProblems = NO_PROBLEMS): Reply {
  const { context, request, authorization } = visit;
  const csrf = csrfToken(request, context.origin().startsWith("https:"));
  const hidden = { [CSRF_FIELD]: csrf.value };
  const fields = page.fields.map((field) => (field.type === "password" ? field : refilled(field, request.form)));
  const form = { action: pathTo(visit, page.path), hidden, fields, submit: page.submit };
  const body = html`<div class="sheet">
<h1>${page.title}</h1>
<p class="lead">${page.intro}</p>
${page.notice !== undefined && html`<p class="banner good" role="status">${page.notice}</p>`}
${choicesHtml(page.choices)}
${formHtml(form, problems)}
${linksHtml(visit, page, hidden)}
</div>`;
  const failed = problems.form !== undefined || Object.keys(problems.fields).length > 0;
  const title = `${failed ? "Error: " : ""}${page.title} · ${displayName(authorization.app.client)}`;
  return pageReply(failed ? 400 : 200, layout({ title, body }), [csrf.cookie]);
}

/** A page that is nothing but a choice of other pages. */
export function showChoices({ authorization }: Visit, page: Pick<FormPage, "title" | "intro" | "choices">): Reply {
  const body = html`<div class="sheet">
<h1>${page.title}</h1>
<p class="lead">${page.intro}</p>
${choicesHtml(page.choices)}
</div>`;
  return pageReply(200, layout({ title: `${page.title} · ${displayName(authorization.app.client)}`, body }));
}

const choicesHtml = (choices: readonly PageLink[] = []): Html | false =>
  choices.length > 0 &&
  html`<ul class="choices">${choices.map(({ path, label }) => html`<li><a class="choice" href="${path}">${label}</a></li>`)}</ul>`;

const refilled = (field: Field, form: URLSearchParams): Field => ({
  ...field,
  value: form.get(field.name) ?? field.value,
});

function linksHtml(
  visit: Visit,
  { links = [], other }: FormPage,
  hidden: Readonly<Record<string, string>>,
): Html | false {
  const items = links.map(({ path, label }) => html`<li><a href="${pathTo(visit, path)}">${label}</a></li>`);
  if (items.length === 0 && other === undefined) return false;
  const form =
    other &&
    html`<li><form method="post" action="${pathTo(visit, other.path)}">
${hiddenInputs({ ...hidden, ...other.values })}
<button type="submit" class="plain">${other.label}</button>
</form></li>`;
  return html`<ul class="links">${form}${items}</ul>`;
}

/**
 * Runs what a filled-in form asks for; empty fields (of those that `act` needs) and Cognito's refusals come back as the same form with
 * its problems.
 */
export async function submitForm(
  visit: Visit,
  page: FormPage,
  act: () => Reply | Promise<Reply>,
  needed: readonly Field[] = page.fields,
): Promise<Reply> {
  const { form } = visit.request;
  const empty = needed.filter(({ name, whenEmpty }) => whenEmpty !== undefined && !form.get(name));
  if (empty.length > 0) {
    const fields = Object.fromEntries(empty.map(({ name, whenEmpty = "" }) => [name, whenEmpty]));
    return showForm(visit, page, { fields });
  }
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return showForm(visit, page, problemsOf(error, page.fields));
  }
}
