import {
  AddUserPoolClientSecretCommand,
  ListUserPoolClientSecretsCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { UpdateSecretVersionStageCommand } from "@aws-sdk/client-secrets-manager";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type ApiClient, accessToken, apiClient } from "../support/api-client.ts";
import { type Application, type Consumer, labelsOf, probe, secretOf, startConsumer } from "../support/consumer.ts";
import { type SdkClients, sdkClients } from "../support/test-aws.ts";
import { type TestStack, testStack } from "../support/test-stack.ts";

const GOOD = "invalid_grant";
const WRONG = "invalid_client";

let stack: TestStack;
let sdk: SdkClients;
let api: ApiClient;
let count = 0;
let consumer: Consumer | undefined;

beforeAll(async () => {
  stack = await testStack({ env: { LATCHKEY_SETTLE_MS: "0", LATCHKEY_RETRY_MS: "0", LATCHKEY_RETRY_MAX_MS: "0" } });
  sdk = sdkClients(stack.description.awsEndpoint);
  api = apiClient(stack.description.apiUrl, await accessToken(stack.description));
});
afterEach(async () => {
  await consumer?.stop();
  consumer = undefined;
  stack.faults.clear();
  stack.faults.forget();
});
afterAll(() => stack.close());

async function application(): Promise<Application> {
  const redirectUri = `https://wiki-${++count}.example.com/cb`;
  const body = { connector: "generic-oidc", name: `Wiki ${count}`, settings: { callbackUrls: [redirectUri] } };
  const { json, status } = await api("/v1/integrations", { method: "POST", body });
  expect(status).toBe(201);
  return { id: json.id, clientId: json.clientId, redirectUri };
}

const rotationsOf = ({ id }: Application) => `/v1/integrations/${id}/rotations`;
const rotate = (app: Application, body: object = {}) => api(rotationsOf(app), { method: "POST", body });
const end = (app: Application, rotation: string, how: "complete" | "abort") =>
  api(`${rotationsOf(app)}/${rotation}/${how}`, { method: "POST" });
const rotationOf = async (app: Application, rotation: string) => (await api(`${rotationsOf(app)}/${rotation}`)).json;
const current = ({ id }: Application) => secretOf(sdk.secrets, id);
const says = (app: Application, secret: string) => probe(stack.description, app, secret);

async function liveSecrets({ clientId }: Application): Promise<number> {
  const target = { UserPoolId: stack.description.userPoolId, ClientId: clientId };
  return (await sdk.cognito.send(new ListUserPoolClientSecretsCommand(target))).ClientSecrets!.length;
}

const eventsOf = async ({ id }: Application): Promise<string[]> => {
  const { json } = await api(`/v1/integrations/${id}/events?limit=100`);
  return json.items.map(({ type }: { type: string }) => type).toReversed();
};

