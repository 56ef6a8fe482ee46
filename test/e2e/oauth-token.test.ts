import {
  AddUserPoolClientSecretCommand,
  AdminDisableUserCommand,
  DeleteResourceServerCommand,
  DeleteUserPoolClientSecretCommand,
  ListUserPoolClientSecretsCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { decodeJwt } from "jose";
import { calculatePKCECodeChallenge } from "openid-client";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  ADA,
  type App,
  CALLBACK,
  createApp,
  createMachine,
  createPool,
  createUser,
  type LoginStack,
  PASSWORD,
  stackWithApp,
} from "../support/login-stack.ts";
import { answerOf, basic, codeFor, postForm, tokenCall, tokensFor } from "../support/oauth-calls.ts";

const BOGUS = "00000000-0000-4000-8000-000000000000";

let stack: LoginStack;
let poolId: string;
let app: App;
let machine: App;
let tokenUrl: string;

beforeAll(async () => {
  ({ stack, poolId, app } = await stackWithApp());
  machine = await createMachine(stack, poolId);
  tokenUrl = `${stack.origin}/oauth2/token`;
});

afterAll(() => stack.close());

const exchange = (code: string, parameters: Readonly<Record<string, string | undefined>> = {}, as: App = app) =>
  tokenCall(stack, as, { grant_type: "authorization_code", code, redirect_uri: CALLBACK, ...parameters });

const probe = { grant_type: "authorization_code", code: BOGUS, redirect_uri: CALLBACK };

const post = (body: Record<string, string>, headers: Record<string, string> = {}) =>
  postForm(tokenUrl, { ...probe, ...body }, headers);

describe("client authentication", () => {
  it("tells a good secret from a wrong one by a bogus code, in the header and in the body", async () => {
    const { clientId, clientSecret } = app;
    const answers = [
      await post({}, { authorization: basic(clientId, clientSecret) }),
      await post({}, { authorization: basic(clientId, "wrong") }),
      await post({}, { authorization: basic(clientId, "") }),
      await post({ client_id: clientId, client_secret: clientSecret }),
      await post({ client_id: clientId, client_secret: "wrong" }),
      await post({ client_id: clientId }),
      await post({ client_id: "0nosuchclient0000000000000", client_secret: clientSecret }),
      await post({}, { authorization: "Basic not-base64-of-anything" }),
    ];
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 400));
    expect(answers.map(({ body }) => body)).toEqual([
      { error: "invalid_grant" },
      { error: "invalid_client" },
      { error: "invalid_client" },
      { error: "invalid_grant" },
      { error: "invalid_client" },
      { error: "invalid_client" },
      { error: "invalid_client" },
      { error: "invalid_client" },
    ]);
  });

  it("wants to know which client is asking, and only one", async () => {
    const { clientId, clientSecret } = app;
    expect((await postForm(tokenUrl, probe)).body).toEqual({ error: "invalid_request" });
    const authorization = basic(clientId, clientSecret);
    const twice = await postForm(tokenUrl, { ...probe, client_id: machine.clientId }, { authorization });
    expect(twice.body).toEqual({ error: "invalid_request" });
    const same = await postForm(tokenUrl, { ...probe, client_id: clientId }, { authorization });
    expect(same.body).toEqual({ error: "invalid_grant" });
  });

  it("reads Basic credentials both form-encoded and as they are", async () => {
    const ClientSecret = "a+secret+with+pluses+in+it";
    const plus = await createApp(stack, poolId, { ClientSecret, GenerateSecret: false });
    for (const secret of [ClientSecret, encodeURIComponent(ClientSecret)]) {
      const authorization = basic(plus.clientId, secret);
      expect((await postForm(tokenUrl, probe, { authorization })).body).toEqual({ error: "invalid_grant" });
    }
  });

  it("accepts both live secrets, and a deleted one no longer", async () => {
    const rotated = await createApp(stack, poolId);
    const client = { UserPoolId: poolId, ClientId: rotated.clientId };
    const added = await stack.cognito.send(new AddUserPoolClientSecretCommand(client));
    const second = added.ClientSecretDescriptor!.ClientSecretValue!;
    const errorWith = async (secret: string) =>
      (await postForm(tokenUrl, probe, { authorization: basic(rotated.clientId, secret) })).body["error"];
    expect(await errorWith(rotated.clientSecret)).toBe("invalid_grant");
    expect(await errorWith(second)).toBe("invalid_grant");
    const { ClientSecrets } = await stack.cognito.send(new ListUserPoolClientSecretsCommand(client));
    const ClientSecretId = ClientSecrets![0]!.ClientSecretId!;
    await stack.cognito.send(new DeleteUserPoolClientSecretCommand({ ...client, ClientSecretId }));
    expect(await errorWith(rotated.clientSecret)).toBe("invalid_client");
    expect(await errorWith(second)).toBe("invalid_grant");
  });

  it("takes a public client by its id, and not with a secret", async () => {
    const open = await createApp(stack, poolId, { GenerateSecret: false });
    const code = await codeFor(stack, open, ADA);
    const call = (body: Record<string, string>) => postForm(tokenUrl, { ...probe, client_id: open.clientId, ...body });
    expect((await call({ client_secret: "anything" })).body).toEqual({ error: "invalid_client" });
    expect((await call({ code })).status).toBe(200);
  });

  it("answers 404 while the pool has no domain", async () => {
    const bare = await createApp(stack, await createPool(stack, { pages: "none" }));
    const answer = await exchange(BOGUS, {}, bare);
    expect([answer.status, answer.body["error_description"]]).toEqual([404, expect.stringContaining("has no domain")]);
  });
});

