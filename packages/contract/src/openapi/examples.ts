import type { DefinedConnector } from "@latchkey/connectors/define";
import { describeConnector } from "@latchkey/connectors/describe";
import type { Integration } from "@latchkey/core/integration";
import type { Json } from "@latchkey/core/json";
import { Secret } from "@latchkey/core/secret";
import type { Deployment, Services } from "@latchkey/core/services";
import { writePayload } from "@latchkey/core/usecases/payload";
import { plan, type RegistrationInput } from "@latchkey/core/usecases/plan";
import { previewRegistration } from "@latchkey/core/usecases/preview-registration";
import { integrationIdParameter } from "../path-parameters.ts";
import { representIntegration, representRegistered } from "../representations/integration.ts";
import { representPayload, representPreview } from "../representations/payload.ts";
import type { ExampleObject } from "./document.ts";

const REGION = "eu-west-1";
const POOL_ID = "eu-west-1_EXAMPLE01";
const SECRET = new Secret("ExampleSecret".repeat(4));
const AT = Date.UTC(2026, 10, 21, 9, 30);
const OPERATION = "op_01KAJ8XQ6T2M9WZ3R5V7Y0BCDF";
const LABELS = { team: "platform" };

/** Artifacts are written from its name and pool. */
const deployment: Deployment = {
  name: "prod",
  pool: {
    id: POOL_ID,
    region: REGION,
    issuer: `https://cognito-idp.${REGION}.amazonaws.com/${POOL_ID}`,
    domain: `https://example.auth.${REGION}.amazoncognito.com`,
    login: "classic",
    identityProviders: ["COGNITO"],
  },
  limits: { perOwner: 50, stylesPerPool: 20 },
  timing: { leaseMs: 0, settleMs: 0, sweepMs: 0, retryMs: 0, retryMaxMs: 0 },
  secretRecoveryDays: 7,
};

/**
 * The document's examples by name: what the product itself makes of its connectors' own examples, so that they are true. The
 * catalogue's first connector is shown registered, its last one, whose artifacts are short, as payload and dry run.
 */
export function examplesOf(connectors: readonly DefinedConnector[]): Readonly<Record<string, ExampleObject>> {
  const [first, last] = [connectors.at(0), connectors.at(-1)];
  if (first === undefined || last === undefined) throw new Error("the catalogue is empty");
  return {
    ...Object.fromEntries(connectors.map((connector) => [`register-${connector.id}`, registrationExample(connector)])),
    connectors: {
      summary: "The catalogue",
      value: asJson({ items: connectors.map(describeConnector), nextCursor: null }),
    },
    connector: { summary: first.name, value: asJson(describeConnector(first)) },
    ...integrationExamples(connectors, first),
    ...payloadExamples(connectors, last),
    health: { summary: "It answers", value: { status: "ok" } },
  };
}

const registrationExample = (connector: DefinedConnector): ExampleObject => ({
  summary: connector.name,
  // An example's settings are JSON: they are parsed as a request's are.
  value: { ...inputOf(connector), settings: connector.example.settings as Json },
});

const inputOf = ({ id, example }: DefinedConnector): Omit<RegistrationInput, "settings"> => ({
  connector: id,
  name: example.name,
  labels: LABELS,
});

function integrationExamples(
  connectors: readonly DefinedConnector[],
  connector: DefinedConnector,
): Readonly<Record<string, ExampleObject>> {
  const services = servicesOf(connectors);
  const row = activeRow(services, connector);
  const payload = writePayload(services, row, SECRET);
  const [artifact] = payload.artifacts;
  const shown = asJson(representIntegration(row));
  return {
    registered: { summary: "With the live secret", value: asJson(representRegistered(row, payload)) },
    provisioning: { summary: "Not finished", value: asJson(representIntegration(provisioningRow(row))) },
    integration: { summary: connector.name, value: shown },
    integrations: { summary: "The last page", value: { items: [shown], nextCursor: null } },
    removal: { summary: "Not finished", value: { id: row.id, state: "removing" } },
    artifact: { summary: artifact?.title ?? "", value: artifact?.body ?? "" },
  };
}

function payloadExamples(
  connectors: readonly DefinedConnector[],
  connector: DefinedConnector,
): Readonly<Record<string, ExampleObject>> {
  const services = servicesOf(connectors);
  const row = activeRow(services, connector);
  const input = { ...inputOf(connector), settings: connector.example.settings };
  return {
    preview: { summary: "A dry run", value: asJson(representPreview(input, previewRegistration(services, input))) },
    "payload-inline": {
      summary: "With the live secret",
      value: asJson(representPayload(writePayload(services, row, SECRET))),
    },
    "payload-reference": {
      summary: "By reference",
      value: asJson(representPayload(writePayload(services, row, undefined))),
    },
  };
}

type ExampleServices = Pick<Services, "catalogue" | "deployment">;

const servicesOf = (connectors: readonly DefinedConnector[]): ExampleServices => ({
  deployment,
  catalogue: { ids: connectors.map(({ id }) => id), get: (wanted) => connectors.find(({ id }) => id === wanted) },
});

function activeRow(services: ExampleServices, connector: DefinedConnector): Integration {
  const { settings } = plan(services, { ...inputOf(connector), settings: connector.example.settings });
  // The documented id of an integration has the form of one.
  const integrationId = integrationIdParameter.example as Integration["id"];
  const { pool, name: stage } = deployment;
  return {
    id: integrationId,
    state: "active",
    version: 2,
    epoch: 1,
    connector: connector.id,
    name: connector.example.name,
    owner: "client:4h0example0client0id0abcde",
    settings,
    labels: LABELS,
    userPoolId: pool.id,
    issuer: pool.issuer,
    login: pool.login,
    clientId: "7k2example0app0client0id0f",
    secretArn: `arn:aws:secretsmanager:${REGION}:123456789012:secret:latchkey/${stage}/${integrationId}-AbCdEf`,
    createdAt: AT,
    updatedAt: AT + 400,
  };
}

function provisioningRow(row: Integration): Integration {
  const { clientId: _client, secretArn: _secret, ...bare } = row;
  const operation = {
    // The id of an operation, in the form of one.
    id: OPERATION as NonNullable<Integration["operation"]>["id"],
    kind: "register",
    step: "provision",
    startedBy: row.owner,
    startedAt: AT,
    attempts: 1,
    leaseUntil: AT,
    settlesAt: AT,
    unknownClient: false,
  } as const;
  return { ...bare, state: "provisioning", operation };
}

/** What `JSON.stringify` makes of an answer, which is what goes out. */
const asJson = (value: object): Json => JSON.parse(JSON.stringify(value)) as Json;
