import type { Json, JsonObject } from "@latchkey/core/json";
import { nameOf } from "../openapi/document.ts";
import { type Html, html, nothing } from "./html.ts";
import { inline } from "./markdown.ts";

/** The id of a schema's section on the page. */
export const schemaAnchor = (name: string): string => `schema-${name}`;

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

/** A schema's type in a few words, with links to the components it names. */
export function typeLabel(schema: JsonObject): Html {
  const { $ref, type, items, oneOf, anyOf } = schema;
  if (typeof $ref === "string") return html`<a href="#${schemaAnchor(nameOf($ref))}">${nameOf($ref)}</a>`;
  if (schema["const"] !== undefined) return html`<code>${JSON.stringify(schema["const"])}</code>`;
  if (type === "array" && isObject(items)) return html`list of ${typeLabel(items)}`;
  const options = listOf(oneOf ?? anyOf).filter(isObject);
  if (type === undefined && options.length > 0)
    return html`${options.map((option, index) => html`${index === 0 ? "" : " or "}${typeLabel(option)}`)}`;
  if (type === "object" && isObject(schema["additionalProperties"]) && schema["properties"] === undefined)
    return html`object of ${typeLabel(schema["additionalProperties"])}`;
  if (Array.isArray(type)) return html`${type.join(" or ")}`;
  return html`${typeof type === "string" ? type : "anything"}`;
}

const code = (value: Json): Html => html`<code>${typeof value === "string" ? value : JSON.stringify(value)}</code>`;

/** What a value has to satisfy beyond its type, each in a few words. */
function constraintsOf(schema: JsonObject): readonly Html[] {
  const choices = [
    ...listOf(schema["enum"]),
    ...listOf(schema["type"] === undefined ? [] : schema["oneOf"]).flatMap((option) =>
      isObject(option) && option["const"] !== undefined ? [option["const"]] : [],
    ),
  ];
  const worded = WORDS.flatMap(([key, words]) => {
    const value = schema[key];
    return value === undefined || value === false ? [] : [html`${words} ${value === true ? nothing : code(value)}`];
  });
  const example = listOf(schema["examples"])[0];
  return [
    ...(choices.length > 0
      ? [html`one of ${choices.map((choice, i) => html`${i === 0 ? "" : ", "}${code(choice)}`)}`]
      : []),
    ...worded,
    ...(example === undefined ? [] : [html`for example ${code(example)}`]),
  ];
}

const WORDS: readonly (readonly [key: string, words: string])[] = [
  ["default", "default"],
  ["format", "format"],
  ["minimum", "at least"],
  ["exclusiveMinimum", "more than"],
  ["maximum", "at most"],
  ["minLength", "characters, at least"],
  ["maxLength", "characters, at most"],
  ["minItems", "entries, at least"],
  ["maxItems", "entries, at most"],
  ["maxProperties", "members, at most"],
  ["uniqueItems", "no entry twice"],
  ["pattern", "pattern"],
];

/** One named value: type, whether it is required, meaning, constraints. */
export function field(name: string, schema: JsonObject, { required, description }: FieldOptions): Html {
  const constraints = constraintsOf(schema);
  const words = description ?? (typeof schema["description"] === "string" ? schema["description"] : "");
  return html`<div class="field">
<dt><code>${name}</code> <span class="type">${typeLabel(schema)}</span>${required ? html` <span class="required">required</span>` : nothing}</dt>
<dd>${words === "" ? nothing : html`<p>${inline(words)}</p>`}${
    constraints.length === 0
      ? nothing
      : html`<ul class="constraints">${constraints.map((constraint) => html`<li>${constraint}</li>`)}</ul>`
  }</dd>
</div>
`;
}

interface FieldOptions {
  readonly required: boolean;
  /** In place of the schema's own. */
  readonly description?: string;
}

/** A component's section: its members, or what it is. */
export function schemaSection(name: string, schema: JsonObject): Html {
  const description = typeof schema["description"] === "string" ? schema["description"] : "";
  return html`<section class="schema" id="${schemaAnchor(name)}" aria-labelledby="${schemaAnchor(name)}-title">
<h3 id="${schemaAnchor(name)}-title">${name}</h3>
${description === "" ? nothing : html`<p>${inline(description)}</p>`}
${membersOf(name, schema)}
</section>
`;
}

function membersOf(name: string, schema: JsonObject): Html {
  const { properties } = schema;
  if (!isObject(properties)) {
    const { description: _shown, ...rest } = schema;
    return html`<dl class="fields">${field(name, rest, { required: false })}</dl>`;
  }
  const required = listOf(schema["required"]);
  const fields = Object.entries(properties).flatMap(([member, value]) =>
    isObject(value) ? [field(member, value, { required: required.includes(member) })] : [],
  );
  return html`<dl class="fields">${fields}</dl>`;
}
