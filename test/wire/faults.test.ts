import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import {
  AddUserPoolClientSecretCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  DeleteUserPoolClientCommand,
  ListUserPoolClientSecretsCommand,
  ListUserPoolClientsCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  UpdateSecretCommand,
} from "@aws-sdk/client-secrets-manager";
import { cognitoService } from "@latchkey/local/cognito/service";
import { cognitoState } from "@latchkey/local/cognito/state";
import { manualClock } from "@latchkey/local/kernel/clock";
import { createFaults, type Fault } from "@latchkey/local/kernel/faults";
import { createAwsServer } from "@latchkey/local/kernel/server";
import { openStore } from "@latchkey/local/kernel/store";
import type { LambdaInvoker } from "@latchkey/local/lambda/invoker";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { sharedSigningKeys } from "../support/signing-keys.ts";
import { type SecretsManagerServer, startSecretsManager } from "./secrets-manager-server.ts";

let server: SecretsManagerServer;
beforeEach(async () => {
  server = await startSecretsManager();
});
afterEach(() => server.close());

const hit = (operation: string, fault: Fault, call?: number): (() => void) =>
  server.faults.add({ service: "secretsmanager", operation, fault, ...(call !== undefined && { call }) });
const create = (Name: string) => server.client.send(new CreateSecretCommand({ Name, SecretString: "value" }));
const read = async (SecretId: string) =>
  (await server.client.send(new GetSecretValueCommand({ SecretId }))).SecretString;
const list = async () =>
  (await server.client.send(new ListSecretsCommand({ SortBy: "name", SortOrder: "asc" }))).SecretList?.map(
    (secret) => secret.Name,
  );
const report = (error: unknown): void => void server.errors.push(error);
const missing = { name: "ResourceNotFoundException" };
const broken = { code: "ECONNRESET" };

describe("a call", () => {
  test("that is throttled has no effect and the service's own error", async () => {
    hit("CreateSecret", { kind: "throttle" });
    await expect(create("app")).rejects.toMatchObject({
      name: "ThrottlingException",
      message: "Rate exceeded",
      $metadata: { httpStatusCode: 400 },
    });
    await expect(read("app")).rejects.toMatchObject(missing);
  });

  test("that fails inside has no effect and status 500", async () => {
    hit("CreateSecret", { kind: "error", type: "InternalServiceError", message: "on fire" });
    await expect(create("app")).rejects.toMatchObject({
      name: "InternalServiceError",
      message: "on fire",
      $metadata: { httpStatusCode: 500 },
    });
    await expect(read("app")).rejects.toMatchObject(missing);
  });

  test("can be refused with any error", async () => {
    hit("CreateSecret", { kind: "error", type: "LimitExceededException" });
    await expect(create("app")).rejects.toMatchObject({
      name: "LimitExceededException",
      $metadata: { httpStatusCode: 400 },
    });
  });

  test("whose connection breaks before the effect has none", async () => {
    hit("CreateSecret", { kind: "reset-before" });
    await expect(create("app")).rejects.toMatchObject(broken);
    await expect(read("app")).rejects.toMatchObject(missing);
  });

  test("whose connection breaks after the effect has it", async () => {
    hit("CreateSecret", { kind: "reset-after" });
    await expect(create("app")).rejects.toMatchObject(broken);
    expect(await read("app")).toBe("value");
  });

  test("that hangs is never answered and has no effect", async () => {
    hit("CreateSecret", { kind: "hang" });
    const giveUp = new AbortController();
    const hanging = server.client.send(new CreateSecretCommand({ Name: "app", SecretString: "value" }), {
      abortSignal: giveUp.signal,
    });
    await vi.waitFor(() => expect(server.faults.calls).toHaveLength(1));
    giveUp.abort();
    await expect(hanging).rejects.toMatchObject({ name: "AbortError" });
    server.faults.clear();
    await expect(read("app")).rejects.toMatchObject(missing);
  });

  test("that lands late breaks now and has its effect when the time has come", async () => {
    hit("CreateSecret", { kind: "late", ms: 5000 });
    await expect(create("app")).rejects.toMatchObject(broken);
    server.clock.advance(4999);
    await expect(read("app")).rejects.toMatchObject(missing);
    server.clock.advance(1);
    expect(await read("app")).toBe("value");
  });

  test("that lands late can come too late to be accepted", async () => {
    hit("CreateSecret", { kind: "late", ms: 5000 }, 1);
    await expect(create("app")).rejects.toMatchObject(broken);
    await create("app");
    server.clock.advance(5000);
    expect(await list()).toEqual(["app"]);
  });

  test("that is delayed has its effect at once and its answer afterwards", async () => {
    hit("CreateSecret", { kind: "delay", ms: 5000 });
    const delayed = create("app");
    await vi.waitFor(async () => expect(await read("app")).toBe("value"));
    expect(await Promise.race([delayed, Promise.resolve("waiting")])).toBe("waiting");
    server.clock.advance(5000);
    expect(await delayed).toMatchObject({ Name: "app" });
  });
});

