import { Secret } from "@latchkey/core/secret";
import type { DefinedConnector } from "./define.ts";
import type { ConnectorDescription } from "./description.ts";
import { examplePool } from "./example-pool.ts";
import { proofOf, readProofRecord } from "./proof-record.ts";
import { toJsonSchema } from "./schema/json-schema.ts";

/** Describes a connector as `GET /v1/connectors` answers it. Build time only: it runs the example and zod's generator, and reads its proof. */
export function describeConnector(connector: DefinedConnector): ConnectorDescription {
  const { id, name, category, source, quirks, example } = connector;
  const checked = connector.parse(example.settings);
  if (!checked.ok) throw new Error(`the example of ${id} is refused: ${JSON.stringify(checked.errors)}`);
  const credentials = {
    clientId: "example",
    clientSecret: { kind: "inline", secret: new Secret("example") },
  } as const;
  const artifacts = connector
    .artifacts({ settings: checked.settings, pool: examplePool, credentials, name: example.name })
    .map((artifact) => ({
      name: artifact.name,
      method: artifact.method,
      title: artifact.title,
      mediaType: artifact.mediaType,
      apply: artifact.apply,
    }));
  const settings = toJsonSchema(connector.schema);
  return { id, name, category, source, settings, artifacts, quirks, proof: proofOf(connector, readProofRecord(id)) };
}
