import { createHmac } from "node:crypto";
import { ListUsersCommand } from "@aws-sdk/client-cognito-identity-provider";
import { newSigningKey } from "@latchkey/local/cognito/pools";
import { createBrowser, textOf } from "@latchkey/local/demo/browser";
import { base64url, decodeJwt, importJWK, SignJWT } from "jose";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  type FederationStack,
  federate,
  federatedApp,
  federationStack,
  GRACE,
  identify,
  PROVIDER,
  providerKey,
  providerUrl,
  registerProvider,
  signInThroughProvider,
  travel,
} from "../support/federation.ts";
import { type App, CALLBACK, createApp, createPool } from "../support/login-stack.ts";

let stack: FederationStack;
let poolId: string;
let app: App;

beforeAll(async () => {
  stack = await federationStack();
  app = await federatedApp(stack);
  poolId = app.poolId;
});

afterEach(async () => {
  for (const fault of ["idTokenClaims", "idToken", "userInfo", "tokenError"] as const)
    stack.idp.faults[fault] = undefined;
});

afterAll(() => stack.close());

const url = (of: App = app): string => providerUrl(stack, of);

/** Expects that a sign-in ends at the application with this error and nobody new in the pool. */
async function expectRefusal(description: string | RegExp, error = "invalid_request", of: App = app): Promise<void> {
  const page = await federate(url(of), { ...GRACE, subject: "never-lets-in" });
  const { searchParams } = new URL(page.url);
  expect(page.url.startsWith(`${CALLBACK}?`)).toBe(true);
  expect(searchParams.get("error_description")).toMatch(description);
  expect([searchParams.get("error"), searchParams.get("code")]).toEqual([error, null]);
  const { Users = [] } = await stack.cognito.send(new ListUsersCommand({ UserPoolId: of.poolId }));
  expect(Users.map(({ Username }) => Username)).not.toContain(`${PROVIDER}_never-lets-in`);
}

/** Signs claims as the provider would, but for what is asked for. */
async function signed(claims: object, { key = providerKey(), alg = "RS256", kid = "" } = {}): Promise<string> {
  const { privateJwk, kid: own } = await key;
  const header = { alg, ...(kid === "none" ? {} : { kid: kid === "" ? own : kid }) };
  return new SignJWT({ ...claims }).setProtectedHeader(header).sign(await importJWK(privateJwk, alg));
}

const seconds = (): number => Math.floor(stack.clock.now() / 1000);

describe("an ID token of a provider", () => {
  it.each([
    ["another nonce", { nonce: "somebody-else's" }, /^Bad id_token nonce$/],
    ["no nonce", { nonce: undefined }, /^Bad id_token nonce$/],
    ["another audience", { aud: "another-client" }, /^Bad id_token aud$/],
    ["no audience", { aud: undefined }, /^Bad id_token aud$/],
    ["another issuer", { iss: "https://idp.example" }, /^Bad id_token iss$/],
    ["an issuer with a slash more", { iss: "slash" }, /^Bad id_token iss$/],
    ["another authorized party", { azp: "another-client" }, /^Bad id_token azp$/],
    ["no subject", { sub: undefined }, /^Bad id_token sub$/],
    ["an empty subject", { sub: "" }, /^Bad id_token sub$/],
    ["an end in the past", { exp: 1 }, /^Bad id_token exp$/],
    ["no end", { exp: undefined }, /^Bad id_token exp$/],
    ["a start in the future", { nbf: "future" }, /^Bad id_token nbf$/],
  ])("with %s lets nobody in", async (_what, change: Record<string, unknown>, description) => {
    stack.idp.faults.idTokenClaims = (claims) => ({
      ...claims,
      ...change,
      ...(change["iss"] === "slash" && { iss: `${stack.idp.issuer}/` }),
      ...(change["nbf"] === "future" && { nbf: seconds() + 3600 }),
    });
    await expectRefusal(description);
  });

  it("that names this client among others lets its person in", async () => {
    stack.idp.faults.idTokenClaims = (claims) => ({ ...claims, aud: ["another-client", stack.idp.client.id] });
    expect((await signInThroughProvider(url(), GRACE)).searchParams.get("code")).toMatch(/\w/);
  });

  it("is checked by the stand-in's clock", async () => {
    stack.idp.faults.idTokenClaims = (claims) => ({ ...claims, exp: seconds() });
    await expectRefusal("Bad id_token exp");
    stack.idp.faults.idTokenClaims = (claims) => ({ ...claims, exp: seconds() + 1 });
    await signInThroughProvider(url(), GRACE);
  });

  it("that was signed with somebody else's key lets nobody in, whatever key it names", async () => {
    const key = newSigningKey();
    stack.idp.faults.idToken = async (token) => signed(decodeJwt(token), { key, kid: (await providerKey()).kid });
    await expectRefusal("Bad id_token signature");
    stack.idp.faults.idToken = (token) => signed(decodeJwt(token), { key });
    await expectRefusal("Bad id_token signature");
  });

  it("that was changed after it was signed lets nobody in", async () => {
    stack.idp.faults.idToken = (token) => {
      const [header, , signature] = token.split(".");
      const payload = base64url.encode(JSON.stringify({ ...decodeJwt(token), sub: "never-lets-in" }));
      return [header, payload, `${signature?.slice(0, -4)}AAAA`].join(".");
    };
    await expectRefusal("Bad id_token signature");
  });

  it("without signature, or signed with the published key as if it were a password, lets nobody in", async () => {
    const forged = (alg: string, sign: (input: string) => string) => (token: string) => {
      const header = base64url.encode(JSON.stringify({ alg, kid: "any" }));
      const input = `${header}.${token.split(".")[1]}`;
      return `${input}.${sign(input)}`;
    };
    stack.idp.faults.idToken = forged("none", () => "");
    await expectRefusal("Bad id_token signature");
    const published = await (await fetch(`${stack.idp.issuer}/jwks.json`)).text();
    stack.idp.faults.idToken = forged("HS256", (input) =>
      createHmac("sha256", published).update(input).digest("base64url"),
    );
    await expectRefusal("Bad id_token signature");
  });

  it("has to name its key", async () => {
    stack.idp.faults.idToken = (token) => signed(decodeJwt(token), { kid: "none" });
    await expectRefusal("Bad id_token kid");
  });

  it("has to be there, and to be one", async () => {
    stack.idp.faults.idToken = () => "not.a.token";
    await expectRefusal(/^Bad id_token/);
    stack.idp.faults.idToken = () => undefined;
    await expectRefusal(`${PROVIDER} Error - the answer has no id_token`);
  });
});

