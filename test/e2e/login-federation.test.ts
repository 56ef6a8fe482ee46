import {
  AdminCreateUserCommand,
  AdminDisableProviderForUserCommand,
  AdminDisableUserCommand,
  AdminGetUserCommand,
  AdminLinkProviderForUserCommand,
  AdminListGroupsForUserCommand,
  CreateManagedLoginBrandingCommand,
  type CreateUserPoolCommandInput,
  ListGroupsCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { createBrowser, signInThroughPages, textOf } from "@latchkey/local/demo/browser";
import type { IdpUser } from "@latchkey/local/idp/idp-user";
import { decodeJwt } from "jose";
import * as client from "openid-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type FederationStack,
  federate,
  federationStack,
  PROVIDER,
  registerProvider,
  signInThroughProvider,
  travel,
} from "../support/federation.ts";
import {
  type App,
  authorizeUrl,
  CALLBACK,
  createApp,
  createPool,
  createUser,
  PASSWORD,
} from "../support/login-stack.ts";

const GRACE: IdpUser = { subject: "g-1", email: "grace@partner.example", emailVerified: true, name: "Grace" };
const LISTED: IdpUser = { subject: "listed-1", email: "listed@partner.example", emailVerified: true };
const BOTH = ["COGNITO", PROVIDER];

let stack: FederationStack;
let poolId: string;
let app: App;

beforeAll(async () => {
  stack = await federationStack([LISTED]);
  poolId = await createPool(stack);
  await registerProvider(stack, poolId, { IdpIdentifiers: ["partner.example"] });
  app = await createApp(stack, poolId, { SupportedIdentityProviders: BOTH });
});

afterAll(() => stack.close());

const toProvider = (of: App = app, parameters: Readonly<Record<string, string>> = {}): string =>
  authorizeUrl(stack, of, { identity_provider: PROVIDER, ...parameters });

/** A pool of its own with the provider and one app. */
async function ownPool(
  settings: Partial<CreateUserPoolCommandInput> = {},
  mapping?: Record<string, string>,
  providers = BOTH,
): Promise<App> {
  const own = await createPool(stack, settings);
  await registerProvider(stack, own, mapping && { AttributeMapping: mapping });
  return createApp(stack, own, { SupportedIdentityProviders: providers });
}

async function attributesOf(Username: string, UserPoolId = poolId) {
  const user = await stack.cognito.send(new AdminGetUserCommand({ UserPoolId, Username }));
  const attributes = Object.fromEntries((user.UserAttributes ?? []).map(({ Name, Value }) => [Name, Value]));
  return { ...attributes, status: user.UserStatus };
}

/** The claims of the ID token that a callback's code is worth. */
async function idTokenOf(landed: URL, of: App = app) {
  const response = await fetch(`${stack.origin}/oauth2/token`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${of.clientId}:${of.clientSecret}`)}` },
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code: landed.searchParams.get("code") ?? "",
      redirect_uri: CALLBACK,
    }),
  });
  return decodeJwt(((await response.json()) as { id_token: string }).id_token);
}

const refusalOf = async (url: string, person: IdpUser) => {
  const { searchParams } = new URL((await federate(url, person)).url);
  return [searchParams.get("error"), searchParams.get("error_description"), searchParams.get("state")];
};

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
    const { url } = await browser.open(toProvider(app, { login_hint: "grace@partner.example", nonce: "of-the-app" }));
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
    const page = await travel(browser, toProvider());
    expect(textOf(page)).toContain("listed-1 (listed@partner.example, verified)");
    const answered = await browser.submit(page, {}, 0);
    const landed = await travel(browser, answered.url);
    expect(await idTokenOf(new URL(landed.url))).toMatchObject({ "cognito:username": "Partner_listed-1" });
  });

  it("needs no page of ours, and so no style, on a managed-login domain; the sign-in page with the button needs one", async () => {
    const own = await ownPool({ pages: "managed" } as Partial<CreateUserPoolCommandInput>);
    await signInThroughProvider(toProvider(own), GRACE);
    expect(textOf(await createBrowser().open(authorizeUrl(stack, own)))).toContain("Login pages unavailable");
    const style = { UserPoolId: own.poolId, ClientId: own.clientId, UseCognitoProvidedValues: true };
    await stack.cognito.send(new CreateManagedLoginBrandingCommand(style));
    expect(textOf(await createBrowser().open(authorizeUrl(stack, own)))).toContain("Continue with Partner");
  });

  it("puts the answer of the implicit grant, also a refusal, into the fragment", async () => {
    const implicit = await createApp(stack, poolId, {
      SupportedIdentityProviders: BOTH,
      AllowedOAuthFlows: ["implicit"],
    });
    const url = toProvider(implicit, { response_type: "token" });
    expect((await federate(url, GRACE)).url).toMatch(/callback#id_token=/);
    const browser = createBrowser();
    const page = await travel(browser, url);
    const cancelled = await browser.submit(page, {}, page.forms.length - 1);
    expect((await travel(browser, cancelled.url)).url).toMatch(/callback#error=access_denied&/);
  });

  it("adds a nonce to the first ID token of an application that sent none, and none to the next one by session", async () => {
    const browser = createBrowser();
    const first = await signInThroughProvider(toProvider(), GRACE, browser);
    expect((await idTokenOf(first))["nonce"]).toMatch(/^[\w-]{43}$/);
    const again = await browser.open(toProvider());
    expect(await idTokenOf(new URL(again.url))).not.toHaveProperty("nonce");
    const own = await signInThroughProvider(toProvider(app, { nonce: "mine" }), GRACE);
    expect((await idTokenOf(own))["nonce"]).toBe("mine");
  });
});

