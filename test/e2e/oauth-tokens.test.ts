import {
  AdminAddUserToGroupCommand,
  CreateGroupCommand,
  UpdateUserPoolCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { createLocalJWKSet, createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  ADA,
  type App,
  createApp,
  createMachine,
  createPool,
  createUser,
  type LoginStack,
  loginStack,
  PASSWORD,
} from "../support/login-stack.ts";
import { answerOf, tokenCall, tokensFor, userInfo } from "../support/oauth-calls.ts";

const ROLE = "arn:aws:iam::000000000000:role/";

let stack: LoginStack;
let poolId: string;
let app: App;
let username: string;

beforeAll(async () => {
  stack = await loginStack();
  poolId = await createPool(stack, {
    Schema: [{ Name: "department", AttributeDataType: "String", Mutable: true }],
  });
  app = await createApp(stack, poolId, {
    AllowedOAuthScopes: ["openid", "email", "phone", "profile"],
    // Only what a client names can be custom.
    ReadAttributes: ["email", "email_verified", "phone_number", "phone_number_verified", "name", "custom:department"],
  });
  const attributes = { name: "Ada", phone_number: "+4930123456", "custom:department": "Engines" };
  username = await createUser(stack, poolId, ADA.username, { attributes });
});

afterAll(() => stack.close());

const document = async (id: string, name: string) => answerOf(await fetch(`${stack.origin}/${id}/.well-known/${name}`));

describe("the issuer", () => {
  it("publishes exactly Cognito's discovery document", async () => {
    const { origin } = stack;
    const { body, headers } = await document(poolId, "openid-configuration");
    expect(headers.get("access-control-allow-origin")).toBe("*");
    expect(body).toEqual({
      authorization_endpoint: `${origin}/oauth2/authorize`,
      end_session_endpoint: `${origin}/logout`,
      id_token_signing_alg_values_supported: ["RS256"],
      issuer: `${origin}/${poolId}`,
      jwks_uri: `${origin}/${poolId}/.well-known/jwks.json`,
      response_types_supported: ["code", "token"],
      revocation_endpoint: `${origin}/oauth2/revoke`,
      scopes_supported: ["openid", "email", "phone", "profile"],
      subject_types_supported: ["public"],
      token_endpoint: `${origin}/oauth2/token`,
      token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
      userinfo_endpoint: `${origin}/oauth2/userInfo`,
    });
  });

  it("lists dead endpoints under the issuer while there is no domain", async () => {
    const bare = await createPool(stack, { pages: "none" });
    const issuer = `${stack.origin}/${bare}`;
    const { body } = await document(bare, "openid-configuration");
    expect(body).toMatchObject({ authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token` });
    expect(body).not.toHaveProperty("end_session_endpoint");
    expect(body).not.toHaveProperty("revocation_endpoint");
    expect((await fetch(`${issuer}/authorize`)).status).toBe(404);
  });

  it("publishes two public keys, one for ID tokens and one for access tokens", async () => {
    const { body } = await document(poolId, "jwks.json");
    const keys = body["keys"] as readonly Record<string, string>[];
    expect(keys.map((key) => Object.keys(key).sort())).toEqual([
      ["alg", "e", "kid", "kty", "n", "use"],
      ["alg", "e", "kid", "kty", "n", "use"],
    ]);
    const { id_token = "", access_token = "" } = await tokensFor(stack, app, ADA);
    const kids = [id_token, access_token].map((token) => decodeProtectedHeader(token).kid);
    expect(kids).toEqual(keys.map(({ kid }) => kid));
    expect(new Set(kids).size).toBe(2);
    const jwks = createRemoteJWKSet(new URL(`${stack.origin}/${poolId}/.well-known/jwks.json`));
    for (const token of [id_token, access_token]) await jwtVerify(token, jwks, { issuer: `${stack.origin}/${poolId}` });
    const wrongKey = createLocalJWKSet({ keys: [{ ...keys[0], kid: String(kids[1]), kty: "RSA" }] });
    await expect(jwtVerify(access_token, wrongKey)).rejects.toThrow("signature");
  });

  it("knows no pool that does not exist", async () => {
    expect((await document("eu-west-1_Nowhere00", "openid-configuration")).status).toBe(404);
  });
});

describe("the ID token", () => {
  it("has Cognito's claims and no others", async () => {
    const { id_token = "" } = await tokensFor(stack, app, ADA, { scope: "openid email", nonce: "n-7" });
    const now = Math.floor(stack.clock.now() / 1000);
    const claims = decodeJwt(id_token);
    expect(claims).toEqual({
      sub: claims.sub,
      email: ADA.username,
      email_verified: true,
      "cognito:username": username,
      aud: app.clientId,
      iss: `${stack.origin}/${poolId}`,
      token_use: "id",
      nonce: "n-7",
      auth_time: now,
      iat: now,
      exp: now + 3600,
      jti: expect.any(String),
      origin_jti: expect.any(String),
      event_id: expect.any(String),
    });
  });

  it.each([
    ["openid", ["custom:department", "email", "email_verified", "name", "phone_number"]],
    ["openid email", ["email", "email_verified"]],
    ["openid phone", ["phone_number"]],
    ["openid profile", ["custom:department", "name"]],
    ["openid email phone profile", ["custom:department", "email", "email_verified", "name", "phone_number"]],
  ])("reveals for %j only what its scopes name", async (scope, names) => {
    const { id_token = "", access_token = "" } = await tokensFor(stack, app, ADA, { scope });
    const attributes = [
      "email",
      "email_verified",
      "name",
      "phone_number",
      "phone_number_verified",
      "custom:department",
    ];
    const shown = (claims: object) =>
      Object.keys(claims)
        .filter((name) => attributes.includes(name))
        .sort();
    expect(shown(decodeJwt(id_token))).toEqual(names);
    expect(shown((await userInfo(stack, access_token)).body)).toEqual(names);
    expect(shown(decodeJwt(access_token))).toEqual([]);
  });

  it("holds back attributes that the client may not read", async () => {
    const narrow = await createApp(stack, poolId, {
      AllowedOAuthScopes: ["openid"],
      ReadAttributes: ["email", "email_verified"],
    });
    const { id_token = "" } = await tokensFor(stack, narrow, ADA, { scope: "openid" });
    expect(decodeJwt(id_token)).toMatchObject({ email: ADA.username });
    expect(decodeJwt(id_token)).not.toHaveProperty("name");
  });

  it("is not issued without openid", async () => {
    const scopes = ["openid", "aws.cognito.signin.user.admin"];
    const admin = await createApp(stack, poolId, { AllowedOAuthScopes: scopes });
    const tokens = await tokensFor(stack, admin, ADA, { scope: "aws.cognito.signin.user.admin" });
    expect(Object.keys(tokens).sort()).toEqual(["access_token", "expires_in", "refresh_token", "token_type"]);
  });

  it("names groups and their roles when there are any, preferring the lowest precedence", async () => {
    const Username = await createUser(stack, poolId, "grace@example.com");
    for (const [GroupName, Precedence] of [
      ["b", 5],
      ["a", 1],
    ] as const) {
      const RoleArn = `${ROLE}${GroupName}`;
      await stack.cognito.send(new CreateGroupCommand({ UserPoolId: poolId, GroupName, Precedence, RoleArn }));
      await stack.cognito.send(new AdminAddUserToGroupCommand({ UserPoolId: poolId, Username, GroupName }));
    }
    const grace = { username: "grace@example.com", password: PASSWORD };
    const { id_token = "", access_token = "" } = await tokensFor(stack, app, grace);
    const claims = decodeJwt(id_token);
    expect(claims["cognito:groups"]).toEqual(expect.arrayContaining(["a", "b"]));
    expect(claims["cognito:roles"]).toEqual(expect.arrayContaining([`${ROLE}a`, `${ROLE}b`]));
    expect(claims["cognito:preferred_role"]).toBe(`${ROLE}a`);
    expect(decodeJwt(access_token)["cognito:groups"]).toEqual(claims["cognito:groups"]);
    const info = await userInfo(stack, access_token);
    expect(Object.keys(info.body).filter((name) => name.startsWith("cognito:"))).toEqual([]);
  });

  it("has no origin_jti for a client without revocation", async () => {
    const plain = await createApp(stack, poolId, { EnableTokenRevocation: false });
    const { id_token = "", access_token = "" } = await tokensFor(stack, plain, ADA);
    for (const token of [id_token, access_token]) expect(decodeJwt(token)).not.toHaveProperty("origin_jti");
  });
});

describe("the access token", () => {
  it("has Cognito's claims, no audience and nothing personal", async () => {
    const { id_token = "", access_token = "" } = await tokensFor(stack, app, ADA, { scope: "openid email" });
    const now = Math.floor(stack.clock.now() / 1000);
    const id = decodeJwt(id_token);
    expect(decodeJwt(access_token)).toEqual({
      sub: id.sub,
      username,
      client_id: app.clientId,
      iss: `${stack.origin}/${poolId}`,
      token_use: "access",
      scope: "openid email",
      version: 2,
      auth_time: now,
      iat: now,
      exp: now + 3600,
      jti: expect.any(String),
      origin_jti: id["origin_jti"],
      event_id: id["event_id"],
    });
  });

  it("is bound to a resource, also after a refresh", async () => {
    const resource = "https://api.example/orders";
    const tokens = await tokensFor(stack, app, ADA, { resource });
    expect(decodeJwt(tokens["access_token"]!).aud).toBe(resource);
    expect(decodeJwt(tokens["id_token"]!).aud).toBe(app.clientId);
    const parameters = { grant_type: "refresh_token", refresh_token: tokens["refresh_token"] };
    const { body } = await tokenCall(stack, app, parameters);
    expect(decodeJwt(String(body["access_token"])).aud).toBe(resource);
  });
});

const arn = (name: string): string => `arn:aws:lambda:eu-west-1:000000000000:function:${name}`;

describe("the PreTokenGeneration function", () => {
  let guarded: string;
  let inner: App;

  beforeAll(async () => {
    guarded = await createPool(stack);
    inner = await createApp(stack, guarded, { AllowedOAuthScopes: ["openid", "email", "api/read"] });
    await createUser(stack, guarded, ADA.username, { groups: ["editors"] });
  });

  async function withFunction(version: "V1_0" | "V2_0" | "V3_0", run: Parameters<LoginStack["functions"]["set"]>[1]) {
    stack.functions.set(arn("tokens"), run);
    const PreTokenGenerationConfig = { LambdaVersion: version, LambdaArn: arn("tokens") };
    await stack.cognito.send(
      new UpdateUserPoolCommand({ UserPoolId: guarded, LambdaConfig: { PreTokenGenerationConfig } }),
    );
  }

  it("is asked once per sign-in, at the sign-in, and again at each refresh", async () => {
    const sources: string[] = [];
    await withFunction("V2_0", (event) => {
      sources.push(event.triggerSource);
      return event;
    });
    const { refresh_token } = await tokensFor(stack, inner, ADA);
    expect(sources).toEqual(["TokenGeneration_HostedAuth"]);
    await tokenCall(stack, inner, { grant_type: "refresh_token", refresh_token });
    expect(sources).toEqual(["TokenGeneration_HostedAuth", "TokenGeneration_RefreshTokens"]);
  });

  it("changes claims, scopes and groups of both tokens", async () => {
    await withFunction("V2_0", (event) => ({
      ...event,
      response: {
        claimsAndScopeOverrideDetails: {
          idTokenGeneration: { claimsToAddOrOverride: { tier: 3, aud: "evil" }, claimsToSuppress: ["email"] },
          accessTokenGeneration: {
            claimsToAddOrOverride: { tenant: { id: "t-1" } },
            scopesToAdd: ["extra"],
            scopesToSuppress: ["email"],
          },
          groupOverrideDetails: {
            groupsToOverride: ["readers"],
            iamRolesToOverride: [`${ROLE}r`],
            preferredRole: `${ROLE}r`,
          },
        },
      },
    }));
    const { id_token = "", access_token = "" } = await tokensFor(stack, inner, ADA, { scope: "openid email" });
    const id = decodeJwt(id_token);
    expect(id).toMatchObject({
      tier: 3,
      aud: inner.clientId,
      "cognito:groups": ["readers"],
      "cognito:roles": [`${ROLE}r`],
      "cognito:preferred_role": `${ROLE}r`,
    });
    expect(id).not.toHaveProperty("email");
    expect(decodeJwt(access_token)).toMatchObject({
      tenant: { id: "t-1" },
      scope: "openid extra",
      "cognito:groups": ["readers"],
    });
  });

  it("takes the groups out of both tokens, and the roles with them", async () => {
    await withFunction("V2_0", (event) => ({
      ...event,
      response: { claimsAndScopeOverrideDetails: { groupOverrideDetails: { groupsToOverride: [] } } },
    }));
    const { id_token = "", access_token = "" } = await tokensFor(stack, inner, ADA);
    for (const token of [id_token, access_token]) expect(decodeJwt(token)).not.toHaveProperty("cognito:groups");
  });

  it("refuses a refresh by throwing", async () => {
    await withFunction("V2_0", (event) => event);
    const { refresh_token } = await tokensFor(stack, inner, ADA);
    await withFunction("V2_0", () => {
      throw new Error("no longer admitted");
    });
    const answer = await tokenCall(stack, inner, { grant_type: "refresh_token", refresh_token });
    expect([answer.status, answer.body]).toEqual([
      400,
      {
        error: "invalid_grant",
        error_description: "PreTokenGeneration failed with error no longer admitted.",
      },
    ]);
  });

  it("sees a machine's request and its metadata from version 3 on", async () => {
    const machine = await createMachine(stack, guarded);
    const parameters = {
      grant_type: "client_credentials",
      scope: "api/read",
      aws_client_metadata: '{"job":"nightly"}',
    };
    await withFunction("V2_0", () => {
      throw new Error("never asked");
    });
    expect((await tokenCall(stack, machine, parameters)).status).toBe(200);
    await withFunction("V3_0", (event) => ({
      ...event,
      response: {
        claimsAndScopeOverrideDetails: {
          accessTokenGeneration: { claimsToAddOrOverride: { seen: event.request["clientMetadata"] } },
        },
      },
    }));
    const { body } = await tokenCall(stack, machine, parameters);
    expect(decodeJwt(String(body["access_token"]))["seen"]).toEqual({ job: "nightly" });
  });
});