describe("userinfo of a provider", () => {
  it("about anybody else, or about nobody, lets nobody in", async () => {
    for (const sub of ["somebody-else", undefined]) {
      stack.idp.faults.userInfo = (claims) => ({ ...claims, sub });
      await expectRefusal("Bad userInfo sub");
    }
  });

  it("that is no object lets nobody in", async () => {
    stack.idp.faults.userInfo = () => ["a list"];
    await expectRefusal(`${PROVIDER} Error - 200 unreadable answer`);
  });

  it("counts more than the ID token for what is mapped", async () => {
    stack.idp.faults.idTokenClaims = (claims) => ({ ...claims, name: "Of the token" });
    stack.idp.faults.userInfo = (claims) => ({ ...claims, name: "Of userinfo" });
    await signInThroughProvider(url(), GRACE);
    const user = stack.context.state.users.get(`${poolId}/${PROVIDER}_g-1`);
    expect(user?.attributes["name"]).toBe("Of userinfo");
  });

  it("is asked for by POST where the registration says so", async () => {
    const own = await createPool(stack);
    await registerProvider(stack, own, { ProviderDetails: { attributes_request_method: "POST" } });
    const posts = await createApp(stack, own, { SupportedIdentityProviders: [PROVIDER] });
    const methods: string[] = [];
    stack.idp.faults.userInfo = (claims, method) => {
      methods.push(method);
      return claims;
    };
    await signInThroughProvider(url(posts), GRACE);
    await signInThroughProvider(url(), GRACE);
    expect(methods).toEqual(["POST", "GET"]);
  });
});

