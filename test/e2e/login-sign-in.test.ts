import { CreateManagedLoginBrandingCommand, UpdateUserPoolCommand } from "@aws-sdk/client-cognito-identity-provider";
import { createBrowser, signInThroughPages, textOf } from "@latchkey/local/demo/browser";
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

let stack: LoginStack;
let poolId: string;
let app: App;

beforeAll(async () => {
  ({ stack, poolId, app } = await stackWithApp());
});

afterAll(() => stack.close());

const signInPage = async (parameters: Readonly<Record<string, string | undefined>> = {}, of: App = app) => {
  const browser = createBrowser();
  return { browser, page: await browser.open(authorizeUrl(stack, of, parameters)) };
};

/** The opening tag of the input of that name. */
const input = (text: string, name: string): string =>
  new RegExp(`<input[^>]*name="${name}"[^>]*>`).exec(text)?.[0] ?? "";

describe("the sign-in page", () => {
  it("says which application it is for, without the marker of registered clients", async () => {
    const { page } = await signInPage();
    expect(page.status).toBe(200);
    expect(textOf(page)).toContain("to continue to Wiki of the team");
    expect(page.text).toContain("<title>Sign in · Wiki of the team</title>");
    expect(page.text).not.toContain("latchkey.local");
    const { page: plain } = await signInPage({}, await createApp(stack, poolId, { ClientName: "payroll" }));
    expect(textOf(plain)).toContain("to continue to payroll");
  });

  it("can be used without sight: language, labels, purposes, a heading and a start for the focus", async () => {
    const { page } = await signInPage();
    expect(page.text).toContain('<html lang="en">');
    expect(page.text).toContain('<label for="username">E-mail</label>');
    expect(page.text).toContain('<label for="password">Password</label>');
    expect(input(page.text, "username")).toMatch(/id="username".*autocomplete="username".*autofocus/);
    expect(input(page.text, "password")).toMatch(/id="password".*type="password".*autocomplete="current-password"/);
    expect(page.text.match(/<h1>/g)).toHaveLength(1);
  });

  it("runs no script, loads nothing and cannot be framed or cached", async () => {
    const { page } = await signInPage();
    expect(page.text).not.toMatch(/<script|\son\w+=|<link[^>]+href="(?!data:)|src=/);
    expect(page.headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; img-src data:; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect(page.headers.get("cache-control")).toBe("no-store");
    expect(page.headers.get("x-frame-options")).toBe("DENY");
    expect(page.headers.get("x-content-type-options")).toBe("nosniff");
  });

  it("keeps its cookies from scripts and other sites", async () => {
    const { page, browser } = await signInPage();
    expect(page.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^XSRF-TOKEN=[\w-]{43}; Path=\/; Max-Age=3600; HttpOnly; SameSite=Lax$/),
    ]);
    const done = await browser.submit(page, { ...ADA });
    expect(done.headers.getSetCookie()).toEqual([
      expect.stringMatching(new RegExp(`^cognito-${poolId}=[\\w-]{64}; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax$`)),
    ]);
  });

  it("offers an account only where people may create one", async () => {
    expect(textOf((await signInPage()).page)).toContain("Create an account");
    const closed = await createPool(stack, { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } });
    const { page } = await signInPage({}, await createApp(stack, closed));
    expect(textOf(page)).not.toContain("Create an account");
  });

  it.each([
    [{ UsernameAttributes: ["phone_number"] as const }, "Phone number"],
    [{ UsernameAttributes: ["email", "phone_number"] as const }, "E-mail or phone number"],
    [{ UsernameAttributes: undefined }, "User name"],
    [{ UsernameAttributes: undefined, AliasAttributes: ["email"] as const }, "User name or e-mail"],
  ])("asks in a pool with %j for the %s", async (settings, label) => {
    const { UsernameAttributes, ...others } = { AliasAttributes: undefined, ...settings };
    const other = await createPool(stack, {
      ...others,
      UsernameAttributes: UsernameAttributes && [...UsernameAttributes],
      AliasAttributes: others.AliasAttributes && [...others.AliasAttributes],
    });
    const { page } = await signInPage({}, await createApp(stack, other));
    expect(page.text).toContain(`<label for="username">${label}</label>`);
  });

  it("can be opened directly, as some products do", async () => {
    const url = authorizeUrl(stack, app, {}, "/login");
    expect(await signInThroughPages(url, ADA, CALLBACK)).toContain("?code=");
  });

  it("asks again even with a session when it is opened directly", async () => {
    const browser = createBrowser();
    await signInThroughPages(authorizeUrl(stack, app), ADA, CALLBACK, browser);
    expect((await browser.open(authorizeUrl(stack, app, {}, "/login"))).status).toBe(200);
  });
});

const failed = async (values: Record<string, string>, of: App = app) => {
  const { browser, page } = await signInPage({}, of);
  return browser.submit(page, values);
};

