import { type Browser, createBrowser, signInThroughPages, textOf } from "@latchkey/local/demo/browser";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ADA, type App, authorizeUrl, CALLBACK, type LoginStack, stackWithApp } from "../support/login-stack.ts";

const BYE = "https://app.example/bye";

let stack: LoginStack;
let app: App;
let browser: Browser;

beforeAll(async () => {
  ({ stack, app } = await stackWithApp());
});

afterAll(() => stack.close());

beforeEach(async () => {
  browser = createBrowser();
  await signInThroughPages(authorizeUrl(stack, app), ADA, CALLBACK, browser);
});

const leave = (parameters: Record<string, string>) =>
  browser.open(`${stack.origin}/logout?${new URLSearchParams(parameters).toString()}`);

const hasSession = async (): Promise<boolean> =>
  (await browser.open(authorizeUrl(stack, app))).url.startsWith(CALLBACK);

describe("signing out", () => {
  it("ends the session and goes to a registered logout URL", async () => {
    const [cookie] = [...browser.cookies].filter(([name]) => name.startsWith("cognito-"));
    expect((await leave({ client_id: app.clientId, logout_uri: BYE })).url).toBe(BYE);
    expect(await hasSession()).toBe(false);
    browser.cookies.set(...cookie!);
    expect(await hasSession()).toBe(false);
  });

  it("goes to the sign-in page with a registered callback", async () => {
    const parameters = {
      client_id: app.clientId,
      redirect_uri: CALLBACK,
      response_type: "code",
      state: "s",
      scope: "openid",
    };
    const page = await leave({ ...parameters, identity_provider: "Okta" });
    expect(page.status).toBe(200);
    expect(new URL(page.url).pathname).toBe("/login");
    expect(Object.fromEntries(new URL(page.url).searchParams)).toEqual(parameters);
    expect(await hasSession()).toBe(false);
  });

  it("prefers logout_uri when both are there", async () => {
    const both = { client_id: app.clientId, logout_uri: BYE, redirect_uri: CALLBACK, response_type: "code" };
    expect((await leave(both)).url).toBe(BYE);
  });
});

describe("a sign-out that does not fit", () => {
  it.each([
    ["nothing", {}, "Unknown application"],
    ["no client", { logout_uri: BYE }, "Unknown application"],
    ["an unknown client", { client_id: "0nosuchclient0000000000000", logout_uri: BYE }, "Unknown application"],
    [
      "OpenID Connect's parameters",
      { client_id: "app", post_logout_redirect_uri: BYE, id_token_hint: "x" },
      "This request is incomplete",
    ],
    [
      "a foreign logout URL",
      { client_id: "app", logout_uri: "https://evil.example" },
      "This address is not registered",
    ],
    ["a trailing slash", { client_id: "app", logout_uri: `${BYE}/` }, "This address is not registered"],
    ["a callback as logout URL", { client_id: "app", logout_uri: CALLBACK }, "This address is not registered"],
    ["an empty logout URL", { client_id: "app", logout_uri: "" }, "This address is not registered"],
    [
      "a logout URL as callback",
      { client_id: "app", redirect_uri: BYE, response_type: "code" },
      "This address is not registered",
    ],
    ["a callback without response type", { client_id: "app", redirect_uri: CALLBACK }, "This request is incomplete"],
  ])("with %s shows an error and leaves the session alone", async (_what, parameters, title) => {
    const given: Record<string, string> = { ...parameters };
    if (given["client_id"] === "app") given["client_id"] = app.clientId;
    const page = await leave(given);
    expect([page.status, textOf(page)]).toEqual([400, expect.stringContaining(title)]);
    expect(page.headers.get("set-cookie")).toBeNull();
    expect(await hasSession()).toBe(true);
  });
});
