import { readPayload } from "@latchkey/core/usecases/payload";
import { remove } from "@latchkey/core/usecases/remove";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { integrationWith } from "../support/sign-up-triggers.ts";
import { type TestAws, testAws } from "../support/test-aws.ts";

let aws: TestAws;
beforeAll(async () => {
  aws = await testAws();
});
afterEach(() => aws.faults.clear());
afterAll(() => aws.close());

const caller = { owner: "client:portal", admin: false } as const;

it("a payload whose integration is removed while its secret is read says so, and not that somebody has deleted the secret", async () => {
  const { id } = await integrationWith(aws, {});
  // Between the first attempt at reading the secret, which is throttled, and the second.
  const sleep = async (): Promise<void> => {
    expect(await remove(aws.services, { caller, id }, {})).toEqual({ state: "removed" });
  };
  const services = aws.servicesFor({ retry: { sleep, random: () => 1 } });
  aws.faults.add({ service: "secretsmanager", operation: "GetSecretValue", call: 1, fault: { kind: "throttle" } });
  await expect(readPayload(services, { caller, id, mode: "inline" }, {})).rejects.toMatchObject({
    code: "not-ready",
    message: "The integration changed while it was read. Look at it again.",
  });
});
