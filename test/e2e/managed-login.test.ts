import { runDemo } from "@latchkey/local/demo/run-demo";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiClient, accessToken, apiClient } from "../support/api-client.ts";
import { type TestStack, testStack } from "../support/test-stack.ts";

let stack: TestStack;
let api: ApiClient;

beforeAll(async () => {
  stack = await testStack({ managedLogin: true });
  api = apiClient(stack.description.apiUrl, await accessToken(stack.description));
});
afterAll(() => stack.close());

const register = (name: string) =>
  api("/v1/integrations?secret=reference", {
    method: "POST",
    body: { connector: "gitlab", name, settings: { baseUrl: "https://gitlab.example.com" } },
  });

const callsOf = (operation: string) => stack.faults.calls.filter((call) => call.operation === operation);

describe("on a managed-login domain", () => {
  it("every application gets the style without which its login pages would be unavailable", async () => {
    const results = await runDemo(stack.description, { damage: undefined, onStep: () => undefined });
    expect(
      results.flatMap(({ artifacts }) => artifacts).filter(({ person }) => person !== undefined).length,
    ).toBeGreaterThan(9);
  });

  it("the twenty-first application is refused before anything is made, and a removal makes room", async () => {
    const { json } = await api("/v1/integrations");
    const taken: number = json.items.length;
    for (let index = taken; index < 20; index += 1) expect((await register(`Application ${index}`)).status).toBe(201);
    const before = callsOf("CreateUserPoolClient").length;
    const refused = await register("One too many");
    expect(refused).toMatchObject({ status: 409, json: { code: "styles-exhausted" } });
    expect(callsOf("CreateUserPoolClient")).toHaveLength(before);
    const removed = await api(`/v1/integrations/${json.items[0].id}`, { method: "DELETE" });
    expect(removed.status).toBe(204);
    expect((await register("Fits again")).status).toBe(201);
  });
});
