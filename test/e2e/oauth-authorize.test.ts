import {
  AdminDisableUserCommand,
  CreateIdentityProviderCommand,
  DeleteResourceServerCommand,
  UpdateUserPoolClientCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Client } from "@latchkey/local/cognito/state";
import { createBrowser, signInThroughPages, textOf } from "@latchkey/local/demo/browser";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  ADA,
  type App,
  authorizeUrl,
  CALLBACK,
  createApp,
  createPool,
  createUser,
  type LoginStack,
  PASSWORD,
  stackWithApp,
} from "../support/login-stack.ts";

const CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

let stack: LoginStack;
let poolId: string;
let app: App;

beforeAll(async () => {
  ({ stack, poolId, app } = await stackWithApp());
});

afterAll(() => stack.close());

const open = (parameters: Readonly<Record<string, string | undefined>>, of: App = app) =>
  createBrowser().open(authorizeUrl(stack, of, parameters));

const bounce = (query: string): string => `${CALLBACK}?${query}`;

describe("a request without a trustworthy callback", () => {
  const mismatch = "This address is not registered";
  it.each([
    ["another host", "https://evil.example/callback", mismatch],
    ["a trailing slash", `${CALLBACK}/`, mismatch],
    ["another case", "https://app.example/Callback", mismatch],
    ["an explicit port", "https://app.example:443/callback", mismatch],
    ["a longer path", `${CALLBACK}/../callback`, mismatch],
    ["a query", `${CALLBACK}?next=https://evil.example`, mismatch],
    ["a fragment", `${CALLBACK}#x`, mismatch],
    ["an address that only starts like it", `${CALLBACK}.evil.example`, mismatch],
    ["a user part", "https://app.example@evil.example/callback", mismatch],
    ["a script", "javascript:alert(1)", mismatch],
    ["no scheme", "//evil.example/callback", mismatch],
    ["nothing", "", mismatch],
    ["no callback at all", undefined, mismatch],
  ])("stays on an error page for %s", async (_what, redirect_uri, title) => {
    const page = await open({ redirect_uri });
    expect(page.status).toBe(400);
    expect(textOf(page)).toContain(title);
    expect(page.headers.get("location")).toBeNull();
  });

  it("stays on an error page when the callback is given twice", async () => {
    const url = `${authorizeUrl(stack, app)}&redirect_uri=${encodeURIComponent("https://evil.example")}`;
    const page = await createBrowser().open(url);
    expect(textOf(page)).toContain(mismatch);
  });

  it.each([undefined, "", "0nosuchclient0000000000000"])("does not know the client %j", async (client_id) => {
    const page = await open({ client_id });
    expect(page.status).toBe(400);
    expect(textOf(page)).toContain("Unknown application");
  });

  it("checks the callback on the sign-in page too", async () => {
    const page = await createBrowser().open(
      authorizeUrl(stack, app, { redirect_uri: "https://evil.example" }, "/login"),
    );
    expect(textOf(page)).toContain(mismatch);
  });
});

describe("a request that the application must correct", () => {
  it.each([
    ["an unknown scope", { scope: "openid groups" }, "error=invalid_request&error_description=invalid_scope"],
    [
      "a scope of Cognito that the client lacks",
      { scope: "openid phone" },
      "error=invalid_request&error_description=invalid_scope",
    ],
    [
      "a custom scope that the client lacks",
      { scope: "openid api/read" },
      "error=invalid_request&error_description=invalid_scope",
    ],
    ["offline_access", { scope: "openid offline_access" }, "error=invalid_request&error_description=invalid_scope"],
    ["email without openid", { scope: "email" }, "error=invalid_request&error_description=invalid_scope"],
    ["no response type", { response_type: undefined }, "error=invalid_request"],
    ["an unknown response type", { response_type: "id_token" }, "error=invalid_request"],
    ["a grant that the client lacks", { response_type: "token" }, "error=unauthorized_client"],
    ["a plain PKCE challenge", { code_challenge: CHALLENGE, code_challenge_method: "plain" }, "error=invalid_request"],
    ["a PKCE challenge without method", { code_challenge: CHALLENGE }, "error=invalid_request"],
    ["a PKCE method without challenge", { code_challenge_method: "S256" }, "error=invalid_request"],
    ["a malformed PKCE challenge", { code_challenge: "short", code_challenge_method: "S256" }, "error=invalid_request"],
    ["a provider that the client lacks", { identity_provider: "Google" }, "error=invalid_request"],
    ["a resource that is no URL", { resource: "api" }, "error=invalid_request"],
    ["a resource in plain http", { resource: "http://api.example" }, "error=invalid_request"],
    ["a negative max_age", { max_age: "-1" }, "error=invalid_request"],
  ])("bounces to the callback for %s", async (_what, parameters, error) => {
    expect((await open(parameters)).url).toBe(bounce(`${error}&state=some-state`));
  });

  it("leaves the state out when there was none", async () => {
    expect((await open({ state: undefined, scope: "nope" })).url).toBe(
      bounce("error=invalid_request&error_description=invalid_scope"),
    );
  });

  it("bounces when a parameter is given twice", async () => {
    const page = await createBrowser().open(`${authorizeUrl(stack, app)}&nonce=a&nonce=b`);
    expect(page.url).toBe(bounce("error=invalid_request&state=some-state"));
  });

  it("bounces a custom scope whose resource server is gone", async () => {
    const other = await createPool(stack);
    const reader = await createApp(stack, other, { AllowedOAuthScopes: ["openid", "api/read"] });
    expect((await open({ scope: "openid api/read" }, reader)).url).toContain("/login?");
    await stack.cognito.send(new DeleteResourceServerCommand({ UserPoolId: other, Identifier: "api" }));
    expect((await open({ scope: "openid api/read" }, reader)).url).toContain("invalid_scope");
  });
});

