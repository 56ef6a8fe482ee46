import {
  DescribeUserPoolClientCommand,
  ListUserPoolClientSecretsCommand,
  UpdateUserPoolClientCommand,
  type UpdateUserPoolClientCommandInput,
} from "@aws-sdk/client-cognito-identity-provider";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createClient, createPool } from "../support/cognito-fixtures.ts";
import { type LocalAws, localAws } from "../support/local-aws.ts";

let aws: LocalAws;
let UserPoolId: string;
beforeAll(async () => {
  aws = await localAws();
  UserPoolId = await createPool(aws.cognito);
});
afterAll(() => aws.close());

const full = {
  ClientName: "full",
  GenerateSecret: true,
  ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  AllowedOAuthFlowsUserPoolClient: true,
  AllowedOAuthFlows: ["code"],
  AllowedOAuthScopes: ["openid", "email"],
  CallbackURLs: ["https://app.example/callback"],
  LogoutURLs: ["https://app.example/"],
  SupportedIdentityProviders: ["COGNITO"],
  ReadAttributes: ["email", "email_verified"],
  WriteAttributes: ["email"],
  AccessTokenValidity: 10,
  TokenValidityUnits: { AccessToken: "minutes" },
  RefreshTokenValidity: 5,
  PreventUserExistenceErrors: "ENABLED",
  EnableTokenRevocation: false,
  AuthSessionValidity: 5,
} as const;

const createFull = () => createClient(aws.cognito, UserPoolId, structuredClone(full) as never);

const update = async (input: Omit<UpdateUserPoolClientCommandInput, "UserPoolId">) =>
  (await aws.cognito.send(new UpdateUserPoolClientCommand({ UserPoolId, ...input }))).UserPoolClient!;

test("UpdateUserPoolClient resets what is omitted, but keeps name, id and secret", async () => {
  const { ClientId, ClientSecret, CreationDate } = await createFull();
  const updated = await update({ ClientId, LogoutURLs: ["https://app.example/bye"] });
  expect(updated).toEqual({
    UserPoolId,
    ClientId,
    ClientSecret,
    ClientName: "full",
    ClientType: "REGULAR",
    LogoutURLs: ["https://app.example/bye"],
    RefreshTokenValidity: 30,
    TokenValidityUnits: {},
    AllowedOAuthFlowsUserPoolClient: false,
    EnableTokenRevocation: true,
    EnablePropagateAdditionalUserContextData: false,
    AuthSessionValidity: 3,
    CreationDate,
    LastModifiedDate: expect.any(Date),
  });
});

test("what Describe answered can be sent back as an update without changing anything", async () => {
  const { ClientId } = await createFull();
  const describeClient = new DescribeUserPoolClientCommand({ UserPoolId, ClientId });
  const { UserPoolClient: before } = await aws.cognito.send(describeClient);
  await update({ ...before, ClientId });
  const { UserPoolClient: after } = await aws.cognito.send(describeClient);
  expect({ ...after, LastModifiedDate: undefined }).toEqual({ ...before, LastModifiedDate: undefined });
});

test("an update leaves the list of secrets alone", async () => {
  const { ClientId } = await createFull();
  const list = new ListUserPoolClientSecretsCommand({ UserPoolId, ClientId });
  const { ClientSecrets: before } = await aws.cognito.send(list);
  await update({ ClientId });
  expect((await aws.cognito.send(list)).ClientSecrets).toEqual(before);
});

test("an update is held to the same rules as a creation and changes nothing when refused", async () => {
  const { ClientId } = await createFull();
  const { ClientName: _name, GenerateSecret: _generate, ...rest } = structuredClone(full);
  const refused = update({ ClientId, ...(rest as object), CallbackURLs: ["http://app.example"] });
  await expect(refused).rejects.toThrow(/cannot use the HTTP protocol/);
  const { UserPoolClient } = await aws.cognito.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId }));
  expect(UserPoolClient!.CallbackURLs).toEqual(full.CallbackURLs);
});

test("a confidential client may allow client credentials on update, a public one not", async () => {
  const oauth = { AllowedOAuthFlowsUserPoolClient: true, AllowedOAuthFlows: ["client_credentials"] } as const;
  const settings = { ...oauth, AllowedOAuthFlows: [...oauth.AllowedOAuthFlows], AllowedOAuthScopes: ["none/none"] };
  const confidential = await createFull();
  await expect(update({ ClientId: confidential.ClientId, ...settings })).rejects.toMatchObject({
    name: "ScopeDoesNotExistException",
  });
  const open = await createClient(aws.cognito, UserPoolId);
  await expect(update({ ClientId: open.ClientId, ...settings })).rejects.toMatchObject({
    name: "InvalidOAuthFlowException",
  });
});

test("an unknown client cannot be updated", async () => {
  await expect(update({ ClientId: "none" })).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

test("ConcurrentModificationException comes only when a test asks for it", async () => {
  const { ClientId } = await createFull();
  const message = "Only one request to update user pool client can be processed at a time.";
  const remove = aws.faults.add({
    service: "cognito-idp",
    operation: "UpdateUserPoolClient",
    call: 1,
    fault: { kind: "error", type: "ConcurrentModificationException", message },
  });
  await expect(update({ ClientId })).rejects.toMatchObject({ name: "ConcurrentModificationException", message });
  await update({ ClientId });
  remove();
});
