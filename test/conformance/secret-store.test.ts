import { DescribeSecretCommand, PutSecretValueCommand, UpdateSecretCommand } from "@aws-sdk/client-secrets-manager";
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

/** Labels by version id. */
const labels = async (name: string): Promise<Readonly<Record<string, readonly string[]>>> =>
  (await aws.clients.secrets.send(new DescribeSecretCommand({ SecretId: name }))).VersionIdsToStages ?? {};

async function stored(value = "a".repeat(52)) {
  const secret = fresh(value);
  await store().create(secret, {});
  return { name: secret.name, old: secret.token, next: ids.tokenFor(`${secret.name}/next`) };
}

const pending = (name: string, versionId: string, value = "b".repeat(52)) => ({
  name,
  versionId,
  secret: new Secret(value),
});

describe("a version of a secret", () => {
  it("is stored beside the current one, and read by its id", async () => {
    const { name, old, next } = await stored();
    expect(await store().readVersion(name, next, {})).toBeUndefined();
    expect(await store().stage(pending(name, next), {})).toBe("staged");
    expect(await labels(name)).toEqual({ [old]: ["AWSCURRENT"], [next]: ["AWSPENDING"] });
    expect((await store().readVersion(name, next, {}))?.secret.reveal()).toBe("b".repeat(52));
    expect((await store().readVersion(name, old, {}))?.secret.reveal()).toBe("a".repeat(52));
    expect((await store().read(name, {}))?.versionId).toBe(old);
  });

  it("is not there where the secret is missing or scheduled for deletion", async () => {
    const { name, old } = await stored();
    expect(await store().readVersion("latchkey/local/none", old, {})).toBeUndefined();
    await store().remove(name, 7, {});
    expect(await store().readVersion(name, old, {})).toBeUndefined();
  });

  it("is the same one when the same value is stored again, and says so of another", async () => {
    const { name, old, next } = await stored();
    await store().stage(pending(name, next), {});
    expect(await store().stage(pending(name, next), {})).toBe("staged");
    expect(await store().stage(pending(name, next, "c".repeat(52)), {})).toBe("exists");
    expect((await store().readVersion(name, next, {}))?.secret.reveal()).toBe("b".repeat(52));
    expect(await labels(name)).toEqual({ [old]: ["AWSCURRENT"], [next]: ["AWSPENDING"] });
  });

  it("is found although the answer to its storing was lost, and not stored a second time", async () => {
    const { name, next } = await stored();
    aws.faults.forget();
    aws.faults.add({ service: "secretsmanager", operation: "PutSecretValue", call: 1, fault: { kind: "reset-after" } });
    await expect(store().stage(pending(name, next), {})).rejects.toMatchObject({ failure: "unknown" });
    expect(aws.faults.calls.filter(({ operation }) => operation === "PutSecretValue")).toHaveLength(1);
    expect((await store().readVersion(name, next, {}))?.secret.reveal()).toBe("b".repeat(52));
  });

  it("has no value where Secrets Manager has only begun a rotation", async () => {
    const { name, next } = await stored();
    await aws.clients.secrets.send(
      new PutSecretValueCommand({
        SecretId: name,
        ClientRequestToken: next,
        SecretString: "not ours",
        VersionStages: ["AWSPENDING"],
      }),
    );
    const failure = await store()
      .readVersion(name, next, {})
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ failure: "rejected" });
    expect(String(failure)).not.toContain("not ours");
  });
});

describe("promoting a version", () => {
  it("moves AWSCURRENT to it and keeps the one before as AWSPREVIOUS", async () => {
    const { name, old, next } = await stored();
    await store().stage(pending(name, next), {});
    await store().promote(name, { to: next, from: old }, {});
    expect(await labels(name)).toMatchObject({
      [old]: ["AWSPREVIOUS"],
      [next]: expect.arrayContaining(["AWSCURRENT"]),
    });
    expect((await store().read(name, {}))?.secret.reveal()).toBe("b".repeat(52));
  });

  it("that has been promoted already changes nothing", async () => {
    const { name, old, next } = await stored();
    await store().stage(pending(name, next), {});
    await store().promote(name, { to: next, from: old }, {});
    const before = await labels(name);
    await store().promote(name, { to: next, from: old }, {});
    expect(await labels(name)).toEqual(before);
  });

  it("is found done when its answer was lost", async () => {
    const { name, old, next } = await stored();
    await store().stage(pending(name, next), {});
    const operation = "UpdateSecretVersionStage";
    aws.faults.add({ service: "secretsmanager", operation, call: 1, fault: { kind: "reset-after" } });
    await expect(store().promote(name, { to: next, from: old }, {})).rejects.toMatchObject({ failure: "unknown" });
    await store().promote(name, { to: next, from: old }, {});
    expect((await store().read(name, {}))?.versionId).toBe(next);
  });

  it("takes the label from whichever version somebody else has given it to", async () => {
    const { name, old, next } = await stored();
    await store().stage(pending(name, next), {});
    const foreign = ids.tokenFor(`${name}/foreign`);
    await aws.clients.secrets.send(
      new PutSecretValueCommand({ SecretId: name, ClientRequestToken: foreign, SecretString: "{}" }),
    );
    expect((await labels(name))[foreign]).toEqual(["AWSCURRENT"]);
    await store().promote(name, { to: next, from: old }, {});
    expect((await store().read(name, {}))?.versionId).toBe(next);
    expect((await labels(name))[foreign]).toEqual(["AWSPREVIOUS"]);
  });

  it("goes back the same way", async () => {
    const { name, old, next } = await stored();
    await store().stage(pending(name, next), {});
    await store().promote(name, { to: next, from: old }, {});
    await store().promote(name, { to: old, from: next }, {});
    expect((await store().read(name, {}))?.versionId).toBe(old);
  });

  it("to a version that is not there fails, and leaves the label where it is", async () => {
    const { name, old } = await stored();
    const missing = ids.tokenFor("missing");
    await expect(store().promote(name, { to: missing, from: old }, {})).rejects.toMatchObject({ failure: "rejected" });
    expect((await store().read(name, {}))?.versionId).toBe(old);
  });
});

describe("unstaging", () => {
  it("takes AWSPENDING off the version that has it, once and again", async () => {
    const { name, old, next } = await stored();
    await store().stage(pending(name, next), {});
    await store().unstage({ name, current: old }, {});
    await store().unstage({ name, current: old }, {});
    const after = await labels(name);
    expect(after[old]).toEqual(["AWSCURRENT"]);
    expect(after[next] ?? []).toEqual([]);
  });

  it("leaves the label on the version that is AWSCURRENT", async () => {
    const { name, old, next } = await stored();
    await store().stage(pending(name, next), {});
    await store().promote(name, { to: next, from: old }, {});
    await store().unstage({ name, current: next }, {});
    expect(new Set((await labels(name))[next])).toEqual(new Set(["AWSCURRENT", "AWSPENDING"]));
  });

  it("of a secret that is gone is done", async () => {
    const { name, old } = await stored();
    await store().remove(name, 0, {});
    await store().unstage({ name, current: old }, {});
    expect(await store().unstage({ name: "latchkey/local/none", current: old }, {})).toBeUndefined();
  });
});