describe("an application that reads its secret each time and never stops signing in", () => {
  afterEach(() => stack.aws.secretPropagation.set({ acceptAfterMs: 0, refuseAfterMs: 0 }));

  /** Registered long ago; from now on Cognito takes a while to accept a new secret, and to refuse a deleted one. */
  async function longRegistered(): Promise<Application> {
    const app = await application();
    stack.aws.secretPropagation.set({ acceptAfterMs: 150, refuseAfterMs: 150 });
    return app;
  }

  /** What was deleted is deleted everywhere from now on. */
  const settle = () => stack.aws.secretPropagation.set({ refuseAfterMs: 0 });

  function started(app: Application, options?: { readonly rereads: boolean }): Consumer {
    consumer = startConsumer(sdk.secrets, stack.description, app, options);
    return consumer;
  }

  /** A rotation by route, which the reconciler brings into the overlap where the request could not. */
  async function overlapping(app: Application): Promise<string> {
    const { json } = await rotate(app);
    await vi.waitFor(async () => {
      await stack.reconcile();
      expect(await rotationOf(app, json.id)).toMatchObject({ state: "overlap" });
    }, 10_000);
    return json.id;
  }

  it("sees not one failure through a rotation and its completion, after which the old secret is refused", async () => {
    const app = await longRegistered();
    const user = started(app);
    await user.caughtUp();
    const old = await current(app);
    const rotation = await overlapping(app);
    const fresh = await current(app);
    expect(fresh.version).not.toBe(old.version);
    expect([await says(app, old.value), await says(app, fresh.value)]).toEqual([GOOD, GOOD]);
    await user.caughtUp();
    const completed = await end(app, rotation, "complete");
    expect(completed).toMatchObject({ status: 200, json: { state: "completed", endedAt: expect.any(String) } });
    await user.caughtUp();
    settle();
    expect([await says(app, old.value), await says(app, fresh.value)]).toEqual([WRONG, GOOD]);
    await user.caughtUp();
    await user.stop();
    expect(user.failures).toEqual([]);
    expect(user.signIns).toBeGreaterThanOrEqual(8);
    expect(await liveSecrets(app)).toBe(1);
    expect(await eventsOf(app)).toEqual([
      "integration.registered",
      "secret.revealed",
      "rotation.started",
      "rotation.promoted",
      "rotation.completed",
    ]);
  });

  it("sees none through three rotations in a row", async () => {
    const app = await longRegistered();
    const user = started(app);
    for (let round = 0; round < 3; round += 1) {
      const rotation = await overlapping(app);
      await user.caughtUp();
      expect((await end(app, rotation, "complete")).status).toBe(200);
    }
    await user.stop();
    expect(user.failures).toEqual([]);
  });

  it("sees none while Cognito does not accept the new secret, which nobody is told to use until it does", async () => {
    const app = await application();
    stack.aws.secretPropagation.set({ acceptAfterMs: Number.POSITIVE_INFINITY });
    const user = started(app);
    const old = await current(app);
    const begun = await rotate(app);
    expect(begun).toMatchObject({ status: 202, json: { state: "staging" } });
    expect(begun.headers.get("location")).toBe(`${rotationsOf(app)}/${begun.json.id}`);
    await stack.reconcile();
    await user.caughtUp();
    // It is in Cognito, and in Secrets Manager.
    expect(await current(app)).toEqual(old);
    expect(await liveSecrets(app)).toBe(2);
    stack.aws.secretPropagation.set({ acceptAfterMs: 0 });
    await stack.reconcile();
    expect(await rotationOf(app, begun.json.id)).toMatchObject({ state: "overlap" });
    await user.caughtUp();
    await end(app, begun.json.id, "complete");
    await user.caughtUp();
    await user.stop();
    expect(user.failures).toEqual([]);
    expect((await current(app)).version).not.toBe(old.version);
  });

  it("sees none through an abort before the overlap, and never hears of the secret that was being made", async () => {
    const app = await application();
    stack.aws.secretPropagation.set({ acceptAfterMs: Number.POSITIVE_INFINITY });
    const user = started(app);
    const old = await current(app);
    const { json } = await rotate(app);
    expect(json.state).toBe("staging");
    const made = Object.keys(await labelsOf(sdk.secrets, app.id)).find((version) => version !== old.version);
    const abandoned = await secretOf(sdk.secrets, app.id, made);
    await user.caughtUp();
    expect(await end(app, json.id, "abort")).toMatchObject({ status: 200, json: { state: "aborted" } });
    await user.caughtUp();
    await user.stop();
    expect(user.failures).toEqual([]);
    stack.aws.secretPropagation.set({ acceptAfterMs: 0, refuseAfterMs: 0 });
    expect(await current(app)).toEqual(old);
    expect([await says(app, old.value), await says(app, abandoned.value)]).toEqual([GOOD, WRONG]);
    expect(await liveSecrets(app)).toBe(1);
    expect(await labelsOf(sdk.secrets, app.id)).toEqual({ [old.version]: ["AWSCURRENT"] });
    // What was not to be keeps nobody from the next one.
    const rotation = await overlapping(app);
    expect((await end(app, rotation, "complete")).status).toBe(200);
  });

  it("sees none through an abort of the overlap, which leads back to the old secret, if it reads again when it is refused", async () => {
    const app = await longRegistered();
    const old = await current(app);
    const user = started(app, { rereads: true });
    const rotation = await overlapping(app);
    const fresh = await current(app);
    await user.caughtUp();
    expect(await end(app, rotation, "abort")).toMatchObject({ status: 200, json: { state: "aborted" } });
    await user.caughtUp();
    settle();
    await user.caughtUp();
    await user.stop();
    expect(user.failures).toEqual([]);
    expect(await current(app)).toEqual(old);
    expect([await says(app, old.value), await says(app, fresh.value)]).toEqual([GOOD, WRONG]);
    expect(await liveSecrets(app)).toBe(1);
    expect((await labelsOf(sdk.secrets, app.id))[fresh.version] ?? []).not.toContain("AWSPENDING");
    expect((await eventsOf(app)).at(-1)).toBe("rotation.aborted");
  });

  it("sees none through the end of a compromised secret, if it reads again when it is refused: only the new one lives", async () => {
    const app = await longRegistered();
    const old = await current(app);
    const user = started(app, { rereads: true });
    await user.caughtUp();
    const { json } = await rotate(app, { reason: "compromised" });
    await vi.waitFor(async () => {
      await stack.reconcile();
      expect(await rotationOf(app, json.id)).toMatchObject({ state: "completed", reason: "compromised" });
    }, 10_000);
    await user.caughtUp();
    settle();
    await user.caughtUp();
    await user.stop();
    expect(user.failures).toEqual([]);
    const fresh = await current(app);
    expect([await says(app, old.value), await says(app, fresh.value)]).toEqual([WRONG, GOOD]);
    expect(await liveSecrets(app)).toBe(1);
  });
});

