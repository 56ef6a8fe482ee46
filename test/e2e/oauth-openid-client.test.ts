import { createBrowser, signInThroughPages } from "@latchkey/local/demo/browser";
import * as client from "openid-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADA, type App, CALLBACK, createMachine, type LoginStack, stackWithApp } from "../support/login-stack.ts";

let stack: LoginStack;
let poolId: string;
let app: App;
let username: string;

beforeAll(async () => {
  ({ stack, poolId, app, username } = await stackWithApp({ groups: ["editors"], attributes: { name: "Ada" } }));
});

afterAll(() => stack.close());

type Authentication = "basic" | "post";

function configurationOf(of: App, how: Authentication = "basic"): Promise<client.Configuration> {
  const authentication = { basic: client.ClientSecretBasic, post: client.ClientSecretPost }[how](of.clientSecret);
  const issuer = new URL(`${stack.origin}/${of.poolId}`);
  return client.discovery(issuer, of.clientId, undefined, authentication, {
    execute: [client.allowInsecureRequests],
  });
}

/** A complete sign-in: authorization request with PKCE, state and nonce, login form, code exchange with every check on. */
async function signIn(how: Authentication = "basic", scope = "openid email profile") {
  const configuration = await configurationOf(app, how);
  const [pkceCodeVerifier, expectedNonce, expectedState] = [
    client.randomPKCECodeVerifier(),
    client.randomNonce(),
    client.randomState(),
  ];
  const url = client.buildAuthorizationUrl(configuration, {
    redirect_uri: CALLBACK,
    scope,
    state: expectedState,
    nonce: expectedNonce,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: "S256",
  });
  const browser = createBrowser();
  const callback = await signInThroughPages(url.href, ADA, CALLBACK, browser);
  const tokens = await client.authorizationCodeGrant(configuration, new URL(callback), {
    pkceCodeVerifier,
    expectedNonce,
    expectedState,
    idTokenExpected: true,
  });
  return { configuration, tokens, browser };
}

describe("an independent OpenID client", () => {
  it.each(["basic", "post"] as const)("signs a person in with client_secret_%s", async (how) => {
    const { tokens } = await signIn(how);
    expect(tokens.claims()).toMatchObject({
      aud: app.clientId,
      iss: `${stack.origin}/${poolId}`,
      token_use: "id",
      "cognito:username": username,
      "cognito:groups": ["editors"],
      email: "ada@example.com",
      email_verified: true,
      name: "Ada",
    });
    expect(tokens.expires_in).toBe(3600);
    expect(tokens.refresh_token).toBeTypeOf("string");
  });

  it("reads userInfo for the subject of the ID token", async () => {
    const { configuration, tokens } = await signIn();
    const claims = tokens.claims()!;
    const info = await client.fetchUserInfo(configuration, tokens.access_token, claims.sub);
    expect(info).toEqual({
      sub: claims.sub,
      username,
      email: "ada@example.com",
      email_verified: "true",
      name: "Ada",
    });
  });

  it("refreshes, and the new ID token belongs to the same sign-in without its nonce", async () => {
    const { configuration, tokens } = await signIn();
    stack.clock.advance(2000);
    const refreshed = await client.refreshTokenGrant(configuration, tokens.refresh_token!);
    const [first, second] = [tokens.claims()!, refreshed.claims()!];
    expect(second).toMatchObject({ sub: first.sub, auth_time: first.auth_time, origin_jti: first["origin_jti"] });
    expect(second["nonce"]).toBeUndefined();
    expect(second.iat).toBe(first.iat + 2);
    expect(refreshed.refresh_token).toBeUndefined();
  });

  it("revokes a refresh token, which ends the access tokens of the sign-in too", async () => {
    const { configuration, tokens } = await signIn();
    await client.tokenRevocation(configuration, tokens.refresh_token!);
    await expect(client.refreshTokenGrant(configuration, tokens.refresh_token!)).rejects.toMatchObject({
      error: "invalid_grant",
    });
    const { sub } = tokens.claims()!;
    // Cognito's challenge names no scheme, so that this client cannot read the error in it.
    const refusal = client.fetchUserInfo(configuration, tokens.access_token, sub);
    await expect(refusal).rejects.toMatchObject({ code: "OAUTH_RESPONSE_IS_NOT_CONFORM", cause: { status: 401 } });
  });

  it("gets a machine's token with client credentials", async () => {
    const machine = await createMachine(stack, poolId);
    const configuration = await configurationOf(machine);
    const tokens = await client.clientCredentialsGrant(configuration, { scope: "api/read" });
    expect(tokens).toMatchObject({ token_type: "bearer", expires_in: 3600 });
    expect(tokens.id_token).toBeUndefined();
    expect(tokens.refresh_token).toBeUndefined();
  });

  it("finds a sign-in without consent or second password while the session lasts", async () => {
    const { configuration, browser } = await signIn();
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: CALLBACK,
      scope: "openid",
      state: "again",
    });
    const page = await browser.open(url.href);
    expect(page.url).toMatch(/^https:\/\/app\.example\/callback\?code=[\w-]+&state=again$/);
  });
});
