import { CreateManagedLoginBrandingCommand } from "@aws-sdk/client-cognito-identity-provider";
import { createBrowser, signInThroughPages, textOf } from "@latchkey/local/demo/browser";
import type { IdpUser } from "@latchkey/local/idp/idp-user";
import * as client from "openid-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type FederationStack,
  federate,
  federatedApp,
  federationStack,
  GRACE,
  idTokenOf,
  PROVIDER,
  providerUrl,
  signInThroughProvider,
  travel,
  WITH_PROVIDER,
} from "../support/federation.ts";
import { type App, authorizeUrl, CALLBACK, createApp, createUser, PASSWORD } from "../support/login-stack.ts";

const LISTED: IdpUser = { subject: "listed-1", email: "listed@partner.example", emailVerified: true };

let stack: FederationStack;
let poolId: string;
let app: App;

beforeAll(async () => {
  stack = await federationStack([LISTED]);
  app = await federatedApp(stack, {}, { IdpIdentifiers: ["partner.example"] });
  poolId = app.poolId;
});

afterAll(() => stack.close());

describe("signing in through an identity provider", () => {
  it("gives an independent OpenID client a person, with every check on", async () => {
    const issuer = new URL(`${stack.origin}/${poolId}`);
    const authentication = client.ClientSecretBasic(app.clientSecret);
    const configuration = await client.discovery(issuer, app.clientId, undefined, authentication, {
      execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks],
    });
    const [pkceCodeVerifier, expectedNonce, expectedState] = [
      client.randomPKCECodeVerifier(),
      client.randomNonce(),
      client.randomState(),
    ];
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: CALLBACK,
      scope: "openid email profile",
      state: expectedState,
      nonce: expectedNonce,
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: "S256",
      identity_provider: PROVIDER,
    });
    const landed = await signInThroughProvider(url.href, GRACE);
    const checks = { pkceCodeVerifier, expectedNonce, expectedState, idTokenExpected: true };
    const tokens = await client.authorizationCodeGrant(configuration, landed, checks);
    const claims = tokens.claims()!;
    expect(claims).toMatchObject({
      "cognito:username": "Partner_g-1",
      "cognito:groups": [`${poolId}_${PROVIDER}`],
      email: GRACE.email,
      email_verified: true,
      name: "Grace",
      identities: [
        {
          userId: "g-1",
          providerName: PROVIDER,
          providerType: "OIDC",
          issuer: null,
          primary: "true",
          dateCreated: expect.stringMatching(/^\d{13}$/),
        },
      ],
    });
    const info = await client.fetchUserInfo(configuration, tokens.access_token, claims.sub);
    expect(info).toMatchObject({ username: "Partner_g-1", email: GRACE.email, email_verified: "true" });
    const refreshed = await client.refreshTokenGrant(configuration, tokens.refresh_token!);
    expect(refreshed.claims()!.sub).toBe(claims.sub);
  });

  it("goes straight to the provider that the application names, by name or by identifier", async () => {
    for (const parameters of [{ identity_provider: PROVIDER }, { idp_identifier: "partner.example" }]) {
      const page = await travel(createBrowser(), authorizeUrl(stack, app, parameters));
      expect(page.url).toMatch(`${stack.idp.issuer}/authorize?`);
      expect(textOf(page)).toContain("Who is signing in?");
    }
  });

  it("asks the provider for what its registration says, with the hint and nothing of the application's", async () => {
    const browser = createBrowser();
    const { url } = await browser.open(
      providerUrl(stack, app, { login_hint: "grace@partner.example", nonce: "of-the-app" }),
    );
    const { state, nonce, ...rest } = Object.fromEntries(new URL(url).searchParams);
    expect(rest).toEqual({
      response_type: "code",
      client_id: stack.idp.client.id,
      redirect_uri: `${stack.origin}/oauth2/idpresponse`,
      scope: "openid email profile",
      login_hint: "grace@partner.example",
    });
    expect(state).toMatch(/^[\w-]{43}$/);
    expect(nonce).toMatch(/^[\w-]{43}$/);
    expect((await travel(browser, url)).text).toContain('value="grace@partner.example"');
  });

  it("shows a button for the provider on the sign-in page, which leads there and back", async () => {
    const browser = createBrowser();
    const page = await browser.open(authorizeUrl(stack, app, { state: "kept & safe" }));
    expect(textOf(page)).toContain("Continue with Partner");
    const href = /class="choice" href="([^"]+)"/.exec(page.text)![1]!.replaceAll("&amp;", "&");
    const landed = await signInThroughProvider(`${stack.origin}${href}`, GRACE, browser);
    expect(landed.searchParams.get("state")).toBe("kept & safe");
  });

  it("lets a person choose one of those that the provider knows", async () => {
    const browser = createBrowser();
    const page = await travel(browser, providerUrl(stack, app));
    expect(textOf(page)).toContain("listed-1 (listed@partner.example, verified)");
    const answered = await browser.submit(page, {}, 0);
    const landed = await travel(browser, answered.url);
    expect(await idTokenOf(stack, app, new URL(landed.url))).toMatchObject({ "cognito:username": "Partner_listed-1" });
  });

  it("needs no page of ours, and so no style, on a managed-login domain; the sign-in page with the button needs one", async () => {
    const own = await federatedApp(stack, { pages: "managed" });
    await signInThroughProvider(providerUrl(stack, own), GRACE);
    expect(textOf(await createBrowser().open(authorizeUrl(stack, own)))).toContain("Login pages unavailable");
    const style = { UserPoolId: own.poolId, ClientId: own.clientId, UseCognitoProvidedValues: true };
    await stack.cognito.send(new CreateManagedLoginBrandingCommand(style));
    expect(textOf(await createBrowser().open(authorizeUrl(stack, own)))).toContain("Continue with Partner");
  });

  it("puts the answer of the implicit grant, also a refusal, into the fragment", async () => {
    const implicit = await createApp(stack, poolId, {
      SupportedIdentityProviders: WITH_PROVIDER,
      AllowedOAuthFlows: ["implicit"],
    });
    const url = providerUrl(stack, implicit, { response_type: "token" });
    expect((await federate(url, GRACE)).url).toMatch(/callback#id_token=/);
    const browser = createBrowser();
    const page = await travel(browser, url);
    const cancelled = await browser.submit(page, {}, page.forms.length - 1);
    expect((await travel(browser, cancelled.url)).url).toMatch(/callback#error=access_denied&/);
  });

  it("adds a nonce to the first ID token of an application that sent none, and none to the next one by session", async () => {
    const browser = createBrowser();
    const first = await signInThroughProvider(providerUrl(stack, app), GRACE, browser);
    expect((await idTokenOf(stack, app, first))["nonce"]).toMatch(/^[\w-]{43}$/);
    const again = await browser.open(providerUrl(stack, app));
    expect(await idTokenOf(stack, app, new URL(again.url))).not.toHaveProperty("nonce");
    const own = await signInThroughProvider(providerUrl(stack, app, { nonce: "mine" }), GRACE);
    expect((await idTokenOf(stack, app, own))["nonce"]).toBe("mine");
  });
});

