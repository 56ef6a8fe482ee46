import {
  CreateIdentityProviderCommand,
  CreateResourceServerCommand,
  CreateUserPoolClientCommand,
  type CreateUserPoolClientCommandInput,
  DeleteUserPoolClientCommand,
  DescribeUserPoolClientCommand,
  ListUserPoolClientsCommand,
  paginateListUserPoolClients,
} from "@aws-sdk/client-cognito-identity-provider";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createClient, createPool } from "../support/cognito-fixtures.ts";
import { type LocalAws, localAws } from "../support/local-aws.ts";

let aws: LocalAws;
let UserPoolId: string;
beforeAll(async () => {
  aws = await localAws();
  UserPoolId = await createPool(aws.cognito, {
    Schema: [{ Name: "email", AttributeDataType: "String", Required: true }],
  });
  const Scopes = [{ ScopeName: "read", ScopeDescription: "Read" }];
  await aws.cognito.send(
    new CreateResourceServerCommand({ UserPoolId, Identifier: "https://api", Name: "api", Scopes }),
  );
});
afterAll(() => aws.close());

const describeClient = async (ClientId: string) =>
  (await aws.cognito.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId }))).UserPoolClient!;

test("a new client shows AWS's defaults and nothing that was not given", async () => {
  const { ClientId } = await createClient(aws.cognito, UserPoolId, { ClientName: "plain" });
  expect(ClientId).toMatch(/^[a-z0-9]{26}$/);
  expect(await describeClient(ClientId)).toEqual({
    UserPoolId,
    ClientId,
    ClientName: "plain",
    ClientType: "REGULAR",
    RefreshTokenValidity: 30,
    TokenValidityUnits: {},
    AllowedOAuthFlowsUserPoolClient: false,
    EnableTokenRevocation: true,
    EnablePropagateAdditionalUserContextData: false,
    AuthSessionValidity: 3,
    CreationDate: expect.any(Date),
    LastModifiedDate: expect.any(Date),
  });
});

test("client names are not unique", async () => {
  const [one, other] = [await createClient(aws.cognito, UserPoolId), await createClient(aws.cognito, UserPoolId)];
  expect(one.ClientName).toBe(other.ClientName);
  expect(one.ClientId).not.toBe(other.ClientId);
});

test("a secret is generated or given, and Describe shows it", async () => {
  const generated = await createClient(aws.cognito, UserPoolId, { GenerateSecret: true });
  expect(generated.ClientSecret).toMatch(/^[a-z0-9]{52}$/);
  const ClientSecret = "a_custom_secret_of_24+chars";
  const given = await createClient(aws.cognito, UserPoolId, { ClientSecret });
  expect((await describeClient(given.ClientId)).ClientSecret).toBe(ClientSecret);
});

test("GenerateSecret and ClientSecret exclude each other", async () => {
  const both = createClient(aws.cognito, UserPoolId, { GenerateSecret: true, ClientSecret: "x".repeat(24) });
  await expect(both).rejects.toMatchObject({ name: "InvalidParameterException" });
});

const web = {
  AllowedOAuthFlowsUserPoolClient: true,
  AllowedOAuthFlows: ["code"],
  AllowedOAuthScopes: ["openid"],
  CallbackURLs: ["https://app.example/callback"],
  SupportedIdentityProviders: ["COGNITO"],
} satisfies Partial<CreateUserPoolClientCommandInput>;

const machine = {
  GenerateSecret: true,
  AllowedOAuthFlowsUserPoolClient: true,
  AllowedOAuthFlows: ["client_credentials"],
  AllowedOAuthScopes: ["https://api/read"],
} satisfies Partial<CreateUserPoolClientCommandInput>;

const parameter = (message: string | RegExp) => ["InvalidParameterException", message] as const;
const flow = (message: string) => ["InvalidOAuthFlowException", message] as const;

