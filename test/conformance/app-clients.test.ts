import {
  DescribeManagedLoginBrandingByClientCommand,
  DescribeUserPoolClientCommand,
  UpdateUserPoolClientCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { codeClient } from "@latchkey/core/oauth-client";
import { Secret } from "@latchkey/core/secret";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type TestAws, testAws } from "../support/test-aws.ts";

const SECRET = "A".repeat(26) + "b".repeat(26);
let aws: TestAws;

beforeAll(async () => {
  aws = await testAws({ managedLogin: true });
});
afterAll(() => aws.close());
afterEach(() => aws.faults.clear());

const request = (name = "latchkey.local.int_1 App") => ({
  pool: aws.services.deployment.pool,
  name,
  secret: new Secret(SECRET),
  client: codeClient({ callbackUrls: ["https://app.example.com/cb?x=1"], logoutUrls: ["https://app.example.com/bye"] }),
  identityProviders: ["COGNITO"],
});
const create = () => aws.services.appClients.create(request(), {});
const describeClient = async (ClientId: string) =>
  (await aws.clients.cognito.send(new DescribeUserPoolClientCommand({ UserPoolId: aws.userPoolId, ClientId })))
    .UserPoolClient;
const verify = (clientId: string, secret = SECRET) =>
  aws.services.tokens.verify(
    {
      pool: aws.services.deployment.pool,
      clientId,
      secret: new Secret(secret),
      redirectUri: "https://app.example.com/cb?x=1",
    },
    {},
  );

