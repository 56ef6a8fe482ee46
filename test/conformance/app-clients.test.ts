import {
  DescribeManagedLoginBrandingByClientCommand,
  DescribeUserPoolClientCommand,
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