// The API refuses most of these settings together; a client can still come to them, by updates or a deleted provider.
async function appWith(settings: Partial<Client["settings"]>): Promise<App> {
  const made = await createApp(stack, poolId);
  const { clients } = stack.context.state;
  const record = clients.get(made.clientId)!;
  clients.put(made.clientId, { ...record, settings: { ...record.settings, ...settings } });
  return made;
}

describe("a client that cannot sign anybody in", () => {
  it("has no login pages without a domain", async () => {
    const bare = await createApp(stack, await createPool(stack, { pages: "none" }));
    for (const path of ["/oauth2/authorize", "/login", "/signup", "/logout"]) {
      const page = await createBrowser().open(authorizeUrl(stack, bare, {}, path));
      expect([page.status, textOf(page)]).toEqual([404, expect.stringContaining("There is no login domain")]);
    }
  });

  it("shows that no identity provider is assigned", async () => {
    const page = await open({}, await appWith({ SupportedIdentityProviders: [] }));
    expect(textOf(page)).toContain("There is no way to sign in yet");
  });

  it("shows that OAuth is not switched on", async () => {
    const page = await open({}, await appWith({ AllowedOAuthFlowsUserPoolClient: false }));
    expect(textOf(page)).toContain("unauthorized_client");
  });

  it("cannot reach identity providers other than OpenID ones", async () => {
    await stack.cognito.send(
      new CreateIdentityProviderCommand({
        UserPoolId: poolId,
        ProviderName: "Directory",
        ProviderType: "SAML",
        ProviderDetails: { MetadataURL: "https://directory.example/metadata" },
        IdpIdentifiers: ["example.com"],
      }),
    );
    const federated = await appWith({ SupportedIdentityProviders: ["COGNITO", "Directory"] });
    expect((await open({ identity_provider: "COGNITO" }, federated)).url).toContain("/login?");
    for (const choice of [{ identity_provider: "Directory" }, { idp_identifier: "example.com" }]) {
      expect(textOf(await open(choice, federated))).toContain("That provider cannot be reached");
    }
  });
});

describe("a granted request", () => {
  it("sends people to the sign-in page with everything that it said", async () => {
    const page = await open({ nonce: "n", code_challenge: CHALLENGE, code_challenge_method: "S256" });
    expect(new URL(page.url).pathname).toBe("/login");
    expect(Object.fromEntries(new URL(page.url).searchParams)).toEqual({
      response_type: "code",
      client_id: app.clientId,
      redirect_uri: CALLBACK,
      scope: "openid email",
      state: "some-state",
      nonce: "n",
      code_challenge: CHALLENGE,
      code_challenge_method: "S256",
    });
  });

  it("hands the state back byte for byte", async () => {
    const state = `a b+c&d=e?f#g/%20"<script>ü€`;
    const callback = await signInThroughPages(authorizeUrl(stack, app, { state }), ADA, CALLBACK);
    expect(new URL(callback).searchParams.get("state")).toBe(state);
    expect([...new URL(callback).searchParams.keys()]).toEqual(["code", "state"]);
  });

  it("appends to a callback that has a query, and changes nothing in it", async () => {
    const callback = "https://app.example?tenant=a%2fb";
    const queried = await createApp(stack, poolId, { CallbackURLs: [callback] });
    const url = authorizeUrl(stack, queried, { redirect_uri: callback });
    expect(await signInThroughPages(url, ADA, callback)).toMatch(
      /^https:\/\/app\.example\?tenant=a%2fb&code=[\w-]+&state=some-state$/,
    );
  });

  it("reaches applications at a scheme of their own", async () => {
    const callback = "myapp://signed-in";
    const mobile = await createApp(stack, poolId, { CallbackURLs: [callback] });
    const url = authorizeUrl(stack, mobile, { redirect_uri: callback });
    expect(await signInThroughPages(url, ADA, callback)).toMatch(/^myapp:\/\/signed-in\?code=/);
  });

  it("uses the default callback when a client with one provider sends none", async () => {
    const simple = await createApp(stack, poolId, { DefaultRedirectURI: CALLBACK });
    const url = authorizeUrl(stack, simple, { redirect_uri: undefined });
    expect(await signInThroughPages(url, ADA, CALLBACK)).toContain("?code=");
  });

  it("grants all scopes of the client when none are asked for", async () => {
    const implicit = await createApp(stack, poolId, { AllowedOAuthFlows: ["implicit"] });
    const url = authorizeUrl(stack, implicit, { response_type: "token", scope: undefined });
    const fragment = new URL(await signInThroughPages(url, ADA, CALLBACK)).hash.slice(1);
    const accessToken = new URLSearchParams(fragment).get("access_token") ?? "";
    expect(decodeJwt(accessToken)["scope"]).toBe("openid email profile");
  });
});