const send = async (init: RequestInit) => answerOf(await fetch(tokenUrl, init));

describe("the request", () => {
  it.each([
    ["no grant type", { grant_type: undefined }, "invalid_request"],
    ["an empty grant type", { grant_type: "" }, "invalid_request"],
    ["an unknown grant type", { grant_type: "password" }, "unsupported_grant_type"],
    ["a grant type that objects have anyway", { grant_type: "constructor" }, "unsupported_grant_type"],
    ["no code", { code: undefined }, "invalid_request"],
    ["no callback", { redirect_uri: undefined }, "invalid_request"],
    ["no refresh token", { grant_type: "refresh_token" }, "invalid_request"],
    ["a bogus code", {}, "invalid_grant"],
    ["a bogus refresh token", { grant_type: "refresh_token", refresh_token: "bogus" }, "invalid_grant"],
    ["a grant that the client lacks", { grant_type: "client_credentials" }, "unauthorized_client"],
  ])("with %s is refused", async (_what, parameters, error) => {
    const answer = await exchange(BOGUS, parameters);
    expect([answer.status, answer.body]).toEqual([400, { error }]);
  });

  it("names a callback that is not registered", async () => {
    const answer = await exchange(BOGUS, { redirect_uri: `${CALLBACK}/` });
    expect(answer.body).toEqual({ error: "unauthorized_client", error_description: "invalid_redirect" });
  });

  it("must not repeat a parameter", async () => {
    const { clientId, clientSecret } = app;
    const response = await fetch(tokenUrl, {
      method: "POST",
      headers: {
        authorization: basic(clientId, clientSecret),
        "content-type": "application/x-www-form-urlencoded",
      },
      body: `grant_type=authorization_code&code=a&code=b&redirect_uri=${encodeURIComponent(CALLBACK)}`,
    });
    expect((await answerOf(response)).body).toEqual({ error: "invalid_request" });
  });

  it("must be a form, of a reasonable size, and posted", async () => {
    const authorization = basic(app.clientId, app.clientSecret);
    const json = { method: "POST", body: "{}", headers: { authorization, "content-type": "application/json" } };
    expect((await send(json)).body).toEqual({ error: "invalid_request" });
    const large = { method: "POST", body: new URLSearchParams({ code: "x".repeat(70_000) }) };
    expect((await send(large)).status).toBe(413);
    const got = await send({ headers: { authorization } });
    expect([got.status, got.headers.get("allow")]).toEqual([405, "POST"]);
  });

  it("may come from a page of any origin, and is never stored", async () => {
    const preflight = await fetch(tokenUrl, { method: "OPTIONS", headers: { origin: "https://app.example" } });
    expect([preflight.status, preflight.headers.get("access-control-allow-origin")]).toEqual([204, "*"]);
    const { headers } = await exchange(BOGUS);
    expect(headers.get("access-control-allow-origin")).toBe("*");
    expect(headers.get("cache-control")).toBe("no-store");
  });
});