describe("the profile of a federated user", () => {
  it("is named by provider and subject, has its own status and says where it comes from", async () => {
    await signInThroughProvider(toProvider(), { ...GRACE, subject: "under_scored" });
    const { identities, ...rest } = await attributesOf("Partner_under_scored");
    expect(rest).toMatchObject({ status: "EXTERNAL_PROVIDER", email: GRACE.email, email_verified: "true" });
    expect(JSON.parse(identities)).toEqual([
      {
        userId: "under_scored",
        providerName: PROVIDER,
        providerType: "OIDC",
        issuer: null,
        primary: true,
        dateCreated: expect.any(Number),
      },
    ]);
  });

  it("is one and the same at every sign-in, with the attributes of the last", async () => {
    const person = { ...GRACE, subject: "same-1" };
    const first = await idTokenOf(await signInThroughProvider(toProvider(), person));
    const moved = { ...person, email: "moved@partner.example", name: "Grace B." };
    const second = await idTokenOf(await signInThroughProvider(toProvider(), moved));
    expect(second.sub).toBe(first.sub);
    expect(await attributesOf("Partner_same-1")).toMatchObject({ email: moved.email, name: "Grace B." });
  });

  it("has an unverified address when the provider does not vouch for it, and loses the verification when it stops", async () => {
    const person = { ...GRACE, subject: "unverified-1" };
    const claims = await idTokenOf(await signInThroughProvider(toProvider(), { ...person, emailVerified: false }));
    expect(claims["email_verified"]).toBe(false);
    await signInThroughProvider(toProvider(), person);
    expect(await attributesOf("Partner_unverified-1")).toMatchObject({ email_verified: "true" });
    await signInThroughProvider(toProvider(), { ...person, emailVerified: false });
    expect(await attributesOf("Partner_unverified-1")).toMatchObject({ email_verified: "false" });
  });

  it("has an unverified address when the mapping does not ask, whatever the provider says", async () => {
    const own = await ownPool({}, { email: "email" });
    await signInThroughProvider(toProvider(own), GRACE);
    expect(await attributesOf("Partner_g-1", own.poolId)).toMatchObject({ email_verified: "false" });
  });

  it.each(["TRUE", "1", 1, "yes", ["true"], { verified: true }])("takes %j for no verification", async (said) => {
    stack.idp.faults.userInfo = (claims) => ({ ...claims, email_verified: said });
    stack.idp.faults.idTokenClaims = (claims) => ({ ...claims, email_verified: said });
    try {
      const person = { ...GRACE, subject: `odd-${JSON.stringify(said).replaceAll(/\W/g, "")}-${typeof said}` };
      expect(await idTokenOf(await signInThroughProvider(toProvider(), person))).toMatchObject({
        email_verified: false,
      });
    } finally {
      stack.idp.faults.userInfo = undefined;
      stack.idp.faults.idTokenClaims = undefined;
    }
  });

  it("takes mapped claims of any kind as text, and leaves out what the provider does not say", async () => {
    const Schema = [{ Name: "teams", AttributeDataType: "String" as const, Mutable: true }];
    const own = await createPool(stack, { Schema });
    await registerProvider(stack, own, { AttributeMapping: { email: "email", "custom:teams": "teams", name: "name" } });
    const readsTeams = await createApp(stack, own, {
      SupportedIdentityProviders: BOTH,
      WriteAttributes: ["email", "name", "custom:teams"],
    });
    const { name: _name, ...nameless } = GRACE;
    await signInThroughProvider(toProvider(readsTeams), { ...nameless, claims: { teams: ["a", "b"] } });
    const attributes = await attributesOf("Partner_g-1", own);
    expect(attributes).toMatchObject({ "custom:teams": '["a","b"]' });
    expect(attributes).not.toHaveProperty("name");
  });

  it("is refused where the app client may not write a mapped attribute", async () => {
    const narrow = await createApp(stack, poolId, { SupportedIdentityProviders: BOTH, WriteAttributes: ["email"] });
    expect(await refusalOf(toProvider(narrow), GRACE)).toEqual([
      "invalid_request",
      "A client attempted to write unauthorized attribute",
      "some-state",
    ]);
  });

  it("is refused without an attribute that the pool requires", async () => {
    const Schema = [{ Name: "family_name", Required: true, Mutable: true }];
    const own = await ownPool({ Schema });
    expect(await refusalOf(toProvider(own), GRACE)).toEqual([
      "invalid_request",
      "attributes required: [family_name]",
      "some-state",
    ]);
  });

  it("gets in only once where a mapped attribute is immutable", async () => {
    const own = await ownPool({ Schema: [{ Name: "email", Required: true, Mutable: false }] });
    await signInThroughProvider(toProvider(own), GRACE);
    expect(await refusalOf(toProvider(own), GRACE)).toEqual([
      "invalid_request",
      "user.email: Attribute cannot be updated.\n",
      "some-state",
    ]);
  });

  it("is not somebody's whose user name only looks like it", async () => {
    const own = await ownPool({ UsernameAttributes: undefined, AutoVerifiedAttributes: undefined });
    const create = { UserPoolId: own.poolId, Username: "Partner_g-1", MessageAction: "SUPPRESS" as const };
    await stack.cognito.send(new AdminCreateUserCommand(create));
    expect(await refusalOf(toProvider(own), GRACE)).toMatchObject([
      "invalid_request",
      "Already found an entry for this user name",
      "some-state",
    ]);
  });

  it("does not get in while it is disabled, or after its provider was disabled for it", async () => {
    for (const [subject, disable] of [
      ["disabled-1", new AdminDisableUserCommand({ UserPoolId: poolId, Username: "Partner_disabled-1" })],
      [
        "disabled-2",
        new AdminDisableProviderForUserCommand({
          UserPoolId: poolId,
          User: {
            ProviderName: PROVIDER,
            ProviderAttributeName: "Cognito_Subject",
            ProviderAttributeValue: "disabled-2",
          },
        }),
      ],
    ] as const) {
      await signInThroughProvider(toProvider(), { ...GRACE, subject });
      await stack.cognito.send(disable as AdminDisableUserCommand);
      expect(await refusalOf(toProvider(), { ...GRACE, subject })).toContain("User is disabled.");
    }
  });

  it("has no password: the sign-in page does not know it", async () => {
    await signInThroughProvider(toProvider(), GRACE);
    for (const username of ["Partner_g-1", GRACE.email!]) {
      const browser = createBrowser();
      const page = await browser.submit(await browser.open(authorizeUrl(stack, app)), { username, password: PASSWORD });
      expect(textOf(page)).toContain("Incorrect username or password.");
    }
  });

  it("cannot come to be where only administrators create users", async () => {
    const own = await ownPool({ AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } });
    expect(await refusalOf(toProvider(own), GRACE)).toEqual(["invalid_request", "Login not allowed", "some-state"]);
    await expect(attributesOf("Partner_g-1", own.poolId)).rejects.toMatchObject({ name: "UserNotFoundException" });
    await createUser(stack, own.poolId, "boss@example.com");
    await link(own.poolId, "boss@example.com");
    await signInThroughProvider(toProvider(own), GRACE);
  });
});

