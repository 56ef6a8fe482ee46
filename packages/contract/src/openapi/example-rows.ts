import type { DefinedConnector } from "@latchkey/connectors/define";
import type { Integration } from "@latchkey/core/integration";
import type { Json } from "@latchkey/core/json";
import type { Operation } from "@latchkey/core/operation";
import type { Deployment, Services } from "@latchkey/core/services";
import { plan, type RegistrationInput } from "@latchkey/core/usecases/plan";
import { integrationIdParameter } from "../path-parameters.ts";

const REGION = "eu-west-1";
const POOL_ID = "eu-west-1_EXAMPLE01";
/** When the examples' integration was registered. */
export const AT = Date.UTC(2026, 10, 21, 9, 30);
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
  timing: { leaseMs: 0, settleMs: 0, sweepMs: 0, retryMs: 0, retryMaxMs: 0, proveMs: 0, eventDelayMs: 0 },
  secretRecoveryDays: 7,
};

export type ExampleServices = Pick<Services, "catalogue" | "deployment">;

export const servicesOf = (connectors: readonly DefinedConnector[]): ExampleServices => ({
  deployment,
  catalogue: { ids: connectors.map(({ id }) => id), get: (wanted) => connectors.find(({ id }) => id === wanted) },
});

/** What a registration of a connector's own example says, without the settings. */
export const inputOf = ({ id, example }: DefinedConnector): Omit<RegistrationInput, "settings"> => ({
  connector: id,
  name: example.name,
  labels: LABELS,
});

/** The asker of an example: without any right to policies of the whole pool. */
export const NOBODY = { admin: false, before: {} } as const;

/** A connector's own example, registered. */
export function activeRow(services: ExampleServices, connector: DefinedConnector): Integration {
  const { settings } = plan(services, { ...inputOf(connector), settings: connector.example.settings }, NOBODY);
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
    identityProviders: pool.identityProviders,
    clientId: "7k2example0app0client0id0f",
    secretArn: `arn:aws:secretsmanager:${REGION}:123456789012:secret:latchkey/${stage}/${integrationId}-AbCdEf`,
    createdAt: AT,
    updatedAt: AT + 400,
  };
}

/** The same before its client is there. */
export function provisioningRow(row: Integration): Integration {
  const { clientId: _client, secretArn: _secret, ...bare } = row;
  const operation = { ...operationOf(row), kind: "register", step: "provision" } as const;
  return { ...bare, state: "provisioning", operation };
}

/** What every operation has. */
export const operationOf = ({ owner }: Integration) =>
  ({
    id: "op_01KAJ8XQ6T2M9WZ3R5V7Y0BCDF",
    startedBy: owner,
    startedAt: AT,
    attempts: 1,
    leaseUntil: AT,
    settlesAt: AT,
    unknownClient: false,
  }) as const satisfies Partial<Operation>;

/** What `JSON.stringify` makes of an answer, which is what goes out. */
export const asJson = (value: object): Json => JSON.parse(JSON.stringify(value)) as Json;