describe("which providers an app client lets people in through", () => {
  it("refuses a provider that it does not list, known to the pool or not", async () => {
    const local = await createApp(stack, poolId);
    for (const parameters of [
      { identity_provider: PROVIDER },
      { identity_provider: "Nobody" },
      { idp_identifier: "partner.example" },
    ]) {
      const page = await createBrowser().open(authorizeUrl(stack, local, parameters));
      expect(page.url).toBe(`${CALLBACK}?error=invalid_request&state=some-state`);
    }
    expect(textOf(await createBrowser().open(authorizeUrl(stack, local)))).not.toContain("Continue with");
  });

  it("goes to the only one by itself, and knows no passwords then", async () => {
    const only = await createApp(stack, poolId, { SupportedIdentityProviders: [PROVIDER] });
    await createUser(stack, poolId, "with-password@example.com");
    const landed = await signInThroughProvider(authorizeUrl(stack, only), GRACE);
    expect(landed.searchParams.get("code")).toMatch(/\w/);
    const browser = createBrowser();
    const login = await browser.open(authorizeUrl(stack, only, {}, "/login"));
    expect([login.status, login.forms]).toEqual([200, []]);
    expect(textOf(login)).toContain("Continue with Partner");
    const refused = { identity_provider: "COGNITO" };
    expect((await browser.open(authorizeUrl(stack, only, refused))).url).toContain("error=invalid_request");
    const form = (await browser.open(authorizeUrl(stack, app, {}, "/login"))).forms[0]!;
    for (const path of ["/login", "/signup", "/forgotPassword", "/confirmuser", "/resendcode"]) {
      const response = await fetch(authorizeUrl(stack, only, {}, path), {
        method: "POST",
        body: new URLSearchParams({ ...form.fields, username: "with-password@example.com", password: PASSWORD }),
        headers: { cookie: [...browser.cookies].map((pair) => pair.join("=")).join("; ") },
        redirect: "manual",
      });
      expect([path, response.status]).toEqual([path, 403]);
    }
  });

  it("stops a sign-in that is under way when the provider is taken from the client", async () => {
    const changing = await createApp(stack, poolId, { SupportedIdentityProviders: WITH_PROVIDER });
    const browser = createBrowser();
    const page = await travel(browser, authorizeUrl(stack, changing, { identity_provider: PROVIDER }));
    const { clients } = stack.context.state;
    const record = clients.get(changing.clientId)!;
    clients.put(changing.clientId, {
      ...record,
      settings: { ...record.settings, SupportedIdentityProviders: ["COGNITO"] },
    });
    const answered = await browser.submit(page, {}, 0);
    expect((await travel(browser, answered.url)).url).toBe(`${CALLBACK}?error=invalid_request&state=some-state`);
  });
});