describe("a stale read", () => {
  test("answers as if the last changes had not happened", async () => {
    await create("b");
    await create("deleted");
    server.clock.advance(10_000);
    await create("a");
    await server.client.send(new UpdateSecretCommand({ SecretId: "b", SecretString: "changed" }));
    await server.client.send(new DeleteSecretCommand({ SecretId: "deleted" }));
    hit("ListSecrets", { kind: "stale", ms: 5000 }, 1);
    expect(await list()).toEqual(["b", "deleted"]);
    expect(await list()).toEqual(["a", "b"]);
    hit("GetSecretValue", { kind: "stale", ms: 5000 });
    expect(await read("b")).toBe("value");
    await expect(read("a")).rejects.toMatchObject(missing);
    hit("DescribeSecret", { kind: "stale", ms: 5000 });
    const described = await server.client.send(new DescribeSecretCommand({ SecretId: "deleted" }));
    expect(described.DeletedDate).toBeUndefined();
  });

  test("changes nothing of the present", async () => {
    await create("app");
    server.clock.advance(10_000);
    await server.client.send(new PutSecretValueCommand({ SecretId: "app", SecretString: "now" }));
    const forget = hit("GetSecretValue", { kind: "stale", ms: 5000 });
    expect(await read("app")).toBe("value");
    forget();
    expect(await read("app")).toBe("now");
  });

  test("is a mistake for a write: it is reported", async () => {
    hit("CreateSecret", { kind: "stale", ms: 5000 });
    await expect(create("app")).rejects.toMatchObject({ name: "InternalServiceError" });
    expect(String(server.errors.splice(0))).toContain("A stale secretsmanager CreateSecret is impossible");
  });
});

