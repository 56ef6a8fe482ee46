import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiAnswer, type ApiClient, accessToken, apiClient } from "../support/api-client.ts";
import { inFlight } from "../support/in-flight.ts";
import { readWorld } from "../support/invariants.ts";
import { sdkClients } from "../support/test-aws.ts";
import { type TestStack, testStack } from "../support/test-stack.ts";

const TOTAL = 200;
const IN_FLIGHT = 20;

let stack: TestStack;
let api: ApiClient;

beforeAll(async () => {
  stack = await testStack();
  api = apiClient(stack.description.apiUrl, await accessToken(stack.description));
});
afterAll(() => stack.close());

const bodyOf = (index: number) => ({
  connector: index % 2 === 0 ? "gitlab" : "generic-oidc",
  name: `Application ${index}`,
  settings:
    index % 2 === 0
      ? { baseUrl: `https://gitlab-${index}.example.com` }
      : { callbackUrls: [`https://app-${index}.example.com/cb`] },
});

describe(`${TOTAL} registrations with ${IN_FLIGHT} in flight`, () => {
  it("make as many clients, secrets and rows, without a duplicate or an error", async () => {
    const answers: readonly ApiAnswer[] = await inFlight(TOTAL, IN_FLIGHT, (index) =>
      api("/v1/integrations", { method: "POST", body: bodyOf(index), headers: { "idempotency-key": `key-${index}` } }),
    );
    expect(stack.logs.filter((line) => /"level":"(warn|error)"/.test(line))).toEqual([]);
    expect(answers.map(({ status }) => status).filter((status) => status !== 201)).toEqual([]);
    const world = await readWorld({
      clients: sdkClients(stack.description.awsEndpoint),
      userPoolId: stack.description.userPoolId,
    });
    const active = world.rows.filter(({ state }) => state === "active");
    expect(active).toHaveLength(TOTAL);
    expect(world.clients).toHaveLength(TOTAL);
    expect(world.secrets).toHaveLength(TOTAL);
    expect(new Set(active.map(({ clientId }) => clientId)).size).toBe(TOTAL);
  });
});