describe("the session after a federated sign-in", () => {
  it("signs in to other clients that let the provider in, without asking, and to no others", async () => {
    const browser = createBrowser();
    const first = await idTokenOf(stack, app, await signInThroughProvider(providerUrl(stack, app), GRACE, browser));
    const other = await createApp(stack, poolId, { SupportedIdentityProviders: WITH_PROVIDER });
    const sso = await browser.open(authorizeUrl(stack, other));
    expect((await idTokenOf(stack, other, new URL(sso.url))).sub).toBe(first.sub);
    const local = await createApp(stack, poolId);
    expect(new URL((await browser.open(authorizeUrl(stack, local))).url).pathname).toBe("/login");
  });

  it("does not do for a sign-in with another provider or with an account of the pool", async () => {
    const browser = createBrowser();
    await signInThroughProvider(providerUrl(stack, app), GRACE, browser);
    const own = await browser.open(authorizeUrl(stack, app, { identity_provider: "COGNITO" }));
    expect(new URL(own.url).pathname).toBe("/login");
    const local = createBrowser();
    await createUser(stack, poolId, "local@example.com");
    const credentials = { username: "local@example.com", password: PASSWORD };
    await signInThroughPages(authorizeUrl(stack, app), credentials, CALLBACK, local);
    expect((await travel(local, providerUrl(stack, app))).url).toContain(stack.idp.issuer);
    const only = await createApp(stack, poolId, { SupportedIdentityProviders: [PROVIDER] });
    expect((await travel(local, authorizeUrl(stack, only))).url).toContain(stack.idp.issuer);
  });

  it("ends with the sign-out, while the provider asks again anyway", async () => {
    const browser = createBrowser();
    await signInThroughProvider(providerUrl(stack, app), GRACE, browser);
    const leave = new URLSearchParams({ client_id: app.clientId, logout_uri: "https://app.example/bye" });
    expect((await browser.open(`${stack.origin}/logout?${leave.toString()}`)).url).toBe("https://app.example/bye");
    expect((await travel(browser, providerUrl(stack, app))).url).toContain(stack.idp.issuer);
  });
});
