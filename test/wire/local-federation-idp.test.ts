import { createBrowser, textOf } from "@latchkey/local/demo/browser";
import { type RunningIdentityProvider, startIdentityProvider } from "@latchkey/local/idp/identity-provider";
import { manualClock } from "@latchkey/local/kernel/clock";
import * as client from "openid-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GRACE, identify, providerKey } from "../support/federation.ts";

const CALLBACK = "https://pool.example/oauth2/idpresponse";
const SECRET = "s3cret of the pool: & %";

const clock = manualClock(Date.now());
let idp: RunningIdentityProvider;

beforeAll(async () => {
  idp = await startIdentityProvider({
    port: 0,
    client: { id: "pool", secret: SECRET, redirectUris: [CALLBACK] },
    users: [{ subject: "known-1" }, { ...GRACE, claims: { groups: ["staff"], sub: "claimed", iss: "claimed" } }],
    clock,
    signingKey: providerKey,
  });
});

afterAll(() => idp.close());

function authorizeUrl(parameters: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams({
    response_type: "code",
    client_id: "pool",
    redirect_uri: CALLBACK,
    scope: "openid email profile",
    state: "s",
    ...parameters,
  });
  return `${idp.issuer}/authorize?${query.toString()}`;
}

/** What the provider answers to a person on its page, or to a request that it refuses. */
async function callbackOf(url: string, person = GRACE): Promise<URL> {
  const browser = createBrowser();
  const page = await browser.open(url);
  return new URL(page.status === 0 ? page.url : (await identify(browser, page, person)).url);
}

const discover = (authentication = client.ClientSecretPost(SECRET)) =>
  client.discovery(new URL(idp.issuer), "pool", undefined, authentication, {
    execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks],
  });

