import { randomUUID } from "node:crypto";
import { ListUserPoolClientSecretsCommand } from "@aws-sdk/client-cognito-identity-provider";
import { RotateSecretCommand } from "@aws-sdk/client-secrets-manager";
import { rotationSteps } from "@latchkey/core/usecases/rotations/secrets-manager-step";
import { functionArn } from "@latchkey/local/stack/functions";
import { REGION } from "@latchkey/local/stack/start-aws";
import * as fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type ApiClient, accessToken, apiClient } from "../support/api-client.ts";
import { type Application, labelsOf, probe, secretOf } from "../support/consumer.ts";
import { type SdkClients, sdkClients } from "../support/test-aws.ts";
import { type TestStack, testStack } from "../support/test-stack.ts";

const GOOD = "invalid_grant";
const WRONG = "invalid_client";

let stack: TestStack;
let sdk: SdkClients;
let api: ApiClient;
let count = 0;

beforeAll(async () => {
  stack = await testStack({ env: { LATCHKEY_SETTLE_MS: "0", LATCHKEY_RETRY_MS: "0", LATCHKEY_RETRY_MAX_MS: "0" } });
  sdk = sdkClients(stack.description.awsEndpoint);
  api = apiClient(stack.description.apiUrl, await accessToken(stack.description));
});
afterEach(() => stack.faults.clear());
afterAll(() => stack.close());

interface Registered extends Application {
  readonly secretArn: string;
}

async function registered(): Promise<Registered> {
  const redirectUri = `https://wiki-${++count}.example.com/cb`;
  const body = { connector: "generic-oidc", name: `Wiki ${count}`, settings: { callbackUrls: [redirectUri] } };
  const { json } = await api("/v1/integrations", { method: "POST", body });
  return { id: json.id, clientId: json.clientId, redirectUri, secretArn: json.secretArn };
}

type Step = (typeof rotationSteps)[number];

/** What Secrets Manager sends for a step of one rotation. */
const stepsOf = ({ secretArn }: Registered, token = randomUUID()) => ({
  token,
  run: (step: Step, change: object = {}) =>
    stack.invoke("rotate-secret", { Step: step, SecretId: secretArn, ClientRequestToken: token, ...change }),
});

const says = async (app: Registered, version?: string) =>
  probe(stack.description, app, (await secretOf(sdk.secrets, app.id, version)).value);
const labels = ({ id }: Registered) => labelsOf(sdk.secrets, id);
const rotation = async ({ id }: Registered) => (await api(`/v1/integrations/${id}`)).json.currentRotation;
const route = (app: Registered, path = "", body?: object) =>
  api(`/v1/integrations/${app.id}/rotations${path}`, { method: "POST", ...(body && { body }) });

async function liveSecrets({ clientId }: Registered): Promise<number> {
  const target = { UserPoolId: stack.description.userPoolId, ClientId: clientId };
  return (await sdk.cognito.send(new ListUserPoolClientSecretsCommand(target))).ClientSecrets!.length;
}

describe("RotateSecret of Secrets Manager", () => {
  it("drives the function through all four steps, to two live secrets of which the new one is current", async () => {
    const app = await registered();
    const old = await secretOf(sdk.secrets, app.id);
    const answer = await sdk.secrets.send(
      new RotateSecretCommand({ SecretId: app.secretArn, RotationLambdaARN: functionArn(REGION, "rotate-secret") }),
    );
    await vi.waitFor(async () => expect(await rotation(app)).toMatchObject({ state: "overlap" }), { timeout: 10_000 });
    expect(await rotation(app)).toMatchObject({ reason: "secrets-manager", retire: "acknowledged" });
    const { VersionId: version = "" } = answer;
    await vi.waitFor(async () =>
      expect(await labels(app)).toEqual({ [version]: ["AWSCURRENT"], [old.version]: ["AWSPREVIOUS"] }),
    );
    expect([await says(app, old.version), await says(app)]).toEqual([GOOD, GOOD]);
    expect(await liveSecrets(app)).toBe(2);
    const { id } = await rotation(app);
    expect((await route(app, `/${id}/complete`)).status).toBe(200);
    expect([await says(app, old.version), await says(app)]).toEqual([WRONG, GOOD]);
  });

  it("can rotate the next time, once the overlap has been ended by route", async () => {
    const app = await registered();
    for (let round = 0; round < 2; round += 1) {
      const before = await rotation(app);
      await sdk.secrets.send(
        new RotateSecretCommand({ SecretId: app.secretArn, RotationLambdaARN: functionArn(REGION, "rotate-secret") }),
      );
      await vi.waitFor(
        async () => {
          const now = await rotation(app);
          expect(now).toMatchObject({ state: "overlap" });
          expect(now.id).not.toBe(before?.id);
        },
        { timeout: 10_000 },
      );
      const { id } = await rotation(app);
      // Until Secrets Manager has noted its last step, its label is still there.
      await vi.waitFor(async () => expect(JSON.stringify(await labels(app))).not.toContain("AWSPENDING"));
      expect((await route(app, `/${id}/complete`)).status).toBe(200);
    }
    expect([await liveSecrets(app), await says(app)]).toEqual([1, GOOD]);
  });
});