const link = (UserPoolId: string, username: string, name = "Cognito_Subject", value = GRACE.subject) =>
  stack.cognito.send(
    new AdminLinkProviderForUserCommand({
      UserPoolId,
      DestinationUser: { ProviderName: "Cognito", ProviderAttributeValue: username },
      SourceUser: { ProviderName: PROVIDER, ProviderAttributeName: name, ProviderAttributeValue: value },
    }),
  );

const groupsOf = async (UserPoolId: string, Username: string) => {
  const { Groups = [] } = await stack.cognito.send(new AdminListGroupsForUserCommand({ UserPoolId, Username }));
  return Groups.map(({ GroupName }) => GroupName);
};

describe("the group of a provider", () => {
  it("is there with the provider, and every profile that comes from it is a member", async () => {
    const own = await ownPool();
    const { Groups = [] } = await stack.cognito.send(new ListGroupsCommand({ UserPoolId: own.poolId }));
    const GroupName = `${own.poolId}_${PROVIDER}`;
    expect(Groups).toMatchObject([
      { GroupName, Description: "Autogenerated group for users who sign in using Partner" },
    ]);
    await signInThroughProvider(toProvider(own), GRACE);
    expect(await groupsOf(own.poolId, "Partner_g-1")).toEqual([GroupName]);
  });
});

