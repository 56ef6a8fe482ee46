import type { Credentials } from "@latchkey/core/payload";
import type { DefinedConnector } from "../define.ts";
import type { ProofSummary, Quirks } from "../description.ts";
import { examplePool } from "../example-pool.ts";
import { artifactsSection } from "./artifacts.ts";
import { bullets, code, table } from "./markdown.ts";
import { settingsSection } from "./settings.ts";

const SECRET = "latchkey/prod/int_01EXAMPLE";
const CREDENTIALS: Credentials = {
  clientId: "1example23456789",
  clientSecret: {
    kind: "reference",
    name: SECRET,
    arn: `arn:aws:secretsmanager:${examplePool.region}:123456789012:secret:${SECRET}-a1B2c3`,
    region: examplePool.region,
  },
};

const LOGOUT: Readonly<Record<Quirks["logout"], string>> = {
  "cognito-native": "The product signs out of Cognito by itself.",
  "full-url": "The product follows a whole URL after its own sign-out; it is among the artifacts where there is one.",
  "append-safe": "The product follows a URL after its own sign-out and appends to it what Cognito ignores.",
  "rp-initiated-only": "The product knows OpenID Connect RP-initiated logout only, which Cognito refuses.",
  none: "The product ends its own session only.",
};

const PKCE: Readonly<Record<Quirks["pkce"], string>> = {
  forced: "switched on by the artifacts",
  detected: "only where discovery announces it, which Cognito's does not",
  none: "not in the product",
  "up-to-the-product": "up to the product; Cognito takes S256",
};

/** The documentation page of a connector, in Markdown, from what it writes for its own example. Throws when that is refused. */
export function connectorPage(connector: DefinedConnector, proof: ProofSummary | null): string {
  const { id, name, source, example, quirks } = connector;
  const checked = connector.parse(example.settings);
  if (!checked.ok) throw new Error(`the example of ${id} is refused: ${JSON.stringify(checked.errors)}`);
  const input = { settings: checked.settings, pool: examplePool, credentials: CREDENTIALS, name: example.name };
  const topics = connector.topics(input);
  return `${[
    `# ${name}`,
    "<!-- Written by `npm run generate` from the connector; a test proves that it is current. -->",
    `The connector ${code(id)}, from ${source.url}, read there on ${source.readAt}. ${proof === null ? "[Not proven](#proof)." : `[Proven](#proof) since ${proof.date}.`}`,
    settingsSection(connector),
    artifactsSection(connector, checked.settings, connector.artifacts(input)),
    `## Sign-out\n\n${LOGOUT[quirks.logout]}\n\n${bullets(topics.signOut)}`,
    `## Groups\n\n${bullets(topics.groups)}`,
    `## Traps\n\n${bullets(topics.traps)}`,
    claimsSection(quirks),
    proofSection(proof),
  ].join("\n\n")}\n`;
}

function claimsSection({ claims, illegalScopes, pkce, usernameClaim }: Quirks): string {
  const facts = [
    `Scopes that Cognito refuses together with the whole request: ${illegalScopes.map(code).join(", ")}.`,
    `PKCE: ${PKCE[pkce]}.`,
    ...(usernameClaim === null ? [] : [`The user name comes from the claim ${code(usernameClaim)}.`]),
  ];
  const rows = Object.entries(claims).map(([claim, carriers]) => [code(claim), carriers.join(", ")]);
  return ["## Claims and scopes", bullets(facts), table(["claim", "is in"], rows)].join("\n\n");
}

function proofSection(proof: ProofSummary | null): string {
  if (proof === null)
    return "## Proof\n\nNot proven: no run of the product's own code is on record for what this connector writes now.";
  const products = proof.products.map(({ name, version }) => `${name} ${version}`).join(", ");
  return [
    "## Proof",
    `On record since ${proof.date}, by ${products}. \`npm run proofs\` runs it again. The artifacts above were handed to that code, and it shows:`,
    bullets(proof.proven),
  ].join("\n\n");
}
