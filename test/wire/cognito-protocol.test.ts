import {
  DescribeUserPoolClientCommand,
  GetUserPoolMfaConfigCommand,
  ListUserPoolClientsCommand,
  UpdateUserPoolClientCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { cognitoService } from "@latchkey/local/cognito/service";
import { manualClock } from "@latchkey/local/kernel/clock";
import { cognitoModel } from "@latchkey/local/model/models";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createClient, createPool } from "../support/cognito-fixtures.ts";
import { type LocalAws, localAws } from "../support/local-aws.ts";

let aws: LocalAws;
const clock = manualClock();
beforeAll(async () => {
  aws = await localAws({ clock });
});
afterAll(() => aws.close());

const post = async (operation: string, body: unknown) => {
  const response = await fetch(aws.origin, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AWSCognitoIdentityProviderService.${operation}`,
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

test("every operation of the service model is served, and no other", () => {
  const { operations } = cognitoService(aws.context);
  expect([...operations].toSorted()).toEqual(Object.keys(cognitoModel.operations).toSorted());
});

test("an operation that is not served is unknown", async () => {
  const UserPoolId = await createPool(aws.cognito);
  const unknown = aws.cognito.send(new GetUserPoolMfaConfigCommand({ UserPoolId }));
  await expect(unknown).rejects.toMatchObject({ name: "UnknownOperationException" });
});

test("null members are absent ones", async () => {
  const UserPoolId = await createPool(aws.cognito);
  const created = await post("CreateUserPoolClient", { UserPoolId, ClientName: "app", CallbackURLs: null });
  expect(created.status).toBe(200);
  expect(created.body["UserPoolClient"]).not.toHaveProperty("CallbackURLs");
});

test("members that the API does not know are ignored", async () => {
  const UserPoolId = await createPool(aws.cognito);
  const created = await post("CreateUserPoolClient", { UserPoolId, ClientName: "app", Surprise: true });
  expect(created.body["UserPoolClient"]).not.toHaveProperty("Surprise");
  await post("UpdateUserPool", { UserPoolId, UsernameAttributes: ["email"] });
  const described = await post("DescribeUserPool", { UserPoolId });
  expect(described.body["UserPool"]).not.toHaveProperty("UsernameAttributes");
});

test("times are epoch seconds", async () => {
  const UserPoolId = await createPool(aws.cognito);
  const { body } = await post("CreateUserPoolClient", { UserPoolId, ClientName: "app" });
  expect(body["UserPoolClient"]).toMatchObject({ CreationDate: clock.now() / 1000 });
});

test("a refused call answers 400 with type and message", async () => {
  expect(await post("DescribeUserPool", { UserPoolId: "eu-west-1_none" })).toEqual({
    status: 400,
    body: { __type: "ResourceNotFoundException", message: "User pool eu-west-1_none does not exist." },
  });
});

test("a stale read answers what was true some time ago", async () => {
  const UserPoolId = await createPool(aws.cognito);
  clock.advance(10_000);
  const { ClientId } = await createClient(aws.cognito, UserPoolId);
  const own = { UserPoolId, ClientId };
  clock.advance(10_000);
  await aws.cognito.send(new UpdateUserPoolClientCommand({ ...own, LogoutURLs: ["https://app.example"] }));
  clock.advance(1000);
  const stale = (operation: string, ms: number) =>
    aws.faults.add({ service: "cognito-idp", operation, call: 1, fault: { kind: "stale", ms } });
  const list = new ListUserPoolClientsCommand({ UserPoolId });
  const describeClient = new DescribeUserPoolClientCommand(own);
  stale("ListUserPoolClients", 15_000);
  expect((await aws.cognito.send(list)).UserPoolClients).toEqual([]);
  stale("DescribeUserPoolClient", 5000);
  expect((await aws.cognito.send(describeClient)).UserPoolClient).not.toHaveProperty("LogoutURLs");
  expect((await aws.cognito.send(describeClient)).UserPoolClient).toHaveProperty("LogoutURLs");
});