describe("app clients", () => {
  it("are created with exactly what was asked for, and with our secret", async () => {
    const { clientId } = await create();
    expect(await describeClient(clientId)).toMatchObject({
      ClientName: "latchkey.local.int_1 App",
      ClientSecret: SECRET,
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ["code"],
      AllowedOAuthScopes: ["openid", "email", "profile"],
      CallbackURLs: ["https://app.example.com/cb?x=1"],
      LogoutURLs: ["https://app.example.com/bye"],
      ExplicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"],
      SupportedIdentityProviders: ["COGNITO"],
      PreventUserExistenceErrors: "ENABLED",
      EnableTokenRevocation: true,
    });
    expect(await verify(clientId)).toBe("accepted");
  });

  it("are created once, whatever becomes of the answer", async () => {
    aws.faults.add({ service: "cognito-idp", operation: "CreateUserPoolClient", fault: { kind: "reset-after" } });
    aws.faults.forget();
    await expect(create()).rejects.toMatchObject({ failure: "unknown", operation: "cognito-idp:CreateUserPoolClient" });
    expect(aws.faults.calls).toHaveLength(1);
  });

  it.each([
    ["TooManyRequestsException", "throttled"],
    ["LimitExceededException", "quota"],
    ["InvalidParameterException", "rejected"],
    ["NotAuthorizedException", "rejected"],
    ["ConcurrentModificationException", "conflict"],
    ["InternalErrorException", "unknown"],
  ])("fail with %s as %s, without a second try", async (type, failure) => {
    aws.faults.add({ service: "cognito-idp", operation: "CreateUserPoolClient", fault: { kind: "error", type } });
    aws.faults.forget();
    await expect(create()).rejects.toMatchObject({ failure, reason: type });
    expect(aws.faults.calls).toHaveLength(1);
  });

  it("are deleted again and again without complaint", async () => {
    const { clientId } = await create();
    const { pool } = aws.services.deployment;
    await aws.services.appClients.remove(pool, clientId, {});
    await aws.services.appClients.remove(pool, clientId, {});
    await expect(describeClient(clientId)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  it("get their style once, and lose it with as little complaint", async () => {
    const { clientId } = await create();
    const { pool } = aws.services.deployment;
    const style = () =>
      aws.clients.cognito.send(
        new DescribeManagedLoginBrandingByClientCommand({ UserPoolId: aws.userPoolId, ClientId: clientId }),
      );
    for (const _ of ["first", "again"]) await aws.services.appClients.brand(pool, clientId, {});
    expect((await style()).ManagedLoginBranding).toMatchObject({ UseCognitoProvidedValues: true });
    for (const _ of ["first", "again"]) await aws.services.appClients.unbrand(pool, clientId, {});
    await expect(style()).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  it("repeat a deletion that was throttled or met a concurrent change, until it is done", async () => {
    const { clientId } = await create();
    const rule = { service: "cognito-idp", operation: "DeleteUserPoolClient" } as const;
    aws.faults.add({ ...rule, call: 1, fault: { kind: "throttle" } });
    aws.faults.add({ ...rule, call: 2, fault: { kind: "error", type: "ConcurrentModificationException" } });
    await aws.services.appClients.remove(aws.services.deployment.pool, clientId, {});
    await expect(describeClient(clientId)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  it("are listed through all pages", async () => {
    const made = [];
    for (let batch = 0; batch < 7; batch += 1) made.push(...(await Promise.all(Array.from({ length: 10 }, create))));
    const listed = new Set<string>();
    for await (const { clientId } of aws.services.appClients.list(aws.services.deployment.pool, {}))
      listed.add(clientId);
    expect(made.every(({ clientId }) => listed.has(clientId))).toBe(true);
  });

  it("give a call up at the deadline", async () => {
    aws.faults.add({ service: "cognito-idp", operation: "DeleteUserPoolClient", fault: { kind: "hang" } });
    const deadline = new AbortController();
    const removal = aws.services.appClients.remove(aws.services.deployment.pool, "abc", { signal: deadline.signal });
    deadline.abort();
    await expect(removal).rejects.toMatchObject({ failure: "unknown" });
  });
});

describe("a created client", () => {
  it("shows neither drift nor fields of others", async () => {
    const { clientId } = await create();
    const { pool } = aws.services.deployment;
    expect(await aws.services.appClients.inspect(pool, clientId, request(), {})).toEqual({
      drift: [],
      foreign: [],
      unknown: [],
    });
    const plain = { ...request(), client: { ...request().client, logoutUrls: [] } };
    const { clientId: other } = await aws.services.appClients.create(plain, {});
    expect(await aws.services.appClients.inspect(pool, other, plain, {})).toMatchObject({ drift: [] });
  });

  it("shows what somebody else has made of it", async () => {
    const { clientId } = await create();
    const live = await describeClient(clientId);
    const others = {
      AuthSessionValidity: 9,
      ReadAttributes: ["email"],
      EnableTokenRevocation: false,
      LogoutURLs: [],
      IdTokenValidity: 2,
      AccessTokenValidity: 1,
      TokenValidityUnits: {},
    };
    await aws.clients.cognito.send(
      new UpdateUserPoolClientCommand({ ...live, ...others, UserPoolId: aws.userPoolId, ClientId: clientId }),
    );
    const { pool } = aws.services.deployment;
    // What is written in another way is the same hour, and the same 30 days.
    expect(await aws.services.appClients.inspect(pool, clientId, request(), {})).toEqual({
      drift: [
        { field: "LogoutURLs", recorded: ["https://app.example.com/bye"], live: [] },
        { field: "IdTokenValidity", recorded: "60 minutes", live: "2 hours" },
        { field: "EnableTokenRevocation", recorded: true, live: false },
      ],
      foreign: ["ReadAttributes", "AuthSessionValidity"],
      unknown: [],
    });
  });

  it("keeps its secret when it is updated", async () => {
    const { clientId } = await create();
    const { pool } = aws.services.deployment;
    const after = { ...request(), client: { ...request().client, scopes: ["openid" as const] } };
    const update = { pool, clientId, before: request(), after, drift: "refuse" as const };
    expect(await aws.services.appClients.checkUpdate(update, {})).toBeUndefined();
    expect(await aws.services.appClients.update(update, {})).toEqual({ kind: "updated" });
    expect(await describeClient(clientId)).toMatchObject({ AllowedOAuthScopes: ["openid"], ClientSecret: SECRET });
    expect(await verify(clientId)).toBe("accepted");
  });
});

describe("client secrets", () => {
  const OTHER = "C".repeat(26) + "d".repeat(26);
  const add = (clientId: string, value = OTHER) =>
    aws.services.appClients.addSecret(aws.services.deployment.pool, clientId, new Secret(value), {});
  const listed = (clientId: string) => aws.services.appClients.listSecrets(aws.services.deployment.pool, clientId, {});
  const drop = (clientId: string, secretId: string) =>
    aws.services.appClients.removeSecret(aws.services.deployment.pool, clientId, secretId, {});

  it("are two at most, both of which are accepted, and are listed oldest first", async () => {
    const { clientId } = await create();
    const [original] = await listed(clientId);
    const added = await add(clientId);
    expect((await listed(clientId)).map(({ secretId }) => secretId)).toEqual([original?.secretId, added.secretId]);
    expect((await listed(clientId)).every(({ createdAt }) => createdAt % 1_000 === 0 && createdAt > 1e12)).toBe(true);
    for (const secret of [SECRET, OTHER]) expect(await verify(clientId, secret)).toBe("accepted");
    await expect(add(clientId, "e".repeat(24))).rejects.toMatchObject({
      failure: "quota",
      operation: "cognito-idp:AddUserPoolClientSecret",
      reason: "LimitExceededException",
    });
    await drop(clientId, original?.secretId ?? "");
    expect((await listed(clientId)).map(({ secretId }) => secretId)).toEqual([added.secretId]);
    expect([await verify(clientId), await verify(clientId, OTHER)]).toEqual(["refused", "accepted"]);
  });

  it("are deleted again and again without complaint, but never the last one", async () => {
    const { clientId } = await create();
    const { secretId } = await add(clientId);
    for (const _ of ["first", "again"]) await drop(clientId, secretId);
    const [last] = await listed(clientId);
    await expect(drop(clientId, last?.secretId ?? "")).rejects.toMatchObject({ failure: "rejected" });
    await drop("nobody0000000000000000000", secretId);
  });

  it("are none of a client that is not there, and cannot be added to it", async () => {
    expect(await listed("nobody0000000000000000000")).toEqual([]);
    await expect(add("nobody0000000000000000000")).rejects.toMatchObject({
      failure: "rejected",
      reason: "ResourceNotFoundException",
    });
  });

  it.each([
    ["reset-after", { kind: "reset-after" }, "unknown"],
    ["InternalServerException", { kind: "error", type: "InternalServerException" }, "unknown"],
    ["AccessDeniedException", { kind: "error", type: "AccessDeniedException" }, "rejected"],
    ["InvalidParameterException", { kind: "error", type: "InvalidParameterException" }, "rejected"],
    ["LimitExceededException", { kind: "error", type: "LimitExceededException" }, "quota"],
  ] as const)("are added once, also when that ends in %s", async (_name, fault, failure) => {
    const { clientId } = await create();
    aws.faults.add({ service: "cognito-idp", operation: "AddUserPoolClientSecret", fault });
    aws.faults.forget();
    await expect(add(clientId)).rejects.toMatchObject({ failure });
    expect(aws.faults.calls).toHaveLength(1);
  });

  it("are added at last when that was throttled", async () => {
    const { clientId } = await create();
    const rule = { service: "cognito-idp", operation: "AddUserPoolClientSecret", fault: { kind: "throttle" } } as const;
    aws.faults.add({ ...rule, call: 1 });
    await add(clientId);
    expect(await listed(clientId)).toHaveLength(2);
  });

  it("are listed and deleted at last when an answer was lost", async () => {
    const { clientId } = await create();
    const { secretId } = await add(clientId);
    const lost = { service: "cognito-idp", call: 1, fault: { kind: "reset-after" } } as const;
    aws.faults.add({ ...lost, operation: "ListUserPoolClientSecrets" });
    aws.faults.add({ ...lost, operation: "DeleteUserPoolClientSecret" });
    await drop(clientId, secretId);
    expect(await listed(clientId)).toHaveLength(1);
  });
});

describe("the token endpoint", () => {
  it("tells a wrong secret from a good one, and anything else from both", async () => {
    const { clientId } = await create();
    expect(await verify(clientId, `${SECRET.slice(1)}x`)).toBe("refused");
    expect(await verify("nobody0000000000000000000")).toBe("refused");
    const nowhere = { ...aws.services.deployment.pool, domain: "http://127.0.0.1:9" };
    const probe = {
      pool: nowhere,
      clientId,
      secret: new Secret(SECRET),
      redirectUri: "https://app.example.com/cb?x=1",
    };
    expect(await aws.services.tokens.verify(probe, {})).toBe("unknown");
  });
});