describe("a compromised secret", () => {
  it("is refused from the answer on, and the new one is there", async () => {
    const app = await application();
    const old = await current(app);
    const started = await rotate(app, { reason: "compromised" });
    expect(started).toMatchObject({ status: 201, json: { state: "completed", reason: "compromised" } });
    const fresh = await current(app);
    expect([await says(app, old.value), await says(app, fresh.value)]).toEqual([WRONG, GOOD]);
    expect(await liveSecrets(app)).toBe(1);
    expect((await api(`/v1/integrations/${app.id}`)).json).toMatchObject({
      state: "active",
      verifiedAt: expect.any(String),
      currentRotation: { id: started.json.id, state: "completed" },
    });
  });

  it("overtakes a rotation that is open: of three secrets only the newest stays", async () => {
    const app = await application();
    const first = await current(app);
    const { json: open } = await rotate(app);
    const second = await current(app);
    const { json } = await rotate(app, { reason: "compromised" });
    expect(json).toMatchObject({ state: "completed" });
    const third = await current(app);
    const verdicts = [await says(app, first.value), await says(app, second.value), await says(app, third.value)];
    expect(verdicts).toEqual([WRONG, WRONG, GOOD]);
    expect(await rotationOf(app, open.id)).toMatchObject({ state: "aborted", endedAt: expect.any(String) });
    expect((await eventsOf(app)).slice(-4)).toEqual([
      "rotation.aborted",
      "rotation.started",
      "rotation.promoted",
      "rotation.completed",
    ]);
  });

  it("leaves no secret that somebody added by hand", async () => {
    const app = await application();
    const foreign = "f".repeat(52);
    const target = { UserPoolId: stack.description.userPoolId, ClientId: app.clientId, ClientSecret: foreign };
    await sdk.cognito.send(new AddUserPoolClientSecretCommand(target));
    expect(await rotate(app)).toMatchObject({ status: 409, json: { code: "secret-slot-taken" } });
    expect((await rotate(app, { reason: "compromised" })).json).toMatchObject({ state: "completed" });
    expect([await says(app, foreign), await says(app, (await current(app)).value)]).toEqual([WRONG, GOOD]);
    expect(await liveSecrets(app)).toBe(1);
  });
});