test.each<[string, Partial<CreateUserPoolClientCommandInput>, readonly [string, string | RegExp]]>([
  [
    "OAuth without flows",
    { ...web, AllowedOAuthFlows: [] },
    parameter(/AllowedOAuthFlows and AllowedOAuthScopes are required/),
  ],
  [
    "OAuth without scopes",
    { ...web, AllowedOAuthScopes: [] },
    parameter(/AllowedOAuthFlows and AllowedOAuthScopes are required/),
  ],
  [
    "code without callback",
    { ...web, CallbackURLs: [] },
    flow("CallbackUrls can not be empty when code flow or implicit flow is selected"),
  ],
  ["email without openid", { ...web, AllowedOAuthScopes: ["email"] }, parameter(/together with openid/)],
  [
    "client_credentials beside code",
    { ...machine, AllowedOAuthFlows: ["code", "client_credentials"], CallbackURLs: ["https://app.example"] },
    flow("client_credentials flow can not be selected along with code flow or implicit flow."),
  ],
  [
    "client_credentials without secret",
    { ...machine, GenerateSecret: false },
    flow("client_credentials flow can not be selected if client does not have a client secret."),
  ],
  [
    "client_credentials with openid",
    { ...machine, AllowedOAuthScopes: ["openid"] },
    flow("openid is not supported with client_credentials flow"),
  ],
  [
    "a scope that no resource server has",
    { ...web, AllowedOAuthScopes: ["openid", "https://api/write"] },
    ["ScopeDoesNotExistException", "Invalid scope requested: https://api/write"],
  ],
  [
    "an identity provider that does not exist",
    { ...web, SupportedIdentityProviders: ["Google"] },
    parameter(/The provider Google does not exist for User Pool/),
  ],
  [
    "a default redirect URI that is no callback",
    { ...web, DefaultRedirectURI: "https://elsewhere.example" },
    parameter("The default redirect URI https://elsewhere.example is not in the callback URIs list."),
  ],
  ["a callback with http", { ...web, CallbackURLs: ["http://app.example"] }, parameter(/cannot use the HTTP protocol/)],
  ["a logout URL with http", { ...web, LogoutURLs: ["http://app.example"] }, parameter(/cannot use the HTTP protocol/)],
  [
    "a callback with a fragment",
    { ...web, CallbackURLs: ["https://app.example/#/cb"] },
    parameter(/cannot use fragment/),
  ],
  ["a relative callback", { ...web, CallbackURLs: ["/callback"] }, parameter(/not an absolute URI/)],
  ["an empty logout URL", { ...web, LogoutURLs: [""] }, parameter(/logoutURLs/)],
  [
    "old and new names of auth flows",
    { ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ADMIN_NO_SRP_AUTH"] },
    parameter("Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names."),
  ],
  [
    "refresh token rotation beside the default auth flows",
    { RefreshTokenRotation: { Feature: "ENABLED" } },
    parameter(/ALLOW_REFRESH_TOKEN_AUTH/),
  ],
  ["access tokens of 60 hours", { AccessTokenValidity: 60 }, parameter("Invalid range for token validity.")],
  [
    "ID tokens of four minutes",
    { IdTokenValidity: 4, TokenValidityUnits: { IdToken: "minutes" } },
    parameter("Invalid range for token validity."),
  ],
  [
    "refresh tokens of 59 minutes",
    { RefreshTokenValidity: 59, TokenValidityUnits: { RefreshToken: "minutes" } },
    parameter("Invalid range for token validity."),
  ],
  [
    "access tokens that outlive refresh tokens",
    { AccessTokenValidity: 2, RefreshTokenValidity: 1, TokenValidityUnits: { RefreshToken: "hours" } },
    parameter(/must be less than or equal to refresh token expiration times/),
  ],
  ["writing email_verified", { WriteAttributes: ["email", "email_verified"] }, parameter(/Invalid write attributes/)],
  ["no right to write a required attribute", { WriteAttributes: ["name"] }, parameter(/Invalid write attributes/)],
  ["reading an unknown attribute", { ReadAttributes: ["custom:none"] }, parameter(/Invalid read attributes/)],
  [
    "user context data without secret",
    { EnablePropagateAdditionalUserContextData: true },
    parameter(/Client Secret is required/),
  ],
  ["a name with a slash", { ClientName: "bad/name" }, parameter(/clientName/)],
])("a client with %s is refused", async (_, settings, [name, message]) => {
  const create = createClient(aws.cognito, UserPoolId, settings);
  await expect(create).rejects.toMatchObject({ name });
  await expect(create).rejects.toThrow(message);
});

test.each<[string, Partial<CreateUserPoolClientCommandInput>]>([
  [
    "http callbacks on the three loopback names",
    {
      ...web,
      CallbackURLs: ["http://localhost:3000/cb", "http://127.0.0.1:3000/cb", "http://[::1]:3000/cb"],
    },
  ],
  ["a custom scheme", { ...web, CallbackURLs: ["myapp://", "com.example.app:/oauth"] }],
  ["empty lists", { CallbackURLs: [], LogoutURLs: [] }],
  ["client credentials with a custom scope", machine],
  ["OAuth settings that are not switched on", { ...web, AllowedOAuthFlowsUserPoolClient: false }],
  [
    "rotation without ALLOW_REFRESH_TOKEN_AUTH",
    {
      ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH"],
      RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 10 },
    },
  ],
  ["only old names of auth flows", { ExplicitAuthFlows: ["ADMIN_NO_SRP_AUTH", "USER_PASSWORD_AUTH"] }],
  ["the longest tokens", { AccessTokenValidity: 24, IdTokenValidity: 24, RefreshTokenValidity: 3650 }],
])("a client with %s is accepted", async (_, settings) => {
  const { ClientId } = await createClient(aws.cognito, UserPoolId, settings);
  const { GenerateSecret: _generate, ...shown } = settings;
  expect(await describeClient(ClientId)).toMatchObject(shown);
});

test("a refresh token validity of 0 means 30 days whatever the unit", async () => {
  const { ClientId } = await createClient(aws.cognito, UserPoolId, {
    RefreshTokenValidity: 0,
    TokenValidityUnits: { RefreshToken: "hours", AccessToken: "minutes" },
    AccessTokenValidity: 30,
  });
  expect(await describeClient(ClientId)).toMatchObject({
    RefreshTokenValidity: 30,
    TokenValidityUnits: { AccessToken: "minutes" },
  });
});

