import { DescribeSecretCommand, UpdateSecretCommand } from "@aws-sdk/client-secrets-manager";
import { Secret } from "@latchkey/core/secret";
import { systemClock } from "@latchkey/runtime/clock";
import { systemIds } from "@latchkey/runtime/ids";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type TestAws, testAws } from "../support/test-aws.ts";

const ids = systemIds(systemClock);
let aws: TestAws;
let count = 0;

beforeAll(async () => {
  aws = await testAws();
});
afterAll(() => aws.close());
afterEach(() => aws.faults.clear());

const fresh = (value = "x".repeat(52)) => {
  const name = `latchkey/local/${++count}`;
  return {
    name,
    secret: new Secret(value),
    token: ids.tokenFor(name),
    description: "d",
    tags: { "latchkey:owner": "client:a" },
  };
};
const store = () => aws.services.secrets;

describe("the secret store", () => {
  it("reads back what it created, as a JSON object with tags", async () => {
    const secret = fresh();
    const created = await store().create(secret, {});
    expect(created).toMatchObject({ kind: "created", arn: expect.stringContaining(secret.name) });
    const read = await store().read(secret.name, {});
    expect(read?.secret.reveal()).toBe("x".repeat(52));
    expect(read).toMatchObject({ arn: "arn" in created ? created.arn : "", versionId: secret.token });
    const described = await aws.clients.secrets.send(new DescribeSecretCommand({ SecretId: secret.name }));
    expect(described.Tags).toEqual([{ Key: "latchkey:owner", Value: "client:a" }]);
  });

  it("creates once under one token, also when the first answer is lost", async () => {
    aws.faults.add({ service: "secretsmanager", operation: "CreateSecret", call: 1, fault: { kind: "reset-after" } });
    const secret = fresh();
    const created = await store().create(secret, {});
    expect(await store().create(secret, {})).toEqual(created);
    expect(await store().create({ ...secret, secret: new Secret("y".repeat(52)) }, {})).toEqual({ kind: "exists" });
  });

  it("knows no secret that is missing, scheduled for deletion or gone", async () => {
    const secret = fresh();
    expect(await store().read(secret.name, {})).toBeUndefined();
    await store().create(secret, {});
    await store().remove(secret.name, 7, {});
    expect(await store().read(secret.name, {})).toBeUndefined();
    await store().remove(secret.name, 7, {});
    const other = fresh();
    await store().create(other, {});
    await store().remove(other.name, 0, {});
    await store().remove(other.name, 0, {});
    await store().remove("latchkey/local/never-was", 7, {});
    expect(await store().read(other.name, {})).toBeUndefined();
  });

  it("refuses a value that is not its own format, without showing it", async () => {
    const secret = fresh();
    await store().create(secret, {});
    await aws.clients.secrets.send(new UpdateSecretCommand({ SecretId: secret.name, SecretString: "edited-by-hand" }));
    const failure = await store()
      .read(secret.name, {})
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ failure: "rejected" });
    expect(JSON.stringify(failure) + String(failure)).not.toContain("edited-by-hand");
  });
});
