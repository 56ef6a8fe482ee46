import {
  AddUserPoolClientSecretCommand,
  DeleteUserPoolClientSecretCommand,
  DescribeUserPoolClientCommand,
  ListUserPoolClientSecretsCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { acceptedSecrets } from "@latchkey/local/cognito/clients";
import { manualClock } from "@latchkey/local/kernel/clock";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createClient, createPool } from "../support/cognito-fixtures.ts";
import { type LocalAws, localAws } from "../support/local-aws.ts";

const start = Date.UTC(2026, 0, 1);
const epoch = start / 1000;

let aws: LocalAws;
let clock: ReturnType<typeof manualClock>;
let UserPoolId: string;
beforeEach(async () => {
  clock = manualClock(start);
  aws = await localAws({ clock });
  UserPoolId = await createPool(aws.cognito);
});
afterEach(() => aws.close());

const confidential = () => createClient(aws.cognito, UserPoolId, { GenerateSecret: true });

const add = async (ClientId: string, ClientSecret?: string) =>
  (await aws.cognito.send(new AddUserPoolClientSecretCommand({ UserPoolId, ClientId, ClientSecret })))
    .ClientSecretDescriptor!;

const list = async (ClientId: string) =>
  (await aws.cognito.send(new ListUserPoolClientSecretsCommand({ UserPoolId, ClientId }))).ClientSecrets!;

const ids = async (ClientId: string) => (await list(ClientId)).map(({ ClientSecretId }) => ClientSecretId);

const remove = (ClientId: string, ClientSecretId: string | undefined) =>
  aws.cognito.send(new DeleteUserPoolClientSecretCommand({ UserPoolId, ClientId, ClientSecretId }));

const describedSecret = async (ClientId: string) =>
  (await aws.cognito.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId }))).UserPoolClient!.ClientSecret;

test("a client has at most 2 secrets", async () => {
  const { ClientId } = await confidential();
  await add(ClientId);
  await expect(add(ClientId)).rejects.toMatchObject({ name: "LimitExceededException" });
  expect(await list(ClientId)).toHaveLength(2);
});

test("the last secret cannot be deleted", async () => {
  const { ClientId } = await confidential();
  const [only] = await ids(ClientId);
  await expect(remove(ClientId, only)).rejects.toMatchObject({ name: "InvalidParameterException" });
  expect(await ids(ClientId)).toEqual([only]);
});

test("secret ids are the client id and the epoch second, and are never given twice", async () => {
  const { ClientId } = await confidential();
  expect(await ids(ClientId)).toEqual([`${ClientId}--${epoch}`]);
  const second = await add(ClientId);
  expect(second.ClientSecretId).toBe(`${ClientId}--${epoch + 1}`);
  await remove(ClientId, second.ClientSecretId);
  expect((await add(ClientId)).ClientSecretId).toBe(`${ClientId}--${epoch + 2}`);
});

test("Add answers the value only when Cognito generated it", async () => {
  const { ClientId } = await confidential();
  const generated = await add(ClientId);
  expect(generated.ClientSecretValue).toMatch(/^[a-z0-9]{52}$/);
  await remove(ClientId, generated.ClientSecretId);
  const custom = await add(ClientId, "A_custom+secret_of_24_chars");
  expect(custom).toEqual({
    ClientSecretId: `${ClientId}--${epoch + 2}`,
    ClientSecretCreateDate: new Date(start),
  });
});

test("List never answers a value", async () => {
  const { ClientId } = await confidential();
  await add(ClientId);
  for (const secret of await list(ClientId)) {
    expect(Object.keys(secret).toSorted()).toEqual(["ClientSecretCreateDate", "ClientSecretId"]);
  }
});

test.each(["x".repeat(23), "x".repeat(65), "with space ".repeat(3), "with-dash".repeat(3)])(
  "the custom secret %j is refused",
  async (secret) => {
    const { ClientId } = await confidential();
    await expect(add(ClientId, secret)).rejects.toMatchObject({ name: "InvalidParameterException" });
  },
);

test("Describe shows only the original secret, and none after it was deleted", async () => {
  const { ClientId, ClientSecret } = await confidential();
  const [original] = await ids(ClientId);
  await add(ClientId);
  expect(await describedSecret(ClientId)).toBe(ClientSecret);
  await remove(ClientId, original);
  expect(await describedSecret(ClientId)).toBeUndefined();
  expect(await list(ClientId)).toHaveLength(1);
});

test("secret operations refuse public and dynamically registered clients", async () => {
  const open = await createClient(aws.cognito, UserPoolId);
  const dynamic = await confidential();
  const { clients } = aws.context.state;
  clients.put(dynamic.ClientId, { ...clients.get(dynamic.ClientId)!, type: "DCR" });
  for (const { ClientId } of [open, dynamic]) {
    const refused = { name: "InvalidParameterException" };
    await expect(add(ClientId)).rejects.toMatchObject(refused);
    await expect(list(ClientId)).rejects.toMatchObject(refused);
    await expect(remove(ClientId, `${ClientId}--1`)).rejects.toMatchObject(refused);
  }
});

test("an unknown secret cannot be deleted", async () => {
  const { ClientId } = await confidential();
  await add(ClientId);
  await expect(remove(ClientId, `${ClientId}--1`)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

test("while secrets propagate, a new one is still refused and a deleted one still accepted", async () => {
  await aws.close();
  aws = await localAws({ clock, secretPropagationMs: 3000 });
  UserPoolId = await createPool(aws.cognito);
  const { ClientId, ClientSecret } = await confidential();
  const accepted = () =>
    acceptedSecrets(aws.context.state.clients.get(ClientId)!, clock.now(), 3000).map(({ value }) => value);
  clock.advance(3000);
  const custom = "the_second_secret_of_the_client";
  await add(ClientId, custom);
  clock.advance(2999);
  expect(accepted()).toEqual([ClientSecret]);
  clock.advance(1);
  expect(accepted()).toEqual([ClientSecret, custom]);
  const [original] = await ids(ClientId);
  await remove(ClientId, original);
  expect(await ids(ClientId)).toHaveLength(1);
  expect(accepted()).toEqual([ClientSecret, custom]);
  clock.advance(3000);
  expect(accepted()).toEqual([custom]);
});

test("a deleted secret that is still accepted somewhere leaves room for a new one", async () => {
  await aws.close();
  aws = await localAws({ clock, secretPropagationMs: 3000 });
  UserPoolId = await createPool(aws.cognito);
  const { ClientId } = await confidential();
  const added = await add(ClientId);
  await remove(ClientId, added.ClientSecretId);
  await add(ClientId);
  expect(await ids(ClientId)).toHaveLength(2);
});
