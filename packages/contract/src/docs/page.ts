import type { OpenapiDocument, ProblemRow } from "../openapi/document.ts";
import { type Html, html, raw } from "./html.ts";
import { blocks, inline } from "./markdown.ts";
import { operationAnchor, operationSection, type PlacedOperation } from "./operation.ts";
import { schemaAnchor, schemaSection } from "./schema.ts";
import { STYLE } from "./style.ts";

/**
 * The document as a page: static, without script, and nothing is loaded from anywhere. It is readable on a narrow screen, by
 * keyboard and by a screen reader, in light and dark.
 */
export function docsPage(document: OpenapiDocument): string {
  const { info, components } = document;
  const sections = sectionsOf(document);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${info.title} API ${info.version}</title>
<link rel="icon" href="data:,">
<style>${raw(STYLE)}</style>
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
<header>
<h1>${info.title} <span class="version">${info.version}</span></h1>
<p>${info.summary} <a href="/v1/openapi.json">OpenAPI document</a></p>
</header>
<nav aria-label="Contents">
<details open>
<summary>Contents</summary>
${sections.map(
  ({ name, operations }) => html`<p>${name}</p>
<ul>${operations.map((placed) => html`<li><a href="#${operationAnchor(placed.operation)}">${placed.operation.summary}</a></li>`)}</ul>
`,
)}<p>Reference</p>
<ul><li><a href="#problems">Problems</a></li><li><a href="#schemas">Schemas</a></li></ul>
</details>
</nav>
<main id="content">
${blocks(info.description)}
${sections.map(
  ({ name, description, operations }) => html`<h2>${name}</h2>
<p>${inline(description)}</p>
${operations.map((placed) => operationSection(document, placed))}`,
)}
<h2 id="problems">Problems</h2>
<p>Every refusal by its <code>code</code>.</p>
${problemList(document["x-problems"])}
<h2 id="schemas">Schemas</h2>
<ul class="index">${Object.keys(components.schemas).map((name) => html`<li><a href="#${schemaAnchor(name)}">${name}</a></li>`)}</ul>
${Object.entries(components.schemas).map(([name, schema]) => schemaSection(name, schema))}
</main>
</body>
</html>
`.text;
}

interface Section {
  readonly name: string;
  readonly description: string;
  readonly operations: readonly PlacedOperation[];
}

function sectionsOf({ tags, paths }: OpenapiDocument): readonly Section[] {
  const placed = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  return tags.map(({ name, description }) => ({
    name,
    description,
    operations: placed.filter(({ operation }) => operation.tags.includes(name)),
  }));
}

const problemList = (rows: readonly ProblemRow[]): Html =>
  html`<dl class="fields">${rows.map(
    ({ code, status, title, meaning }) => html`<div class="field">
<dt><span class="status s${String(status).charAt(0)}">${status}</span> <code>${code}</code></dt>
<dd><p>${title}. ${inline(meaning)}</p></dd>
</div>
`,
  )}</dl>`;
