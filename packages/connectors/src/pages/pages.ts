import { connectors } from "../catalogue.ts";
import { proofOf, readProofRecord } from "../proof-record.ts";
import { code, table } from "./markdown.ts";
import { connectorPage } from "./page.ts";

/** A generated file: path relative to the repository's root, and the text that it has to have. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

/** The documentation of the catalogue: a page for each connector, and one that lists them. Build time only. */
export function connectorPages(): readonly Page[] {
  const entries = connectors.map((connector) => ({
    connector,
    proof: proofOf(connector, readProofRecord(connector.id)),
  }));
  const rows = entries.map(({ connector: { id, name, category }, proof }) => [
    `[${name}](${id}.md)`,
    code(id),
    category,
    proof === null ? "not proven" : `proven since ${proof.date}`,
  ]);
  const index = [
    "# Connectors",
    "<!-- Written by `npm run generate` from the catalogue; a test proves that it is current. -->",
    table(["product", "connector", "category", "proof"], rows),
  ].join("\n\n");
  return [
    { path: "docs/connectors/README.md", text: `${index}\n` },
    ...entries.map(({ connector, proof }) => ({
      path: `docs/connectors/${connector.id}.md`,
      text: connectorPage(connector, proof),
    })),
  ];
}
