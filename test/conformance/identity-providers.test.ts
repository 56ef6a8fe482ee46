import {
  CreateIdentityProviderCommand,
  DescribeUserPoolClientCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Caller } from "@latchkey/core/caller";
import type { Integration } from "@latchkey/core/integration";
import type { Services } from "@latchkey/core/services";
import { checkHealth } from "@latchkey/core/usecases/health/check-health";
import { register } from "@latchkey/core/usecases/register";
import { type Editable, update } from "@latchkey/core/usecases/update";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestAws, testAws } from "../support/test-aws.ts";

let aws: TestAws;
/** The deployment after its operator has added a provider to its configuration. */
let later: Services;

beforeAll(async () => {
  aws = await testAws();
  const { deployment } = aws.services;
  const pool = { ...deployment.pool, identityProviders: ["COGNITO", "Corporate"] };
  later = { ...aws.services, deployment: { ...deployment, pool } };
  await aws.clients.cognito.send(
    new CreateIdentityProviderCommand({
      UserPoolId: aws.userPoolId,
      ProviderName: "Corporate",
      ProviderType: "OIDC",
      ProviderDetails: {
        client_id: "latchkey",
        client_secret: "corporate",
        attributes_request_method: "GET",
        oidc_issuer: "https://login.corporate.example",
        authorize_scopes: "openid email",
      },
    }),
  );
});
afterAll(() => aws.close());

const caller: Caller = { owner: "client:portal", admin: false };

async function registered(name: string): Promise<Integration> {
  const input = { connector: "gitlab", name, settings: { baseUrl: "https://gitlab.example.com" }, labels: {} };
  const { integration } = await register(aws.services, { caller, input, mode: "reference" }, {});
  return integration;
}

const patch = ({ id }: Integration, edit: (current: Editable) => Editable) =>
  update(later, { caller, id, edit, matches: () => true, drift: "refuse" }, {});

const liveProviders = async ({ clientId }: Integration): Promise<readonly string[] | undefined> =>
  (
    await aws.clients.cognito.send(
      new DescribeUserPoolClientCommand({ UserPoolId: aws.userPoolId, ClientId: clientId }),
    )
  ).UserPoolClient?.SupportedIdentityProviders;

it("is no drift that the deployment has another identity provider than when an integration was registered", async () => {
  const integration = await registered("Before");
  const { checks } = await checkHealth(later, { caller, id: integration.id }, {});
  expect(checks.filter(({ status }) => status !== "pass")).toEqual([]);
});

it("gives an integration the deployment's identity providers with its next update, which may be an empty one", async () => {
  const integration = await registered("Moved");
  expect(await liveProviders(integration)).toEqual(["COGNITO"]);
  const updated = await patch(integration, (current) => current);
  expect(updated).toMatchObject({ integration: { state: "active", version: integration.version + 2 } });
  expect(await liveProviders(integration)).toEqual(["COGNITO", "Corporate"]);
  // The second has nothing left to do.
  expect(await patch(integration, (current) => current)).toEqual({ ...updated, changedArtifacts: [] });
  const { checks } = await checkHealth(later, { caller, id: integration.id }, {});
  expect(checks.filter(({ status }) => status !== "pass")).toEqual([]);
});
