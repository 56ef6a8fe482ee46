import { randomUUID } from "node:crypto";
import {
  CancelRotateSecretCommand,
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  type RotateSecretCommandInput,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { FunctionError } from "@latchkey/local/lambda/invoker";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type SecretsManagerServer, startSecretsManager } from "./secrets-manager-server.ts";

const RotationLambdaARN = "arn:aws:lambda:eu-west-1:000000000000:function:rotate";
const DAY_MS = 24 * 3600_000;

interface RotationEvent {
  readonly Step: string;
  readonly SecretId: string;
  readonly ClientRequestToken: string;
}

let server: SecretsManagerServer;
let first: string;
let events: RotationEvent[];
/** What the function does at a step before its usual work, which `skip` leaves out. */
let atStep: Record<string, () => Promise<void> | "skip">;

beforeEach(async () => {
  events = [];
  atStep = {};
  server = await startSecretsManager({
    lambda: {
      async invoke(arn, event) {
        if (arn !== RotationLambdaARN) throw new FunctionError("missing", `${arn} does not exist`);
        events.push(event as RotationEvent);
        await rotationFunction(server.client, event as RotationEvent);
        return null;
      },
    },
  });
  first = randomUUID();
  await server.client.send(new CreateSecretCommand({ Name: "app", SecretString: "old", ClientRequestToken: first }));
});
afterEach(() => server.close());

/** A rotation function as AWS's template has it, in the real client's words. */
async function rotationFunction(client: SecretsManagerClient, { Step, SecretId, ClientRequestToken }: RotationEvent) {
  if ((await atStep[Step]?.()) === "skip") return;
  if (Step === "createSecret") {
    const VersionStages = ["AWSPENDING"];
    await expect(
      client.send(new GetSecretValueCommand({ SecretId, VersionId: ClientRequestToken, VersionStage: "AWSPENDING" })),
    ).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    await client.send(new PutSecretValueCommand({ SecretId, ClientRequestToken, SecretString: "new", VersionStages }));
  }
  if (Step === "finishSecret") {
    const VersionStage = "AWSCURRENT";
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId,
        VersionStage,
        MoveToVersionId: ClientRequestToken,
        RemoveFromVersionId: first,
      }),
    );
  }
}

/** Something to wait for, and how to end the wait. */
function gate(): { readonly wait: Promise<void>; readonly open: () => void } {
  const openers: (() => void)[] = [];
  const wait = new Promise<void>((resolve) => {
    openers.push(resolve);
  });
  return { wait, open: () => openers.forEach((open) => open()) };
}

const rotate = (input: Partial<RotateSecretCommandInput> = {}) =>
  server.client.send(new RotateSecretCommand({ SecretId: "app", RotationLambdaARN, ...input }));
const described = () => server.client.send(new DescribeSecretCommand({ SecretId: "app" }));
const value = async () => (await server.client.send(new GetSecretValueCommand({ SecretId: "app" }))).SecretString;
const rotated = () => vi.waitFor(async () => expect((await described()).LastRotatedDate).toBeDefined());
const stopped = () => vi.waitFor(() => expect(server.rotationFailures).toHaveLength(1));

test("a rotation runs the four steps in the function and ends with the new value current", async () => {
  const { ARN, VersionId = "" } = await rotate();
  await rotated();
  expect(events).toEqual(
    ["createSecret", "setSecret", "testSecret", "finishSecret"].map((Step) => ({
      Step,
      SecretId: ARN,
      ClientRequestToken: VersionId,
    })),
  );
  expect(await value()).toBe("new");
  const after = await described();
  expect(after).toMatchObject({ RotationEnabled: true, RotationLambdaARN });
  expect(after.VersionIdsToStages).toEqual({ [first]: ["AWSPREVIOUS"], [VersionId]: ["AWSCURRENT"] });
});

test("RotateSecret answers before the function has done anything", async () => {
  const { wait, open } = gate();
  atStep["createSecret"] = () => wait;
  const { VersionId = "" } = await rotate();
  expect((await described()).VersionIdsToStages).toEqual({ [first]: ["AWSCURRENT"], [VersionId]: ["AWSPENDING"] });
  expect(await value()).toBe("old");
  open();
  await rotated();
});