describe("the steps of the contract", () => {
  it("each do their own part", async () => {
    const app = await registered();
    const old = await secretOf(sdk.secrets, app.id);
    const { token, run } = stepsOf(app);
    await run("createSecret");
    expect(await labels(app)).toEqual({ [old.version]: ["AWSCURRENT"], [token]: ["AWSPENDING"] });
    expect([await liveSecrets(app), await says(app, token)]).toEqual([1, WRONG]);
    await run("setSecret");
    expect([await liveSecrets(app), await says(app, token)]).toEqual([2, GOOD]);
    await run("testSecret");
    expect((await secretOf(sdk.secrets, app.id)).version).toBe(old.version);
    await run("finishSecret");
    expect((await secretOf(sdk.secrets, app.id)).version).toBe(token);
    expect(await rotation(app)).toMatchObject({ state: "overlap", reason: "secrets-manager" });
  });

  it("may repeat, each as often as it likes, and make one new secret in all", async () => {
    const app = await registered();
    const { token, run } = stepsOf(app);
    const values = new Set<string>();
    for (const step of rotationSteps) {
      for (let time = 0; time < 3; time += 1) await run(step);
      values.add((await secretOf(sdk.secrets, app.id, token)).value);
    }
    expect(values.size).toBe(1);
    expect([await liveSecrets(app), await says(app)]).toEqual([2, GOOD]);
    const started = (await api(`/v1/integrations/${app.id}/events`)).json.items.filter(
      ({ type }: { type: string }) => type === "rotation.started",
    );
    expect(started).toHaveLength(1);
  });

  it("may come in any order and any number after the first, and end the same once the last has come", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...rotationSteps), { maxLength: 6 }), async (order) => {
        const app = await registered();
        const old = await secretOf(sdk.secrets, app.id);
        const { token, run } = stepsOf(app);
        await run("createSecret");
        for (const step of order) {
          await run(step);
          // Whatever is current is good, at any moment.
          expect(await says(app)).toBe(GOOD);
          expect(await liveSecrets(app)).toBeLessThanOrEqual(2);
        }
        await run("finishSecret");
        expect((await secretOf(sdk.secrets, app.id)).version).toBe(token);
        expect([await says(app), await says(app, old.version), await liveSecrets(app)]).toEqual([GOOD, GOOD, 2]);
      }),
      { numRuns: 12 },
    );
  });

  it("are refused before the first one, with nothing done", async () => {
    const app = await registered();
    const before = await labels(app);
    for (const step of rotationSteps.slice(1))
      await expect(stepsOf(app).run(step)).rejects.toThrow("before createSecret");
    expect([await labels(app), await liveSecrets(app), await rotation(app)]).toEqual([before, 1, undefined]);
  });

  it("are done once when two of the same come at once, the other failing so that it is repeated", async () => {
    const app = await registered();
    const { run } = stepsOf(app);
    for (const step of rotationSteps) {
      const outcomes = await Promise.allSettled([run(step), run(step), run(step)]);
      expect(outcomes.some(({ status }) => status === "fulfilled")).toBe(true);
    }
    await run("finishSecret");
    expect([await liveSecrets(app), await says(app)]).toEqual([2, GOOD]);
  });

  it("fail without a clear answer of the token endpoint, promote nothing, and succeed when they are repeated", async () => {
    const app = await registered();
    const old = await secretOf(sdk.secrets, app.id);
    const { token, run } = stepsOf(app);
    await run("createSecret");
    await run("setSecret");
    const heard = stack.faults.add({ service: "login", operation: "token", fault: { kind: "throttle" } });
    await expect(run("testSecret")).rejects.toThrow("could not be finished yet");
    await expect(run("finishSecret")).rejects.toThrow("could not be finished yet");
    expect((await secretOf(sdk.secrets, app.id)).version).toBe(old.version);
    heard();
    await run("testSecret");
    await run("finishSecret");
    expect((await secretOf(sdk.secrets, app.id)).version).toBe(token);
  });

  it("that never come are caught up with by the reconciler only after Secrets Manager has had its time", async () => {
    const app = await registered();
    const old = await secretOf(sdk.secrets, app.id);
    await stepsOf(app).run("createSecret");
    await stack.reconcile();
    expect((await secretOf(sdk.secrets, app.id)).version).toBe(old.version);
    expect(await rotation(app)).toMatchObject({ state: "staging" });
  });
});

