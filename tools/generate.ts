// Writes every generated file: the connectors' descriptions and pages, openapi.json, and the documentation page. A test proves them current.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { connectors } from "@latchkey/connectors/catalogue";
import { generateDescriptions } from "@latchkey/connectors/generate";
import { connectorPages } from "@latchkey/connectors/pages/pages";
import { docsPage } from "@latchkey/contract/docs/page";
import { openapiDocument } from "@latchkey/contract/openapi/openapi";

const root = fileURLToPath(new URL("..", import.meta.url));

/** A generated file: path relative to the repository's root, and the text that it has to have. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/** All generated files as they should be. Nothing in them is read from an earlier run. */
export async function generatedFiles(): Promise<readonly GeneratedFile[]> {
  // Parse boundary: npm has read this file before us.
  const { version } = JSON.parse(await readFile(`${root}package.json`, "utf8")) as { readonly version: string };
  const document = openapiDocument({ version, connectors });
  return [
    { path: "packages/connectors/src/descriptions.gen.ts", text: generateDescriptions() },
    { path: "openapi.json", text: `${JSON.stringify(document, null, 2)}\n` },
    { path: "packages/contract/docs.html", text: docsPage(document) },
    ...connectorPages(),
  ];
}

async function generate(): Promise<void> {
  for (const { path, text } of await generatedFiles()) {
    await writeFile(`${root}${path}`, text);
    console.log(path);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await generate();