describe("a sign-in that fails", () => {
  it("answers a wrong password and an unknown user alike", async () => {
    const wrong = await failed({ ...ADA, password: "wrong" });
    const unknown = await failed({ username: "nobody@example.com", password: PASSWORD });
    for (const page of [wrong, unknown]) {
      expect(page.status).toBe(400);
      expect(textOf(page)).toContain("Incorrect username or password.");
    }
  });

  it("names an unknown user where the client reveals that", async () => {
    const legacy = await createApp(stack, poolId, { PreventUserExistenceErrors: "LEGACY" });
    const page = await failed({ username: "nobody@example.com", password: PASSWORD }, legacy);
    expect(textOf(page)).toContain("User does not exist.");
  });

  it("keeps the name, drops the password, and ties the message to both fields", async () => {
    const page = await failed({ ...ADA, password: "wrong-secret" });
    expect(page.forms[0]?.fields).toMatchObject({ username: ADA.username, password: "" });
    expect(page.text).not.toContain("wrong-secret");
    expect(page.text).toMatch(/<p class="banner bad" role="alert" id="form-problem">Incorrect/);
    for (const name of ["username", "password"]) {
      expect(input(page.text, name)).toMatch(/aria-describedby="form-problem".*aria-invalid="true"/);
    }
    expect(input(page.text, "password")).toContain("autofocus");
    expect(page.text).toContain("<title>Error: Sign in");
  });

  it("says next to the field what is missing", async () => {
    const page = await failed({ username: "", password: "" });
    expect(page.text).toMatch(/<p class="problem" role="alert" id="username-problem">Enter your e-mail address.<\/p>/);
    expect(page.text).toMatch(/<p class="problem" role="alert" id="password-problem">Enter your password.<\/p>/);
    expect(input(page.text, "username")).toMatch(/aria-describedby="username-problem".*aria-invalid="true".*autofocus/);
  });

  it("can be repeated with success from the same page", async () => {
    const { browser, page } = await signInPage();
    const again = await browser.submit(page, { ...ADA, password: "wrong" });
    expect((await browser.submit(again, { ...ADA })).url).toContain(`${CALLBACK}?code=`);
  });
});

