import { type Html, html } from "./html.ts";

/** One labelled input of a form. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type: "text" | "email" | "tel" | "password";
  /** The HTML autocomplete token, for example `current-password`. */
  readonly autocomplete: string;
  readonly hint?: string | undefined;
  /** What to say when it is left empty; an optional field has none. */
  readonly whenEmpty?: string;
  readonly value?: string | undefined;
  /** Six digits from a mail. */
  readonly code?: boolean;
}

export interface FormProblems {
  /** By field name: shown next to the field. */
  readonly fields: Readonly<Record<string, string>>;
  /** About the form as a whole: shown above it, and every field refers to it. */
  readonly form?: string | undefined;
}

export const NO_PROBLEMS: FormProblems = { fields: {} };

export interface Form {
  /** Where it is posted to. */
  readonly action: string;
  readonly hidden: Readonly<Record<string, string>>;
  readonly fields: readonly Field[];
  readonly submit: string;
}

const FORM_PROBLEM_ID = "form-problem";

/** A form with its problems in words. The focus starts at the first problem, else at the first empty field. */
export function formHtml(form: Form, problems: FormProblems): Html {
  const focus = focusedField(form.fields, problems);
  return html`${problems.form !== undefined && html`<p class="banner bad" role="alert" id="${FORM_PROBLEM_ID}">${problems.form}</p>`}
<form method="post" action="${form.action}">
${hiddenInputs(form.hidden)}
${form.fields.map((field) => fieldHtml(field, problems, field === focus))}
<button type="submit">${form.submit}</button>
</form>`;
}

/** Hidden inputs for a form of one's own. */
export function hiddenInputs(values: Readonly<Record<string, string>>): readonly Html[] {
  return Object.entries(values).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
}

function focusedField(fields: readonly Field[], problems: FormProblems): Field | undefined {
  const wrong = fields.find(({ name }) => problems.fields[name] !== undefined);
  return wrong ?? fields.find(({ value }) => !value) ?? fields[0];
}

function fieldHtml(field: Field, problems: FormProblems, focused: boolean): Html {
  const { name, label, type, autocomplete, hint, value, code = false } = field;
  const problem = problems.fields[name];
  const describedBy = [
    ...(problem === undefined ? [] : [`${name}-problem`]),
    ...(problems.form === undefined ? [] : [FORM_PROBLEM_ID]),
    ...(hint === undefined ? [] : [`${name}-hint`]),
  ].join(" ");
  const attributes = [
    ...(describedBy === "" ? [] : [html` aria-describedby="${describedBy}"`]),
    ...(problem === undefined && problems.form === undefined ? [] : [html` aria-invalid="true"`]),
    ...(field.whenEmpty === undefined ? [] : [html` required`]),
    ...(type === "password" ? [] : [html` value="${value ?? ""}" autocapitalize="none" spellcheck="false"`]),
    ...(code ? [html` inputmode="numeric" class="code"`] : []),
    ...(focused ? [html` autofocus`] : []),
  ];
  return html`<div class="field">
<label for="${name}">${label}</label>
${hint !== undefined && html`<p class="hint" id="${name}-hint">${hint}</p>`}
${problem !== undefined && html`<p class="problem" role="alert" id="${name}-problem">${problem}</p>`}
<input id="${name}" name="${name}" type="${type}" autocomplete="${autocomplete}"${attributes}>
</div>`;
}