describe("an identity that is linked to a user", () => {
  it("signs in as that user, whose mapped attributes become the provider's, and who joins no group", async () => {
    const own = await ownPool();
    const username = await createUser(stack, own.poolId, "ada@example.com");
    await link(own.poolId, username);
    const claims = await idTokenOf(
      await signInThroughProvider(toProvider(own), { ...GRACE, emailVerified: false }),
      own,
    );
    expect(claims).toMatchObject({ sub: username, "cognito:username": username, email: GRACE.email });
    expect(claims).not.toHaveProperty("cognito:groups");
    expect(await attributesOf(username, own.poolId)).toMatchObject({ status: "CONFIRMED", email_verified: "false" });
    expect(await groupsOf(own.poolId, username)).toEqual([]);
    await expect(attributesOf("Partner_g-1", own.poolId)).rejects.toMatchObject({ name: "UserNotFoundException" });
  });

  it("can be known by another claim than the subject", async () => {
    const own = await ownPool();
    const username = await createUser(stack, own.poolId, "ada@example.com");
    await link(own.poolId, username, "employee", "4711");
    const landed = await signInThroughProvider(toProvider(own), { ...GRACE, claims: { employee: "4711" } });
    expect(await idTokenOf(landed, own)).toMatchObject({ sub: username });
    const stranger = await signInThroughProvider(toProvider(own), { ...GRACE, subject: "4711" });
    expect(await idTokenOf(stranger, own)).toMatchObject({ "cognito:username": "Partner_4711" });
  });

  it("cannot carry away the address of somebody else", async () => {
    const own = await ownPool();
    await createUser(stack, own.poolId, GRACE.email!);
    const username = await createUser(stack, own.poolId, "ada@example.com");
    await link(own.poolId, username);
    expect(await refusalOf(toProvider(own), GRACE)).toContain("An account with the email already exists.");
    expect(await attributesOf(username, own.poolId)).toMatchObject({ email: "ada@example.com" });
  });

  it("is a stranger again once it is unlinked", async () => {
    const own = await ownPool();
    const username = await createUser(stack, own.poolId, "ada@example.com");
    await link(own.poolId, username);
    const User = {
      ProviderName: PROVIDER,
      ProviderAttributeName: "Cognito_Subject",
      ProviderAttributeValue: GRACE.subject,
    };
    await stack.cognito.send(new AdminDisableProviderForUserCommand({ UserPoolId: own.poolId, User }));
    const landed = await signInThroughProvider(toProvider(own), GRACE);
    expect(await idTokenOf(landed, own)).toMatchObject({ "cognito:username": "Partner_g-1" });
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
    const changing = await createApp(stack, poolId, { SupportedIdentityProviders: BOTH });
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
    const first = await idTokenOf(await signInThroughProvider(toProvider(), GRACE, browser));
    const other = await createApp(stack, poolId, { SupportedIdentityProviders: BOTH });
    const sso = await browser.open(authorizeUrl(stack, other));
    expect((await idTokenOf(new URL(sso.url), other)).sub).toBe(first.sub);
    const local = await createApp(stack, poolId);
    expect(new URL((await browser.open(authorizeUrl(stack, local))).url).pathname).toBe("/login");
  });

  it("does not do for a sign-in with another provider or with an account of the pool", async () => {
    const browser = createBrowser();
    await signInThroughProvider(toProvider(), GRACE, browser);
    const own = await browser.open(authorizeUrl(stack, app, { identity_provider: "COGNITO" }));
    expect(new URL(own.url).pathname).toBe("/login");
    const local = createBrowser();
    await createUser(stack, poolId, "local@example.com");
    const credentials = { username: "local@example.com", password: PASSWORD };
    await signInThroughPages(authorizeUrl(stack, app), credentials, CALLBACK, local);
    expect((await travel(local, toProvider())).url).toContain(stack.idp.issuer);
    const only = await createApp(stack, poolId, { SupportedIdentityProviders: [PROVIDER] });
    expect((await travel(local, authorizeUrl(stack, only))).url).toContain(stack.idp.issuer);
  });

  it("ends with the sign-out, while the provider asks again anyway", async () => {
    const browser = createBrowser();
    await signInThroughProvider(toProvider(), GRACE, browser);
    const leave = new URLSearchParams({ client_id: app.clientId, logout_uri: "https://app.example/bye" });
    expect((await browser.open(`${stack.origin}/logout?${leave.toString()}`)).url).toBe("https://app.example/bye");
    expect((await travel(browser, toProvider())).url).toContain(stack.idp.issuer);
  });
});