const post = (url: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(url, { method: "POST", body: new URLSearchParams(fields), headers, redirect: "manual" });

describe("a form that is not our own", () => {
  it("is refused without the token, with another, and without the cookie", async () => {
    const { browser, page } = await signInPage();
    const { action, fields } = page.forms[0]!;
    const cookie = `XSRF-TOKEN=${browser.cookies.get("XSRF-TOKEN")}`;
    const answers = [
      await post(action, { ...ADA }, { cookie }),
      await post(action, { ...ADA, _csrf: "x".repeat(43) }, { cookie }),
      await post(action, { ...fields, ...ADA }),
      await post(action, { ...ADA, _csrf: "" }, { cookie: "XSRF-TOKEN=" }),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(403);
      expect(await answer.text()).toContain("This form is no longer valid");
      expect(answer.headers.get("set-cookie")).toBeNull();
    }
    expect((await post(action, { ...fields, ...ADA }, { cookie })).status).toBe(302);
  });

  it("is refused from another origin, even one that could set our cookies", async () => {
    const { browser, page } = await signInPage();
    const { action, fields } = page.forms[0]!;
    const cookie = `XSRF-TOKEN=${browser.cookies.get("XSRF-TOKEN")}`;
    for (const origin of ["http://localhost:1", "https://evil.example", "null"]) {
      expect((await post(action, { ...fields, ...ADA }, { cookie, origin })).status).toBe(403);
    }
  });

  it("is refused on every page that changes something", async () => {
    for (const path of [
      "/login",
      "/signup",
      "/confirmuser",
      "/resendcode",
      "/forgotPassword",
      "/confirmforgotPassword",
      "/changePassword",
    ]) {
      expect((await post(authorizeUrl(stack, app, {}, path), { ...ADA })).status).toBe(403);
    }
  });
});

describe("hostile input", () => {
  const attack = `"><img src=x onerror=alert(1)><script>alert(1)</script>'&`;

  it("is escaped wherever it comes back", async () => {
    const { browser, page } = await signInPage({ state: attack, nonce: attack });
    const again = await browser.submit(page, { username: attack, password: "wrong" });
    for (const text of [page.text, again.text]) expect(text).not.toMatch(/<img|<script/);
    expect(again.forms[0]?.fields["username"]).toBe(attack);
    expect(new URL(again.forms[0]!.action).searchParams.get("state")).toBe(attack);
  });

  it("puts no words on the error page", async () => {
    const query = new URLSearchParams({ error: attack, error_description: attack });
    const page = await createBrowser().open(`${stack.origin}/error?${query.toString()}`);
    expect(page.text).not.toContain("onerror");
    const friendly = new URLSearchParams({ error: "redirect_mismatch", error_description: "Call +1 555 0100" });
    expect(textOf(await createBrowser().open(`${stack.origin}/error?${friendly.toString()}`))).not.toContain("555");
  });

  it("splits no header", async () => {
    const state = "a\r\nset-cookie: stolen=1";
    const { browser, page } = await signInPage({ state });
    const done = await browser.submit(page, { ...ADA });
    expect(new URL(done.url).searchParams.get("state")).toBe(state);
    expect(done.headers.getSetCookie().join()).not.toContain("stolen");
  });

  it("is shown as text when a function's refusal contains it", async () => {
    const arn = "arn:aws:lambda:eu-west-1:000000000000:function:refuse";
    const other = await createPool(stack, { LambdaConfig: { PreTokenGeneration: arn } });
    await createUser(stack, other, ADA.username);
    stack.functions.set(arn, () => {
      throw new Error(attack);
    });
    const { browser, page } = await signInPage({}, await createApp(stack, other));
    const refused = await browser.submit(page, { ...ADA });
    expect(refused.text).not.toMatch(/<img|<script/);
    expect(textOf(refused)).toContain(attack);
  });
});

describe("a PreTokenGeneration function that refuses", () => {
  const arn = "arn:aws:lambda:eu-west-1:000000000000:function:gate";
  let inner: App;
  let innerPool: string;

  beforeAll(async () => {
    innerPool = await createPool(stack);
    inner = await createApp(stack, innerPool);
    await createUser(stack, innerPool, ADA.username);
    await createUser(stack, innerPool, "grace@example.com");
    const LambdaConfig = { PreTokenGeneration: arn };
    await stack.cognito.send(new UpdateUserPoolCommand({ UserPoolId: innerPool, LambdaConfig }));
    stack.functions.set(arn, (event) => {
      const { email } = event.request["userAttributes"] as { email: string };
      if (email === ADA.username) throw new Error("Ada may not use this application");
      return event;
    });
  });

  it("says so on the sign-in page, starts no session, and lets another account in", async () => {
    const { browser, page } = await signInPage({}, inner);
    const refused = await browser.submit(page, { ...ADA });
    expect(textOf(refused)).toContain("PreTokenGeneration failed with error Ada may not use this application.");
    expect([...browser.cookies.keys()]).toEqual(["XSRF-TOKEN"]);
    const admitted = await browser.submit(refused, { username: "grace@example.com", password: PASSWORD });
    expect(admitted.url).toContain(`${CALLBACK}?code=`);
  });

  it("is told to the application when a session would have answered", async () => {
    const browser = createBrowser();
    stack.functions.set("open", (event) => event);
    const gate = stack.functions.get(arn)!;
    stack.functions.set(arn, (event) => event);
    await signInThroughPages(authorizeUrl(stack, inner), ADA, CALLBACK, browser);
    stack.functions.set(arn, gate);
    const page = await browser.open(authorizeUrl(stack, inner));
    expect(Object.fromEntries(new URL(page.url).searchParams)).toEqual({
      error: "invalid_request",
      error_description: "PreTokenGeneration failed with error Ada may not use this application.",
      state: "some-state",
    });
  });
});

describe("a managed-login domain", () => {
  let managed: string;
  let styled: App;

  beforeAll(async () => {
    managed = await createPool(stack, { pages: "managed" });
    styled = await createApp(stack, managed);
    await createUser(stack, managed, ADA.username);
    const style = { UserPoolId: managed, ClientId: styled.clientId, UseCognitoProvidedValues: true };
    await stack.cognito.send(new CreateManagedLoginBrandingCommand(style));
  });

  it("has no login pages for a client without a style", async () => {
    const bare = await createApp(stack, managed);
    for (const path of ["/oauth2/authorize", "/login", "/signup", "/forgotPassword"]) {
      const page = await createBrowser().open(authorizeUrl(stack, bare, {}, path));
      expect([page.status, textOf(page)]).toEqual([403, expect.stringContaining("Login pages unavailable")]);
    }
  });

  it("signs in with a style, and fills in the login hint", async () => {
    const { browser, page } = await signInPage({ login_hint: ADA.username }, styled);
    expect(page.forms[0]?.fields["username"]).toBe(ADA.username);
    expect((await browser.submit(page, { password: PASSWORD })).url).toContain(`${CALLBACK}?code=`);
  });

  it("answers prompt=none without asking, and prompt=login never", async () => {
    const browser = createBrowser();
    const silent = authorizeUrl(stack, styled, { prompt: "none" });
    expect((await browser.open(silent)).url).toBe(`${CALLBACK}?error=login_required&state=some-state`);
    await signInThroughPages(authorizeUrl(stack, styled), ADA, CALLBACK, browser);
    expect((await browser.open(silent)).url).toContain(`${CALLBACK}?code=`);
    const asked = await browser.open(authorizeUrl(stack, styled, { prompt: "login" }));
    expect(new URL(asked.url).pathname).toBe("/login");
  });
});
