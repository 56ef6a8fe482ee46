import type { Json } from "@latchkey/core/json";
import {
  type Content,
  nameOf,
  type OpenapiDocument,
  type OperationObject,
  type ResponseObject,
  resolved,
} from "../openapi/document.ts";
import { type Html, html, nothing } from "./html.ts";
import { blocks, codeBlock, inline } from "./markdown.ts";
import { field, typeLabel } from "./schema.ts";

/** An operation with its place in the document. */
export interface PlacedOperation {
  readonly path: string;
  readonly method: string;
  readonly operation: OperationObject;
}

/** The id of an operation's section on the page. */
export const operationAnchor = ({ operationId }: OperationObject): string => `operation-${operationId}`;

/** An operation's section: what it needs, an example, every answer. */
export function operationSection(document: OpenapiDocument, { path, method, operation }: PlacedOperation): Html {
  const anchor = operationAnchor(operation);
  return html`<section class="operation" id="${anchor}" aria-labelledby="${anchor}-title">
<h3 id="${anchor}-title">${operation.summary}</h3>
<p class="route"><span class="method ${method}">${method.toUpperCase()}</span> <code>${routeText(path)}</code></p>
${blocks(operation.description)}
<p class="access">${accessOf(operation)}</p>
${parametersOf(operation)}
${bodyOf(document, operation)}
<h4>Example</h4>
${operation["x-codeSamples"].map(({ source }) => codeBlock(source, `Example request: ${operation.summary}`))}
<h4>Answers</h4>
${Object.entries(operation.responses).map(([status, response]) =>
  answer(document, operation, status, resolved(document.components.responses, response)),
)}
</section>
`;
}

/** Long paths break after a slash. */
const routeText = (path: string): Html => html`${path.split(/(?<=\/)/).map((segment) => html`${segment}<wbr>`)}`;

function accessOf({ security }: OperationObject): Html {
  const alternatives = security.flatMap((requirement) => Object.values(requirement));
  if (alternatives.length === 0) return html`Public: needs no token.`;
  return html`Scopes: ${alternatives.map(
    (scopes, index) =>
      html`${index === 0 ? "" : "; or "}${scopes.map((scope, i) => html`${i === 0 ? "" : " and "}<code>${scope}</code>`)}${
        alternatives.length > 1 ? (index === 0 ? " for the live secret" : " without it") : ""
      }`,
  )}.`;
}

function parametersOf({ parameters = [] }: OperationObject): Html {
  if (parameters.length === 0) return nothing;
  const places = { path: "Path", query: "Query", header: "Headers" } as const;
  return html`${(["path", "query", "header"] as const).map((place) => {
    const here = parameters.filter((parameter) => parameter.in === place);
    if (here.length === 0) return nothing;
    return html`<h4>${places[place]}</h4>
<dl class="fields">${here.map(({ name, schema, description, required, example }) =>
      field(
        name,
        { ...schema, ...(example !== undefined && { examples: [example] }) },
        { required: required ?? false, description },
      ),
    )}</dl>
`;
  })}`;
}

function bodyOf(document: OpenapiDocument, { requestBody, summary }: OperationObject): Html {
  if (requestBody === undefined) return nothing;
  return html`<h4>Body</h4>
<p>${inline(requestBody.description)}</p>
${contentOf(document, requestBody.content, `Body: ${summary}`)}
`;
}

function answer(
  document: OpenapiDocument,
  { summary }: OperationObject,
  status: string,
  { description, headers, content }: ResponseObject,
): Html {
  const [title, ...more] = status === "default" ? [description] : description.split("\n\n");
  return html`<details class="answer">
<summary><span class="status s${status.charAt(0)}">${status === "default" ? "other" : status}</span> ${
    more.length === 0 ? inline(title ?? "") : inline(codesOf([title ?? "", ...more]))
  }</summary>
${more.length === 0 ? nothing : html`<ul>${[title ?? "", ...more].map((line) => html`<li>${inline(line)}</li>`)}</ul>`}
${headersOf(document, headers)}
${content === undefined ? nothing : contentOf(document, content, `${summary}: ${status}`)}
</details>
`;
}

/** The codes of several problems, for the closed answer. */
const codesOf = (lines: readonly string[]): string => lines.map((line) => line.split(":")[0]).join(", ");

function headersOf(document: OpenapiDocument, headers: ResponseObject["headers"] = {}): Html {
  const named = Object.entries(headers);
  if (named.length === 0) return nothing;
  return html`<dl class="fields">${named.map(([name, reference]) => {
    const { schema, description, example } = resolved(document.components.headers, reference);
    return field(name, { ...schema, examples: [example] }, { required: false, description });
  })}</dl>`;
}

function contentOf(document: OpenapiDocument, content: Content, label: string): Html {
  return html`${Object.entries(content).map(([mediaType, { schema, examples = {} }]) => {
    const shown = Object.entries(examples).map(([name, example]) => ({
      name: "$ref" in example ? nameOf(example.$ref) : name,
      ...resolved(document.components.examples, example),
    }));
    return html`<p class="media"><code>${mediaType}</code> <span class="type">${typeLabel(schema)}</span></p>
${shown.map(
  ({ name, summary, value }) => html`<details class="example"><summary>${summary}</summary>
${codeBlock(exampleText(value), `${label}, ${name}`)}
</details>
`,
)}`;
  })}`;
}

const exampleText = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value, null, 2));