test("a client can use an identity provider once it exists", async () => {
  const details = {
    client_id: "id",
    authorize_scopes: "openid",
    oidc_issuer: "https://idp.example",
    attributes_request_method: "GET",
  };
  const provider = { ProviderName: "Corporate", ProviderType: "OIDC", ProviderDetails: details } as const;
  await aws.cognito.send(new CreateIdentityProviderCommand({ UserPoolId, ...provider }));
  const client = await createClient(aws.cognito, UserPoolId, { ...web, SupportedIdentityProviders: ["Corporate"] });
  expect(client.SupportedIdentityProviders).toEqual(["Corporate"]);
});

test("choice-based sign-in is not in the Lite plan", async () => {
  const lite = await createPool(aws.cognito, { UserPoolTier: "LITE" });
  const create = createClient(aws.cognito, lite, { ExplicitAuthFlows: ["ALLOW_USER_AUTH"] });
  await expect(create).rejects.toMatchObject({ name: "FeatureUnavailableInTierException" });
});

test("a deleted client is unknown, also to a second deletion and in other pools", async () => {
  const { ClientId } = await createClient(aws.cognito, UserPoolId);
  const other = await createPool(aws.cognito);
  const unknown = { name: "ResourceNotFoundException", message: `User pool client ${ClientId} does not exist.` };
  const remove = (pool: string) => aws.cognito.send(new DeleteUserPoolClientCommand({ UserPoolId: pool, ClientId }));
  await expect(remove(other)).rejects.toMatchObject(unknown);
  await remove(UserPoolId);
  await expect(remove(UserPoolId)).rejects.toMatchObject(unknown);
  await expect(describeClient(ClientId)).rejects.toMatchObject(unknown);
});

test("a client cannot be made in a pool that does not exist", async () => {
  const create = aws.cognito.send(new CreateUserPoolClientCommand({ UserPoolId: "eu-west-1_none", ClientName: "app" }));
  await expect(create).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

test("ListUserPoolClients pages through every client once and shows neither secret nor settings", async () => {
  const pool = await createPool(aws.cognito);
  const created: string[] = [];
  for (const ClientName of ["a", "b", "c", "d", "e"]) {
    created.push((await createClient(aws.cognito, pool, { ClientName, GenerateSecret: true })).ClientId);
  }
  const pages = [];
  for await (const page of paginateListUserPoolClients({ client: aws.cognito, pageSize: 2 }, { UserPoolId: pool })) {
    pages.push(page.UserPoolClients!);
  }
  expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
  expect(new Set(pages.flat().map(({ ClientId }) => ClientId))).toEqual(new Set(created));
  expect(Object.keys(pages[0]![0]!).toSorted()).toEqual(["ClientId", "ClientName", "UserPoolId"]);
});

test("a client that is deleted between two pages neither hides nor repeats another", async () => {
  const pool = await createPool(aws.cognito);
  for (const ClientName of ["a", "b", "c", "d"]) await createClient(aws.cognito, pool, { ClientName });
  const first = await aws.cognito.send(new ListUserPoolClientsCommand({ UserPoolId: pool, MaxResults: 2 }));
  for (const { ClientId } of first.UserPoolClients!) {
    await aws.cognito.send(new DeleteUserPoolClientCommand({ UserPoolId: pool, ClientId }));
  }
  const { NextToken } = first;
  const second = await aws.cognito.send(new ListUserPoolClientsCommand({ UserPoolId: pool, MaxResults: 2, NextToken }));
  const left = [...aws.context.state.clients.values()].filter(({ poolId }) => poolId === pool).map(({ id }) => id);
  expect(new Set(second.UserPoolClients!.map(({ ClientId }) => ClientId))).toEqual(new Set(left));
  expect(second.NextToken).toBeUndefined();
});

test("with the ClientType filter a page can be empty although another follows", async () => {
  const pool = await createPool(aws.cognito);
  const created: string[] = [];
  for (const ClientName of ["a", "b", "c"])
    created.push((await createClient(aws.cognito, pool, { ClientName })).ClientId);
  const { clients } = aws.context.state;
  const [first, ...rest] = created.map((id) => clients.get(id)!).toSorted((a, b) => a.createdAt - b.createdAt);
  // Only the registration endpoint, which is not served, makes such clients.
  for (const client of rest.slice(0, 1)) clients.put(client.id, { ...client, type: "DCR" });
  const list = (NextToken?: string) =>
    aws.cognito.send(
      new ListUserPoolClientsCommand({ UserPoolId: pool, MaxResults: 1, ClientType: "REGULAR", NextToken }),
    );
  const one = await list();
  const two = await list(one.NextToken);
  const three = await list(two.NextToken);
  const names = [one, two, three].map((page) => page.UserPoolClients!.map(({ ClientId }) => ClientId));
  expect(names.filter((page) => page.length === 0)).toHaveLength(1);
  expect(names.flat()).toHaveLength(2);
  expect(names.flat()).toContain(first!.id);
  expect(two.NextToken).toBeDefined();
  expect(three.NextToken).toBeUndefined();
});