describe("the authorization code", () => {
  let code: string;

  beforeEach(async () => {
    code = await codeFor(stack, app, ADA);
  });

  it("works once", async () => {
    expect((await exchange(code)).status).toBe(200);
    expect((await exchange(code)).body).toEqual({ error: "invalid_grant" });
  });

  it("works once even for two requests at the same time", async () => {
    const statuses = (await Promise.all([exchange(code), exchange(code)])).map(({ status }) => status);
    expect(statuses.sort((left, right) => left - right)).toEqual([200, 400]);
  });

  it("works for five minutes", async () => {
    const second = await codeFor(stack, app, ADA);
    stack.clock.advance(299_000);
    expect((await exchange(code)).status).toBe(200);
    stack.clock.advance(1000);
    expect((await exchange(second)).body).toEqual({ error: "invalid_grant" });
    expect(stack.context.state.codes.get(second)).toBeUndefined();
  });

  it("works for its own client only, which can still use it afterwards", async () => {
    const other = await createApp(stack, poolId);
    expect((await exchange(code, {}, other)).body).toEqual({ error: "invalid_grant" });
    expect((await exchange(code)).status).toBe(200);
  });

  it("works for its own callback only", async () => {
    const second = "https://app.example/second";
    const two = await createApp(stack, poolId, { CallbackURLs: [CALLBACK, second] });
    const issued = await codeFor(stack, two, ADA);
    expect((await exchange(issued, { redirect_uri: second }, two)).body).toEqual({
      error: "unauthorized_client",
      error_description: "invalid_redirect",
    });
  });

  it("is refused when its user was disabled meanwhile", async () => {
    await createUser(stack, poolId, "gone@example.com");
    const issued = await codeFor(stack, app, { username: "gone@example.com", password: PASSWORD });
    await stack.cognito.send(new AdminDisableUserCommand({ UserPoolId: poolId, Username: "gone@example.com" }));
    expect((await exchange(issued)).body).toEqual({ error: "invalid_grant" });
  });

  it("is refused when the client cannot read what the scope email promises", async () => {
    const blind = await createApp(stack, poolId, { ReadAttributes: ["email"] });
    expect((await exchange(await codeFor(stack, blind, ADA), {}, blind)).body).toEqual({ error: "invalid_grant" });
    const openid = await codeFor(stack, blind, ADA, { scope: "openid" });
    expect((await exchange(openid, {}, blind)).status).toBe(200);
  });

  it("comes with a refresh token without being asked", async () => {
    expect((await exchange(code)).body["refresh_token"]).toBeTypeOf("string");
  });
});

describe("PKCE", () => {
  const verifier = "a-verifier-of-at-least-forty-three-characters-x";

  it.each([
    ["its verifier", verifier, 200],
    ["another verifier", `${verifier}y`, 400],
    ["no verifier", undefined, 400],
  ])("answers %s with the right status", async (_what, code_verifier, status) => {
    const code_challenge = await calculatePKCECodeChallenge(verifier);
    const code = await codeFor(stack, app, ADA, { code_challenge, code_challenge_method: "S256" });
    const answer = await exchange(code, { code_verifier });
    expect(answer.status).toBe(status);
    expect(answer.body["error"]).toBe(status === 200 ? undefined : "invalid_grant");
  });

  it("gives whoever guesses at a verifier one attempt", async () => {
    const code_challenge = await calculatePKCECodeChallenge(verifier);
    const code = await codeFor(stack, app, ADA, { code_challenge, code_challenge_method: "S256" });
    await exchange(code, { code_verifier: `${verifier}y` });
    expect((await exchange(code, { code_verifier: verifier })).body).toEqual({ error: "invalid_grant" });
  });

  it("refuses a verifier for a code that had no challenge", async () => {
    const code = await codeFor(stack, app, ADA);
    expect((await exchange(code, { code_verifier: verifier })).body).toEqual({ error: "invalid_grant" });
  });
});

const refresh = (refresh_token: string, as: App = app) =>
  tokenCall(stack, as, { grant_type: "refresh_token", refresh_token });