describe("the way back from a provider", () => {
  /** Where the provider sends a browser that has begun a sign-in. */
  async function answered(browser = createBrowser()): Promise<string> {
    return (await identify(browser, await travel(browser, url()), GRACE)).url;
  }

  it("is open to the browser that went there, once", async () => {
    const browser = createBrowser();
    const way = await answered(browser);
    expect((await browser.open(way)).url).toContain("?code=");
    browser.cookies.delete(`cognito-${poolId}`);
    const again = await browser.open(way);
    expect([again.status, textOf(again)]).toEqual([400, expect.stringContaining("Something went wrong")]);
  });

  it("is closed to every other browser, which then has no session, and stays open to its own", async () => {
    const own = createBrowser();
    const way = await answered(own);
    const fresh = createBrowser();
    const busy = createBrowser();
    await travel(busy, url());
    for (const other of [fresh, busy]) {
      const page = await other.open(way);
      expect([page.status, textOf(page)]).toEqual([400, expect.stringContaining("Invalid state")]);
      expect([...other.cookies.keys()]).not.toContain(`cognito-${poolId}`);
    }
    expect((await own.open(way)).url).toContain("?code=");
  });

  it("is closed to an unknown state and to none", async () => {
    const browser = createBrowser();
    const way = new URL(await answered(browser));
    way.searchParams.set("state", "A".repeat(43));
    expect((await browser.open(way.href)).status).toBe(400);
    way.searchParams.delete("state");
    expect((await browser.open(way.href)).status).toBe(400);
  });

  it("does not take the code of another sign-in, because the nonce is another's", async () => {
    const attacker = new URL(await answered());
    const browser = createBrowser();
    const way = new URL(await answered(browser));
    way.searchParams.set("code", attacker.searchParams.get("code")!);
    const { searchParams } = new URL((await browser.open(way.href)).url);
    expect(searchParams.get("error_description")).toBe("Bad id_token nonce");
  });

  it("is open for five minutes", async () => {
    const [early, late] = [createBrowser(), createBrowser()];
    const ways = [await travel(early, url()), await travel(late, url())] as const;
    stack.clock.advance(299_000);
    const inTime = await identify(early, ways[0], GRACE);
    expect((await early.open(inTime.url)).url).toContain("?code=");
    stack.clock.advance(1000);
    const tooLate = await identify(late, ways[1], GRACE);
    const page = await late.open(tooLate.url);
    expect([page.status, textOf(page)]).toEqual([400, expect.stringContaining("has taken too long")]);
    const again = /href="(\/login\?[^"]*)"/.exec(page.text)![1]!.replaceAll("&amp;", "&");
    expect(textOf(await late.open(stack.origin + again))).toContain("Continue with Partner");
  });

  it("passes on what the provider refused, and no more than an error code of it", async () => {
    const browser = createBrowser();
    const page = await travel(browser, url());
    const cancelled = await browser.submit(page, {}, page.forms.length - 1);
    expect((await browser.open(cancelled.url)).url).toBe(
      `${CALLBACK}?error=access_denied&error_description=The%20sign-in%20was%20cancelled&state=some-state`,
    );
    const way = new URL(await answered(browser));
    way.searchParams.delete("code");
    way.searchParams.set("error", 'odd" error&code=1');
    expect(new URL((await browser.open(way.href)).url).searchParams.get("error")).toBe("invalid_request");
    const silent = new URL(await answered(browser));
    silent.searchParams.delete("code");
    const { searchParams } = new URL((await browser.open(silent.href)).url);
    expect(searchParams.get("error_description")).toBe("The identity provider has sent no code");
  });
});

describe("a provider that does not work", () => {
  it("and refuses the code is quoted with its name and the status", async () => {
    stack.idp.faults.tokenError = { error: "invalid_grant", error_description: "The code is not for you" };
    await expectRefusal(`${PROVIDER} Error - 400 invalid_grant The code is not for you`);
  });

  it("and does not know the secret is quoted as well", async () => {
    const own = await createPool(stack);
    await registerProvider(stack, own, { ProviderDetails: { client_secret: "another" } });
    const wrong = await createApp(stack, own, { SupportedIdentityProviders: [PROVIDER] });
    await expectRefusal(`${PROVIDER} Error - 401 invalid_client`, "invalid_request", wrong);
  });

  it.each([
    ["is not there", "http://localhost:1", "server_error", /cannot be reached$/],
    ["has no discovery document", "/nowhere", "invalid_request", /404 invalid_request$/],
  ])("because it %s is told to the application at once", async (_what, issuer, error, description) => {
    const own = await createPool(stack);
    const oidc_issuer = issuer.startsWith("/") ? stack.idp.issuer + issuer : issuer;
    await registerProvider(stack, own, { ProviderDetails: { oidc_issuer } });
    const broken = await createApp(stack, own, { SupportedIdentityProviders: ["COGNITO", PROVIDER] });
    const { searchParams } = new URL((await createBrowser().open(url(broken))).url);
    expect([searchParams.get("error"), searchParams.get("error_description")]).toEqual([
      error,
      expect.stringMatching(description),
    ]);
  });

  it("is not needed for discovery where the registration names the endpoints", async () => {
    const own = await createPool(stack);
    const { issuer } = stack.idp;
    await registerProvider(stack, own, {
      ProviderDetails: {
        oidc_issuer: "https://issuer.example",
        authorize_url: `${issuer}/authorize`,
        token_url: `${issuer}/token`,
        attributes_url: `${issuer}/userinfo`,
        jwks_uri: `${issuer}/jwks.json`,
      },
    });
    const named = await createApp(stack, own, { SupportedIdentityProviders: [PROVIDER] });
    stack.idp.faults.idTokenClaims = (claims) => ({ ...claims, iss: "https://issuer.example" });
    expect((await signInThroughProvider(url(named), GRACE)).searchParams.get("code")).toMatch(/\w/);
  });
});
