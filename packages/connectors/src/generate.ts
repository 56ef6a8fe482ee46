import { connectors } from "./catalogue.ts";
import { describeConnector } from "./describe.ts";

/** The text of `descriptions.gen.ts`. */
export function generateDescriptions(): string {
  const descriptions = connectors.map(describeConnector);
  return [
    "// Written by `npm run generate`; a test proves that it is current.",
    'import type { ConnectorDescription } from "./description.ts";',
    "",
    "/** The catalogue as `GET /v1/connectors` answers it. */",
    `export const descriptions: readonly ConnectorDescription[] = ${JSON.stringify(descriptions, null, 2)};`,
    "",
  ].join("\n");
}