describe("the function refuses", () => {
  it("while a rotation by route is open, and leaves it alone", async () => {
    const app = await registered();
    const { json } = await route(app);
    const before = await labels(app);
    for (const step of rotationSteps)
      await expect(stepsOf(app).run(step)).rejects.toThrow(/complete or abort it first/);
    expect([await labels(app), (await rotation(app)).id]).toEqual([before, json.id]);
    expect((await route(app, `/${json.id}/complete`)).status).toBe(200);
    await stepsOf(app).run("createSecret");
  });

  it("while one by route is staging", async () => {
    const app = await registered();
    stack.faults.add({ service: "login", operation: "token", fault: { kind: "throttle" } });
    expect((await route(app)).status).toBe(202);
    await expect(stepsOf(app).run("createSecret")).rejects.toThrow(/at work/);
  });

  it("another token while one of its own is open, as the route does", async () => {
    const app = await registered();
    await stepsOf(app).run("createSecret");
    await expect(stepsOf(app).run("createSecret")).rejects.toThrow(/at work/);
    expect(await route(app)).toMatchObject({ status: 409 });
    // A compromised secret waits for nobody.
    expect(await route(app, "", { reason: "compromised" })).toMatchObject({ json: { state: "completed" } });
    expect([await liveSecrets(app), await says(app)]).toEqual([1, GOOD]);
  });

  it("secrets of others, integrations that are gone, and what is no event", async () => {
    const app = await registered();
    await api(`/v1/integrations/${app.id}`, { method: "DELETE" });
    await expect(stepsOf(app).run("createSecret")).rejects.toThrow(/removed/);
    const of = (secretArn: string) => stepsOf({ ...app, secretArn }).run("createSecret");
    const prefix = "arn:aws:secretsmanager:eu-west-1:000000000000:secret:";
    await expect(of(`${prefix}somebody-else-a1b2c3`)).rejects.toThrow(/not the secret of an integration/);
    // Of this very integration by its beginning, and another secret all the same.
    await expect(of(`${prefix}latchkey/local/${app.id}-copy-a1b2c3`)).rejects.toThrow(/not the secret/);
    await expect(of(`${prefix}latchkey/local/${app.id}/more-a1b2c3`)).rejects.toThrow(/not the secret/);
    await expect(of(`${prefix}their/latchkey/local/${app.id}-a1b2c3`)).rejects.toThrow(/not the secret/);
    await expect(of(`${prefix}latchkey/prod/${app.id}-a1b2c3`)).rejects.toThrow(/not the secret of an integration/);
    await expect(of(`${prefix}latchkey/local/int_01KAJ8XQ6T2M9WZ3R5V7Y0BCDE-a1b2c3`)).rejects.toThrow(/not the secret/);
    await expect(stack.invoke("rotate-secret", {})).rejects.toThrow(/Step has to be one of/);
  });
});