describe("a rotation by route", () => {
  it("is the only one, and knows which way it may go", async () => {
    const app = await application();
    const { json } = await rotate(app);
    expect(await rotate(app)).toMatchObject({ status: 409, json: { code: "rotation-open", rotationId: json.id } });
    expect((await end(app, json.id, "complete")).status).toBe(200);
    // Repeated, it answers the same; the other way is closed.
    expect(await end(app, json.id, "complete")).toMatchObject({ status: 200, json: { state: "completed" } });
    expect(await end(app, json.id, "abort")).toMatchObject({ status: 409, json: { code: "rotation-state" } });
    const { json: next } = await rotate(app);
    expect((await end(app, next.id, "abort")).status).toBe(200);
    expect(await end(app, next.id, "abort")).toMatchObject({ status: 200, json: { state: "aborted" } });
    expect(await end(app, next.id, "complete")).toMatchObject({ status: 409, json: { code: "rotation-state" } });
    expect(await end(app, json.id, "complete")).toMatchObject({ status: 200, json: { state: "completed" } });
    const unknown = "rot_01KAJ8XQ6T2M9WZ3R5V7Y0BCDE";
    expect(await end(app, unknown, "complete")).toMatchObject({ status: 404 });
    expect(await liveSecrets(app)).toBe(1);
  });

  it("is made once for one idempotency key, however often it is asked for", async () => {
    const app = await application();
    const headers = { "idempotency-key": `rotate-${app.id}` };
    const ask = (body: object = {}) => api(rotationsOf(app), { method: "POST", body, headers });
    const first = await ask();
    const again = await ask();
    expect(again).toMatchObject({ status: 201, json: { id: first.json.id } });
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    expect(await ask({ reason: "compromised" })).toMatchObject({
      status: 422,
      json: { code: "idempotency-key-reused" },
    });
    await end(app, first.json.id, "complete");
    expect((await ask()).json).toMatchObject({ id: first.json.id, state: "completed" });
    expect((await eventsOf(app)).filter((type) => type === "rotation.started")).toHaveLength(1);
  });

  it("is begun by one of ten who ask at once", async () => {
    const app = await application();
    const answers = await Promise.all(Array.from({ length: 10 }, () => rotate(app)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const codes = answers.filter(({ status }) => status !== 201).map(({ json }) => String(json.code));
    expect(codes.filter((code) => !["operation-open", "rotation-open", "secret-slot-taken"].includes(code))).toEqual(
      [],
    );
    expect(await liveSecrets(app)).toBe(2);
  });
});

describe("without a clear answer of the token endpoint", () => {
  const silence = () => stack.faults.add({ service: "login", operation: "token", fault: { kind: "throttle" } });
  /** The calls that would take something away or move a label. */
  const effects = () =>
    stack.faults.calls
      .map(({ operation }) => operation)
      .filter((operation) =>
        /^(DeleteUserPoolClientSecret|UpdateSecretVersionStage|DeleteSecret|DeleteUserPoolClient)$/.test(operation),
      );

  it("nothing is promoted, and the rotation goes on as soon as there is one", async () => {
    const app = await application();
    const old = await current(app);
    const heard = silence();
    const started = await rotate(app);
    expect(started).toMatchObject({ status: 202, json: { state: "staging" } });
    for (let pass = 0; pass < 3; pass += 1) await stack.reconcile();
    expect(await current(app)).toEqual(old);
    expect(await liveSecrets(app)).toBe(2);
    expect(effects()).toEqual([]);
    heard();
    await stack.reconcile();
    expect(await rotationOf(app, started.json.id)).toMatchObject({ state: "overlap" });
  });

  it("nothing is retired, and both secrets stay good", async () => {
    const app = await application();
    const old = await current(app);
    const { json } = await rotate(app);
    stack.faults.forget();
    const heard = silence();
    expect(await end(app, json.id, "complete")).toMatchObject({ status: 202 });
    for (let pass = 0; pass < 3; pass += 1) await stack.reconcile();
    expect(await liveSecrets(app)).toBe(2);
    expect(effects()).toEqual([]);
    heard();
    expect(await says(app, old.value)).toBe(GOOD);
    await stack.reconcile();
    expect(await rotationOf(app, json.id)).toMatchObject({ state: "completed" });
    expect(await says(app, old.value)).toBe(WRONG);
  });

  it("nothing is taken back, and the label stays where it is", async () => {
    const app = await application();
    const { json } = await rotate(app);
    const fresh = await current(app);
    stack.faults.forget();
    const heard = silence();
    expect(await end(app, json.id, "abort")).toMatchObject({ status: 202 });
    for (let pass = 0; pass < 3; pass += 1) await stack.reconcile();
    expect(await current(app)).toEqual(fresh);
    expect(effects()).toEqual([]);
    heard();
    await stack.reconcile();
    expect(await rotationOf(app, json.id)).toMatchObject({ state: "aborted" });
    expect(await says(app, fresh.value)).toBe(WRONG);
  });
});

describe("a secret that somebody moved or replaced in Secrets Manager meanwhile", () => {
  it("keeps the old one from being retired, and says so", async () => {
    const app = await application();
    const old = await current(app);
    const { json } = await rotate(app);
    await sdk.secrets.send(
      new UpdateSecretVersionStageCommand({
        SecretId: `latchkey/local/${app.id}`,
        VersionStage: "AWSCURRENT",
        MoveToVersionId: old.version,
        RemoveFromVersionId: (await current(app)).version,
      }),
    );
    expect(await end(app, json.id, "complete")).toMatchObject({ status: 409, json: { code: "secret-refused" } });
    expect(await says(app, old.value)).toBe(GOOD);
    expect(await liveSecrets(app)).toBe(2);
    // Abort is the way out that the answer names.
    expect(await end(app, json.id, "abort")).toMatchObject({ status: 200, json: { state: "aborted" } });
    expect([await liveSecrets(app), await says(app, old.value)]).toEqual([1, GOOD]);
  });
});