test("a step that fails ends the rotation, leaves AWSPENDING and blocks the next one", async () => {
  atStep["testSecret"] = () => {
    throw new FunctionError("thrown", "does not authenticate");
  };
  const ClientRequestToken = randomUUID();
  await rotate({ ClientRequestToken });
  await stopped();
  expect(server.rotationFailures[0]).toMatchObject({ step: "testSecret", error: { message: "does not authenticate" } });
  expect(events.map((event) => event.Step)).toEqual(["createSecret", "setSecret", "testSecret"]);
  expect((await described()).VersionIdsToStages).toEqual({
    [first]: ["AWSCURRENT"],
    [ClientRequestToken]: ["AWSPENDING"],
  });
  expect(await value()).toBe("old");
  await expect(rotate()).rejects.toMatchObject({
    name: "InvalidRequestException",
    message: "A previous rotation isn't complete. That rotation will be reattempted.",
  });
  await server.client.send(
    new UpdateSecretVersionStageCommand({
      SecretId: "app",
      VersionStage: "AWSPENDING",
      RemoveFromVersionId: ClientRequestToken,
    }),
  );
  atStep = {};
  await rotate();
  await rotated();
});

test("a function that moves nothing has not rotated", async () => {
  atStep["finishSecret"] = () => "skip";
  const { VersionId } = await rotate();
  await stopped();
  expect(String(server.rotationFailures[0]?.error)).toContain(
    `The function finished without moving AWSCURRENT to version ${VersionId}`,
  );
  expect((await described()).LastRotatedDate).toBeUndefined();
});

test("a repeated request with the same token starts no second rotation", async () => {
  const ClientRequestToken = randomUUID();
  await rotate({ ClientRequestToken });
  expect(await rotate({ ClientRequestToken })).toMatchObject({ VersionId: ClientRequestToken });
  await rotated();
  expect(events).toHaveLength(4);
});

test("RotateImmediately false only tests the function, and the version made for that goes again", async () => {
  await rotate({ RotateImmediately: false, RotationRules: { AutomaticallyAfterDays: 30 } });
  await vi.waitFor(async () => expect((await described()).VersionIdsToStages).toEqual({ [first]: ["AWSCURRENT"] }));
  expect(events.map((event) => event.Step)).toEqual(["testSecret"]);
  expect(await described()).toMatchObject({
    RotationEnabled: true,
    RotationRules: { AutomaticallyAfterDays: 30 },
    NextRotationDate: new Date(server.clock.now() + 30 * DAY_MS),
  });
});

test("a cancelled rotation stops before its next step", async () => {
  const { wait, open } = gate();
  atStep["setSecret"] = () => wait;
  const { VersionId } = await rotate();
  await vi.waitFor(() => expect(events).toHaveLength(2));
  expect(await server.client.send(new CancelRotateSecretCommand({ SecretId: "app" }))).toMatchObject({ VersionId });
  open();
  expect((await described()).RotationEnabled).toBe(false);
  expect(await value()).toBe("old");
  expect(events).toHaveLength(2);
});

test("a rotation needs a function, a sensible schedule and a secret that is not to be deleted", async () => {
  await expect(server.client.send(new RotateSecretCommand({ SecretId: "app" }))).rejects.toMatchObject({
    name: "InvalidRequestException",
    message: "No Lambda rotation function ARN is associated with this secret.",
  });
  for (const RotationRules of [
    { AutomaticallyAfterDays: 1, ScheduleExpression: "rate(1 days)" },
    { ScheduleExpression: "rate(3 hours)" },
    { ScheduleExpression: "rate(1001 days)" },
    { ScheduleExpression: "every day" },
    { ScheduleExpression: "cron(5 8 * * ? *)" },
  ]) {
    await expect(rotate({ RotationRules })).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: expect.stringContaining("RotationRules"),
    });
  }
  await rotate({ RotationRules: { ScheduleExpression: "cron(0 8 1 * ? *)", Duration: "3h" } });
  await rotated();
  await server.client.send(new DeleteSecretCommand({ SecretId: "app" }));
  await expect(rotate()).rejects.toMatchObject({ name: "InvalidRequestException" });
});

test("the function of a secret is remembered for the next rotation", async () => {
  await rotate();
  await rotated();
  const again = await server.client.send(new RotateSecretCommand({ SecretId: "app" })).catch((error: unknown) => error);
  expect(again).not.toBeInstanceOf(Error);
});
