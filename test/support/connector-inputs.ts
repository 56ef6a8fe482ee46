import type { DefinedConnector } from "@latchkey/connectors/define";
import type { ArtifactInput } from "@latchkey/core/connector";
import type { JsonObject } from "@latchkey/core/json";
import type { ArtifactDraft, Credentials } from "@latchkey/core/payload";
import type { Pool } from "@latchkey/core/pool";
import { Secret } from "@latchkey/core/secret";

/** A pool as a deployment configures it. */
export const examplePool: Pool = {
  id: "eu-west-1_EXAMPLE01",
  region: "eu-west-1",
  issuer: "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_EXAMPLE01",
  domain: "https://acme.auth.eu-west-1.amazoncognito.com",
  login: "classic",
  identityProviders: ["COGNITO"],
};

const clientId = "1example23456789abcdefghij";
/** Of the form that registration makes: 52 letters and digits. */
export const exampleSecret = "ExampleSecret".repeat(4);

export const inlineCredentials: Credentials = {
  clientId,
  clientSecret: { kind: "inline", secret: new Secret(exampleSecret) },
};

const secretName = "latchkey/prod/int_01EXAMPLE0000000000000000";

export const referenceCredentials: Credentials = {
  clientId,
  clientSecret: {
    kind: "reference",
    name: secretName,
    arn: `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${secretName}-a1B2c3`,
    region: "eu-west-1",
  },
};

/** What the references of artifacts lead to, once the administrator has followed their first step. */
export const exampleReferences = {
  files: {
    "/etc/gitlab/cognito-client-secret": `${exampleSecret}\n`,
    "./gitlab-cognito-client-secret": `${exampleSecret}\n`,
    "/pomerium/cognito-client-secret": exampleSecret,
  },
  secrets: { [secretName]: { clientSecret: exampleSecret } },
};

/** What artifacts are written from, for settings as a caller sends them. Throws when the connector refuses them. */
export function inputFor(
  connector: DefinedConnector,
  settings: unknown,
  { credentials = inlineCredentials, name = "Example" } = {},
): ArtifactInput<JsonObject> {
  const checked = connector.parse(settings);
  if (!checked.ok) throw new Error(JSON.stringify(checked.errors));
  return { settings: checked.settings, pool: examplePool, credentials, name };
}

/** The artifact of that name. Throws when there is none. */
export function named(artifacts: readonly ArtifactDraft[], name: string): ArtifactDraft {
  const artifact = artifacts.find((entry) => entry.name === name);
  if (artifact === undefined) throw new Error(`no artifact ${name}`);
  return artifact;
}
