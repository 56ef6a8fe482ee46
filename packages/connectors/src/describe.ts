import { Secret } from "@latchkey/core/secret";
import type { DefinedConnector } from "./define.ts";
import type { ConnectorDescription } from "./description.ts";
import { toJsonSchema } from "./schema/json-schema.ts";

const POOL = {
  id: "eu-west-1_EXAMPLE",
  region: "eu-west-1",
  issuer: "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_EXAMPLE",
  domain: "https://example.auth.eu-west-1.amazoncognito.com",
  login: "classic",
  identityProviders: ["COGNITO"],
} as const;

/** Describes a connector as `GET /v1/connectors` answers it. Build time only: it runs the example and zod's generator. */
export function describeConnector(connector: DefinedConnector): ConnectorDescription {
  const { id, name, category, source, quirks, example } = connector;
  const checked = connector.parse(example.settings);
  if (!checked.ok) throw new Error(`the example of ${id} is refused: ${JSON.stringify(checked.errors)}`);
  const credentials = {
    clientId: "example",
    clientSecret: { kind: "inline", secret: new Secret("example") },
  } as const;
  const artifacts = connector
    .artifacts({ settings: checked.settings, pool: POOL, credentials, name: example.name })
    .map((artifact) => ({
      name: artifact.name,
      method: artifact.method,
      title: artifact.title,
      mediaType: artifact.mediaType,
      apply: artifact.apply,
    }));
  return { id, name, category, source, settings: toJsonSchema(connector.schema), artifacts, quirks, proof: null };
}