const token = (form: Readonly<Record<string, string>>) =>
  fetch(`${idp.issuer}/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      redirect_uri: CALLBACK,
      client_id: "pool",
      client_secret: SECRET,
      ...form,
    }),
  });

describe("the stand-in identity provider", () => {
  it.each([
    ["client_secret_basic", client.ClientSecretBasic(SECRET), true],
    ["client_secret_post", client.ClientSecretPost(SECRET), false],
  ] as const)("signs people in to an independent OpenID client with %s", async (_how, authentication, pkce) => {
    const configuration = await discover(authentication);
    const pkceCodeVerifier = pkce ? client.randomPKCECodeVerifier() : undefined;
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: CALLBACK,
      scope: "openid email profile",
      state: "s",
      nonce: "n",
      ...(pkceCodeVerifier && {
        code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: "S256",
      }),
    });
    const tokens = await client.authorizationCodeGrant(configuration, await callbackOf(url.href), {
      expectedState: "s",
      expectedNonce: "n",
      idTokenExpected: true,
      ...(pkceCodeVerifier && { pkceCodeVerifier }),
    });
    const person = { sub: "g-1", email: GRACE.email, email_verified: true, name: "Grace" };
    expect(tokens.claims()).toMatchObject({ ...person, iss: idp.issuer, aud: "pool" });
    expect(await client.fetchUserInfo(configuration, tokens.access_token, "g-1")).toEqual(person);
  });

  it("says what the scopes reveal, and no claim of a person replaces one of the protocol", async () => {
    const infoFor = async (scope: string) => {
      const browser = createBrowser();
      const page = await browser.open(authorizeUrl({ scope }));
      const { searchParams } = new URL((await browser.submit(page, {}, 1)).url);
      const configuration = await discover();
      const exchanged = (await (await token({ code: searchParams.get("code")! })).json()) as { access_token: string };
      return client.fetchUserInfo(configuration, exchanged.access_token, "g-1");
    };
    const email = { email: GRACE.email, email_verified: true };
    expect(await infoFor("openid")).toEqual({ sub: "g-1" });
    expect(await infoFor("openid email")).toEqual({ sub: "g-1", ...email });
    expect(await infoFor("openid profile")).toEqual({ sub: "g-1", name: "Grace", groups: ["staff"], iss: "claimed" });
  });

  it("shows whom it knows and a form for everybody else", async () => {
    const page = await createBrowser().open(authorizeUrl());
    expect(page.status).toBe(200);
    expect(textOf(page)).toContain("known-1 (no e-mail)");
    expect(textOf(page)).toContain("Grace (grace@partner.example, verified)");
    expect(page.forms.map(({ fields }) => Object.keys(fields))).toEqual([
      ["user"],
      ["user"],
      ["sub", "email", "email_verified", "name", "claims"],
      ["cancel"],
    ]);
    expect(page.text).not.toMatch(/<script|\son\w+=/);
  });

  it("asks again for what it cannot use, and keeps what was typed", async () => {
    const browser = createBrowser();
    const page = await browser.open(authorizeUrl());
    const values = { sub: "with a space", email: '"<b>"@example.com', email_verified: "maybe", claims: "[1]" };
    const again = await browser.submit(page, values, 2);
    expect(again.status).toBe(400);
    for (const text of ["visible ASCII characters", "Enter true or false.", "Enter a JSON object"])
      expect(textOf(again)).toContain(text);
    expect(again.forms[2]!.fields).toMatchObject(values);
    expect(again.text).not.toContain("<b>");
  });

  it.each([
    ["another response type", { response_type: "token" }, "unsupported_response_type"],
    ["no openid scope", { scope: "email" }, "invalid_scope"],
    ["a plain challenge", { code_challenge: "c", code_challenge_method: "plain" }, "invalid_request"],
    ["a challenge without method", { code_challenge: "c" }, "invalid_request"],
    ["a wish for no page", { prompt: "none" }, "login_required"],
  ])("sends back a request with %s", async (_what, parameters, error) => {
    const { searchParams } = await callbackOf(authorizeUrl(parameters));
    expect(Object.fromEntries(searchParams)).toEqual({ error, state: "s" });
  });

  it.each([
    ["client", { client_id: "another" }],
    ["callback", { redirect_uri: `${CALLBACK}/` }],
  ])("sends nobody anywhere for an unknown %s", async (_what, parameters) => {
    const page = await createBrowser().open(authorizeUrl(parameters));
    expect([page.status, textOf(page)]).toEqual([400, expect.stringContaining("is not registered here")]);
  });

  it("takes a code once, for its callback, within a minute, and with its verifier", async () => {
    const codeOf = async (parameters = {}) => (await callbackOf(authorizeUrl(parameters))).searchParams.get("code")!;
    const errorOf = async (form: Record<string, string>) =>
      ((await (await token(form)).json()) as { error?: string }).error;
    const once = await codeOf();
    expect(await errorOf({ code: once })).toBeUndefined();
    expect(await errorOf({ code: once })).toBe("invalid_grant");
    expect(await errorOf({ code: await codeOf(), redirect_uri: "https://other.example" })).toBe("invalid_grant");
    const late = await codeOf();
    clock.advance(60_000);
    expect(await errorOf({ code: late })).toBe("invalid_grant");
    expect(await errorOf({ code: await codeOf(), code_verifier: "not asked for" })).toBe("invalid_grant");
    const challenged = { code_challenge: "A".repeat(43), code_challenge_method: "S256" };
    expect(await errorOf({ code: await codeOf(challenged) })).toBe("invalid_grant");
    expect(await errorOf({ code: await codeOf(challenged), code_verifier: "wrong" })).toBe("invalid_grant");
    expect(await errorOf({ code: await codeOf(), grant_type: "password" })).toBe("unsupported_grant_type");
    for (const wrong of [{ client_secret: "wrong" }, { client_id: "another" }])
      expect(await errorOf({ code: await codeOf(), ...wrong })).toBe("invalid_client");
  });

  it("knows an access token for five minutes", async () => {
    const { searchParams } = await callbackOf(authorizeUrl());
    const exchanged = (await (await token({ code: searchParams.get("code")! })).json()) as { access_token: string };
    const info = () =>
      fetch(`${idp.issuer}/userinfo`, { headers: { authorization: `Bearer ${exchanged.access_token}` } });
    clock.advance(299_000);
    expect((await info()).status).toBe(200);
    clock.advance(1000);
    expect((await info()).status).toBe(401);
    expect((await fetch(`${idp.issuer}/userinfo`)).status).toBe(401);
  });

  it("answers nothing else", async () => {
    expect((await fetch(`${idp.issuer}/elsewhere`)).status).toBe(404);
    expect((await fetch(`${idp.issuer}/token`)).status).toBe(405);
    const body = new URLSearchParams({ large: "x".repeat(70_000) });
    expect((await fetch(`${idp.issuer}/token`, { method: "POST", body })).status).toBe(413);
  });
});