describe("a stale read of Cognito", () => {
  test("misses a client and a secret that are there, and finds a client that is gone", async () => {
    const clock = manualClock();
    const store = await openStore(undefined, { clock });
    const faults = createFaults();
    const lambda: LambdaInvoker = { invoke: () => Promise.reject(new Error("This test has no functions")) };
    const service = cognitoService({
      state: cognitoState(store),
      clock,
      region: "eu-west-1",
      accountId: "000000000000",
      origin: () => "http://localhost",
      lambda,
      options: { quotas: false, maxClients: 1000, secretPropagationMs: 0, signingKeys: sharedSigningKeys },
    });
    const running = await createAwsServer({ services: [service], faults, store, clock, onError: report }).listen(0);
    const cognito = new CognitoIdentityProviderClient({
      endpoint: `http://localhost:${running.port}`,
      region: "eu-west-1",
      credentials: { accessKeyId: "any", secretAccessKey: "any" },
      maxAttempts: 1,
    });
    const pool = await cognito.send(new CreateUserPoolCommand({ PoolName: "pool" }));
    const UserPoolId = pool.UserPool?.Id;
    const createClient = async (ClientName: string) =>
      (await cognito.send(new CreateUserPoolClientCommand({ UserPoolId, ClientName, GenerateSecret: true })))
        .UserPoolClient?.ClientId;
    const clients = async () =>
      (await cognito.send(new ListUserPoolClientsCommand({ UserPoolId, MaxResults: 60 }))).UserPoolClients?.map(
        (client) => client.ClientName,
      );
    const secrets = async () =>
      (await cognito.send(new ListUserPoolClientSecretsCommand({ UserPoolId, ClientId: old }))).ClientSecrets?.length;
    const old = await createClient("old");
    const gone = await createClient("gone");
    clock.advance(10_000);
    await createClient("new");
    await cognito.send(new DeleteUserPoolClientCommand({ UserPoolId, ClientId: gone }));
    await cognito.send(new AddUserPoolClientSecretCommand({ UserPoolId, ClientId: old }));
    const fault = { kind: "stale", ms: 5000 } as const;
    for (const operation of ["ListUserPoolClients", "ListUserPoolClientSecrets"])
      faults.add({ service: "cognito-idp", operation, fault, call: 1 });
    expect((await clients())?.sort()).toEqual(["gone", "old"]);
    expect(await secrets()).toBe(1);
    expect((await clients())?.sort()).toEqual(["new", "old"]);
    expect(await secrets()).toBe(2);
    cognito.destroy();
    await running.close();
  });
});

describe("a rule", () => {
  test("hits the calls it names and no other", async () => {
    hit("CreateSecret", { kind: "throttle" }, 2);
    await create("one");
    await expect(create("two")).rejects.toMatchObject({ name: "ThrottlingException" });
    await create("three");
    expect(await list()).toEqual(["one", "three"]);
  });

  test("hits and counts only what its condition accepts", async () => {
    server.faults.add({
      service: "secretsmanager",
      operation: "CreateSecret",
      call: 2,
      when: (input) => String(input["Name"]).startsWith("app"),
      fault: { kind: "throttle" },
    });
    await create("other");
    await create("app1");
    await expect(create("app2")).rejects.toMatchObject({ name: "ThrottlingException" });
  });

  test("does not see a call that the service model refuses", async () => {
    hit("CreateSecret", { kind: "throttle" }, 1);
    await expect(create("")).rejects.toMatchObject({ name: "ValidationException" });
    await expect(create("app")).rejects.toMatchObject({ name: "ThrottlingException" });
  });
});

test("calls are recorded in order, with their number and the fault that hit them", async () => {
  hit("CreateSecret", { kind: "throttle" }, 1);
  await expect(create("app")).rejects.toThrow("Rate exceeded");
  await create("app");
  await read("app");
  expect(server.faults.calls).toMatchObject([
    { service: "secretsmanager", operation: "CreateSecret", index: 1, fault: { kind: "throttle" } },
    { service: "secretsmanager", operation: "CreateSecret", index: 2, input: { Name: "app" } },
    { service: "secretsmanager", operation: "GetSecretValue", index: 1, input: { SecretId: "app" } },
  ]);
  server.faults.forget();
  expect(server.faults.calls).toEqual([]);
});

test("an effect that was to land late is dropped when the server closes first", async () => {
  const dir = await mkdtemp(join(tmpdir(), "latchkey-faults-"));
  const own = await startSecretsManager({ dir });
  own.faults.add({ service: "secretsmanager", operation: "CreateSecret", fault: { kind: "late", ms: 5000 } });
  await expect(own.client.send(new CreateSecretCommand({ Name: "app", SecretString: "value" }))).rejects.toMatchObject(
    broken,
  );
  await own.close();
  own.clock.advance(5000);
  await setImmediate();
  // An effect would have met a closed store.
  expect(own.errors).toEqual([]);
  await rm(dir, { recursive: true });
});
