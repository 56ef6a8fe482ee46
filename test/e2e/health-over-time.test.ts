import type { Caller } from "@latchkey/core/caller";
import type { IntegrationId } from "@latchkey/core/ids";
import type { Services } from "@latchkey/core/services";
import { checkHealth, HEALTH_MS } from "@latchkey/core/usecases/health/check-health";
import { register } from "@latchkey/core/usecases/register";
import { type Editable, update } from "@latchkey/core/usecases/update";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type TestAws, testAws } from "../support/test-aws.ts";

const caller: Caller = { owner: "client:portal", admin: false };

let aws: TestAws;
let now: number;
let services: Services;
let id: IntegrationId;

beforeEach(async () => {
  aws = await testAws();
  now = Date.now();
  services = { ...aws.services, clock: { now: () => now } };
  const settings = { callbackUrls: ["https://wiki.example.com/cb"] };
  const input = { connector: "generic-oidc", name: "Wiki", settings, labels: {} };
  ({ id } = (await register(services, { caller, input, mode: "reference" }, {})).integration);
});
afterEach(() => aws.close());

describe("the health of an integration", () => {
  it("is looked at once a minute, however many ask", async () => {
    const ask = () => Promise.allSettled(Array.from({ length: 20 }, () => checkHealth(services, { caller, id }, {})));
    const looks = () => aws.faults.calls.filter(({ operation }) => operation === "DescribeUserPoolClient").length;
    await ask();
    expect(looks()).toBe(1);
    now += HEALTH_MS - 1;
    await ask();
    expect(looks()).toBe(1);
    now += 2;
    const answers = await ask();
    expect(looks()).toBe(2);
    // Whoever did not look gets the report of before.
    expect(answers.every(({ status }) => status === "fulfilled")).toBe(true);
  });

  it("fails by an operation that has not ended a quarter of an hour after it began", async () => {
    aws.faults.add({ service: "cognito-idp", operation: "UpdateUserPoolClient", fault: { kind: "throttle" } });
    const settings = { callbackUrls: ["https://new.example.com/cb"] };
    const edit = (current: Editable): Editable => ({ ...current, settings });
    const begun = await update(services, { caller, id, matches: () => true, edit, drift: "refuse" }, {});
    expect(begun.integration.state).toBe("updating");
    const operation = async () => {
      const { checks } = await checkHealth(services, { caller, id }, {});
      return checks.find(({ name }) => name === "operation");
    };
    now += 15 * 60_000 - 1;
    expect(await operation()).toMatchObject({ status: "pass", detail: expect.stringContaining("14 minutes") });
    now += HEALTH_MS;
    const found = await operation();
    expect(found).toMatchObject({ status: "fail", detail: expect.stringContaining("update has been open") });
    expect(found?.fix).toContain("log under the integration's id");
  });
});
