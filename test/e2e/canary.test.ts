import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { TABLE } from "@latchkey/local/stack/bootstrap";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiClient, accessToken, apiClient } from "../support/api-client.ts";
import { sdkClients } from "../support/test-aws.ts";
import { type TestStack, testStack } from "../support/test-stack.ts";

let stack: TestStack;
let api: ApiClient;
/** Every client secret that was ever made here. */
const secrets = new Set<string>();
/** What was answered where no secret may be. */
const answers: string[] = [];

beforeAll(async () => {
  stack = await testStack();
  const token = await accessToken(stack.description);
  const client = apiClient(stack.description.apiUrl, token);
  api = async (path, request) => {
    const answer = await client(path, request);
    if (!revealing(path, request?.method))
      answers.push(`${path} ${answer.text} ${JSON.stringify([...answer.headers])}`);
    return answer;
  };
  await exercise();
});
afterAll(() => stack.close());

const revealing = (path: string, method = "GET"): boolean =>
  !path.includes("dryRun") && !path.includes("reference") && (method === "POST" || path.includes("/payload"));

const bodies = [
  { connector: "gitlab", name: "GitLab", settings: { baseUrl: "https://gitlab.example.com" } },
  { connector: "generic-oidc", name: "Wiki", settings: { callbackUrls: ["https://wiki.example.com/cb"] } },
];

/** Goes through everything that the API can do, faults included, with every secret noted on its way into AWS. */
async function exercise(): Promise<void> {
  for (const body of bodies) {
    const headers = { "idempotency-key": body.name };
    const { json } = await api("/v1/integrations", { method: "POST", body, headers });
    await api("/v1/integrations", { method: "POST", body, headers });
    await api("/v1/integrations", { method: "POST", body });
    await api("/v1/integrations?dryRun=true", { method: "POST", body });
    await api("/v1/integrations?secret=reference", { method: "POST", body: { ...body, name: `${body.name} 2` } });
    await api(`/v1/integrations/${json.id}`);
    await api(`/v1/integrations/${json.id}/payload`);
    await api(`/v1/integrations/${json.id}/payload?secret=reference`);
  }
  await api("/v1/integrations?limit=1");
  for (const fault of [{ kind: "reset-after" }, { kind: "error", type: "LimitExceededException" }] as const) {
    const remove = stack.faults.add({ service: "cognito-idp", operation: "CreateUserPoolClient", fault });
    await api("/v1/integrations?secret=reference", { method: "POST", body: { ...bodies[0], name: fault.kind } });
    remove();
  }
  const { json: list } = await api("/v1/integrations");
  await api(`/v1/integrations/${list.items[0].id}`, { method: "DELETE" });
  for (const { service, input } of stack.faults.calls) {
    const value = service === "cognito-idp" ? input["ClientSecret"] : undefined;
    if (typeof value === "string") secrets.add(value);
  }
}

/** The forms in which a secret could have slipped through. */
const forms = (secret: string): readonly string[] => [
  secret,
  Buffer.from(secret).toString("base64").replace(/=+$/, ""),
  Buffer.from(`{"clientSecret":"${secret}"}`).toString("base64").slice(24, 64),
  Buffer.from(secret).toString("hex"),
];

const leaksIn = (texts: readonly string[]): readonly string[] =>
  texts.filter((text) => [...secrets].some((secret) => forms(secret).some((form) => text.includes(form))));

describe("a client secret", () => {
  it("was made and revealed often enough for a leak to show", async () => {
    expect(secrets.size).toBeGreaterThanOrEqual(6);
    const { json } = await api("/v1/integrations?state=active");
    const { text } = await api(`/v1/integrations/${json.items.at(-1).id}/payload`);
    expect(leaksIn([text])).toHaveLength(1);
  });

  it("is in no answer that does not reveal it", () => {
    expect(answers.length).toBeGreaterThanOrEqual(14);
    expect(leaksIn(answers)).toEqual([]);
  });

  it("is in no line of any log", () => {
    expect(stack.logs.length).toBeGreaterThan(15);
    expect(leaksIn(stack.logs)).toEqual([]);
  });

  it("is in no item of the table, and in no call of the database", async () => {
    const { dynamodb } = sdkClients(stack.description.awsEndpoint);
    const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: TABLE, ConsistentRead: true }));
    expect(Items.length).toBeGreaterThan(20);
    expect(leaksIn(Items.map((item) => JSON.stringify(item)))).toEqual([]);
    const calls = stack.faults.calls.filter(({ service }) => service === "dynamodb");
    expect(leaksIn(calls.map(({ input }) => JSON.stringify(input)))).toEqual([]);
  });
});