describe("the implicit grant", () => {
  it("answers tokens in the fragment, an ID token only for openid, and no refresh token", async () => {
    const scopes = ["openid", "email", "aws.cognito.signin.user.admin"];
    const implicit = await createApp(stack, poolId, { AllowedOAuthFlows: ["implicit"], AllowedOAuthScopes: scopes });
    const granted = async (scope: string) => {
      const url = authorizeUrl(stack, implicit, { response_type: "token", scope, nonce: "n-1" });
      return new URLSearchParams(new URL(await signInThroughPages(url, ADA, CALLBACK)).hash.slice(1));
    };
    const stored = stack.context.state.refreshTokens.size;
    const full = await granted("openid email");
    expect([...full.keys()]).toEqual(["id_token", "access_token", "token_type", "expires_in", "state"]);
    expect(decodeJwt(full.get("id_token")!)["nonce"]).toBe("n-1");
    const bare = await granted("aws.cognito.signin.user.admin");
    expect([...bare.keys()]).toEqual(["access_token", "token_type", "expires_in", "state"]);
    expect(stack.context.state.refreshTokens.size).toBe(stored);
  });
});

describe("a session", () => {
  it("answers the next application at once, for an hour from the sign-in", async () => {
    const browser = createBrowser();
    const other = await createApp(stack, poolId, { ClientName: "another application" });
    await signInThroughPages(authorizeUrl(stack, app), ADA, CALLBACK, browser);
    stack.clock.advance(3_599_000);
    expect((await browser.open(authorizeUrl(stack, other))).url).toContain(`${CALLBACK}?code=`);
    stack.clock.advance(2000);
    expect((await browser.open(authorizeUrl(stack, other))).url).toContain("/login?");
  });

  it("belongs to one pool", async () => {
    const browser = createBrowser();
    const elsewhere = await createApp(stack, await createPool(stack));
    await signInThroughPages(authorizeUrl(stack, app), ADA, CALLBACK, browser);
    expect((await browser.open(authorizeUrl(stack, elsewhere))).url).toContain("/login?");
  });

  it("is not one that somebody made up, and gets a new value at each sign-in", async () => {
    const browser = createBrowser();
    browser.cookies.set(`cognito-${poolId}`, "planted");
    expect((await browser.open(authorizeUrl(stack, app))).url).toContain("/login?");
    await signInThroughPages(authorizeUrl(stack, app), ADA, CALLBACK, browser);
    expect(browser.cookies.get(`cognito-${poolId}`)).not.toBe("planted");
  });

  it("must be as fresh as max_age says", async () => {
    const browser = createBrowser();
    await signInThroughPages(authorizeUrl(stack, app), ADA, CALLBACK, browser);
    stack.clock.advance(60_000);
    expect((await browser.open(authorizeUrl(stack, app, { max_age: "60" }))).url).toContain(`${CALLBACK}?code=`);
    expect((await browser.open(authorizeUrl(stack, app, { max_age: "59" }))).url).toContain("/login?");
  });

  it("ends with its user", async () => {
    const browser = createBrowser();
    await createUser(stack, poolId, "brief@example.com");
    const credentials = { username: "brief@example.com", password: PASSWORD };
    await signInThroughPages(authorizeUrl(stack, app), credentials, CALLBACK, browser);
    const disable = new AdminDisableUserCommand({ UserPoolId: poolId, Username: credentials.username });
    await stack.cognito.send(disable);
    expect((await browser.open(authorizeUrl(stack, app))).url).toContain("/login?");
  });

  it("ignores prompt on a classic domain", async () => {
    const browser = createBrowser();
    expect((await browser.open(authorizeUrl(stack, app, { prompt: "none" }))).url).toContain("/login?");
    await signInThroughPages(authorizeUrl(stack, app), ADA, CALLBACK, browser);
    expect((await browser.open(authorizeUrl(stack, app, { prompt: "login" }))).url).toContain(`${CALLBACK}?code=`);
  });
});

describe("a callback that an update removed", () => {
  it("is not redirected to any more", async () => {
    const changed = await createApp(stack, poolId);
    expect((await open({}, changed)).url).toContain("/login?");
    await stack.cognito.send(
      new UpdateUserPoolClientCommand({
        UserPoolId: poolId,
        ClientId: changed.clientId,
        AllowedOAuthFlowsUserPoolClient: true,
        AllowedOAuthFlows: ["code"],
        AllowedOAuthScopes: ["openid"],
        SupportedIdentityProviders: ["COGNITO"],
        CallbackURLs: ["https://moved.example/callback"],
      }),
    );
    expect(textOf(await open({ scope: "openid" }, changed))).toContain("This address is not registered");
  });
});