describe("refresh tokens", () => {
  it("work for thirty days and for their own client", async () => {
    const { refresh_token = "" } = await tokensFor(stack, app, ADA);
    expect((await refresh(refresh_token, await createApp(stack, poolId))).body).toEqual({ error: "invalid_grant" });
    stack.clock.advance(30 * 86_400_000 - 1);
    expect((await refresh(refresh_token)).status).toBe(200);
    stack.clock.advance(1);
    expect((await refresh(refresh_token)).body).toEqual({ error: "invalid_grant" });
    expect(stack.context.state.refreshTokens.get(refresh_token)).toBeUndefined();
  });

  it("live as long as the client's settings say, in their units", async () => {
    const brief = await createApp(stack, poolId, {
      RefreshTokenValidity: 90,
      AccessTokenValidity: 10,
      IdTokenValidity: 600,
      TokenValidityUnits: { RefreshToken: "minutes", AccessToken: "minutes", IdToken: "seconds" },
    });
    const { refresh_token = "", id_token = "", expires_in } = await tokensFor(stack, brief, ADA);
    const { exp = 0, iat = 0 } = decodeJwt(id_token);
    expect([expires_in, exp - iat]).toEqual([600, 600]);
    stack.clock.advance(90 * 60_000);
    expect((await refresh(refresh_token, brief)).body).toEqual({ error: "invalid_grant" });
  });

  it("rotate when the client says so, with the end of the first and its grace period", async () => {
    const rotating = await createApp(stack, poolId, {
      ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH"],
      RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 30 },
    });
    const { refresh_token: first = "" } = await tokensFor(stack, rotating, ADA);
    const ends = stack.context.state.refreshTokens.get(first)?.expiresAt;
    stack.clock.advance(60_000);
    const second = String((await refresh(first, rotating)).body["refresh_token"]);
    expect(second).not.toBe(first);
    expect(stack.context.state.refreshTokens.get(second)?.expiresAt).toBe(ends);
    stack.clock.advance(29_000);
    expect((await refresh(first, rotating)).status).toBe(200);
    stack.clock.advance(1000);
    expect((await refresh(first, rotating)).body).toEqual({ error: "invalid_grant" });
    expect((await refresh(second, rotating)).status).toBe(200);
  });
});

const grant = (scope?: string, as: App = machine) => tokenCall(stack, as, { grant_type: "client_credentials", scope });

describe("client credentials", () => {
  it("give a token in the client's own name", async () => {
    const { body } = await grant("api/read");
    const claims = decodeJwt(String(body["access_token"]));
    expect(Object.keys(body).sort()).toEqual(["access_token", "expires_in", "token_type"]);
    expect(claims).toMatchObject({
      sub: machine.clientId,
      client_id: machine.clientId,
      token_use: "access",
      scope: "api/read",
      version: 2,
      iss: `${stack.origin}/${poolId}`,
    });
    for (const absent of ["aud", "username", "cognito:groups", "origin_jti"]) expect(claims).not.toHaveProperty(absent);
  });

  it("grant all of the client's scopes when none is named", async () => {
    const { body } = await grant();
    expect(decodeJwt(String(body["access_token"]))["scope"]).toBe("api/read api/write");
  });

  it.each([
    ["a scope that exists but is not the client's", "api/write", "invalid_grant"],
    ["one of Cognito's own scopes", "openid", "invalid_grant"],
    ["one good and one foreign scope", "api/read api/write", "invalid_grant"],
    ["an unknown scope", "api/delete", "invalid_scope"],
    ["an unknown resource server", "nope/read", "invalid_scope"],
    ["a scope without resource server", "read", "invalid_scope"],
  ])("refuse %s", async (_what, scope, error) => {
    const reader = await createMachine(stack, poolId, { AllowedOAuthScopes: ["api/read"] });
    expect((await grant(scope, reader)).body).toEqual({ error });
  });

  it("do not grant a scope whose resource server is gone", async () => {
    const other = await createPool(stack);
    const orphan = await createMachine(stack, other);
    await stack.cognito.send(new DeleteResourceServerCommand({ UserPoolId: other, Identifier: "api" }));
    expect((await grant("api/read", orphan)).body).toEqual({ error: "invalid_scope" });
  });

  it("are refused while the client's OAuth settings are switched off", async () => {
    const off = await createMachine(stack, poolId);
    const { clients } = stack.context.state;
    const record = clients.get(off.clientId)!;
    clients.put(off.clientId, { ...record, settings: { ...record.settings, AllowedOAuthFlowsUserPoolClient: false } });
    expect((await grant("api/read", off)).body).toEqual({ error: "invalid_grant" });
  });

  it("take client metadata only as a JSON object of strings", async () => {
    for (const aws_client_metadata of ["{", "[]", '{"a":1}', "null"]) {
      const answer = await tokenCall(stack, machine, { grant_type: "client_credentials", aws_client_metadata });
      expect(answer.body["error"]).toBe("invalid_request");
    }
  });
});
