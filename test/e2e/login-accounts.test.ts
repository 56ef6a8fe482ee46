import {
  AdminCreateUserCommand,
  UpdateUserPoolCommand,
  type UpdateUserPoolCommandInput,
} from "@aws-sdk/client-cognito-identity-provider";
import { type Browser, createBrowser, type Page, signInThroughPages, textOf } from "@latchkey/local/demo/browser";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type App,
  authorizeUrl,
  CALLBACK,
  createApp,
  createPool,
  createUser,
  type LoginStack,
  loginStack,
  PASSWORD,
} from "../support/login-stack.ts";
import { tokenCall } from "../support/oauth-calls.ts";

let stack: LoginStack;
let poolId: string;
let app: App;

beforeAll(async () => {
  stack = await loginStack();
  poolId = await createPool(stack);
  app = await createApp(stack, poolId);
});

afterAll(() => stack.close());

const at = (browser: Browser, path: string, of: App = app): Promise<Page> =>
  browser.open(authorizeUrl(stack, of, {}, path));

async function codeFromMail(to: string): Promise<string> {
  const response = await fetch(`${stack.origin}/mailbox?to=${encodeURIComponent(to)}`);
  const { messages } = (await response.json()) as { messages: { code: string }[] };
  return messages[0]!.code;
}

async function idTokenFor(callback: string): Promise<Record<string, unknown>> {
  const code = new URL(callback).searchParams.get("code") ?? "";
  const { body } = await tokenCall(stack, app, { grant_type: "authorization_code", code, redirect_uri: CALLBACK });
  return decodeJwt(String(body["id_token"]));
}

async function signUp(email: string, browser: Browser = createBrowser()): Promise<Page> {
  return browser.submit(await at(browser, "/signup"), { username: email, password: PASSWORD });
}

describe("signing up", () => {
  it("mails a code, confirms it, and signs in with the new account", async () => {
    const browser = createBrowser();
    const confirm = await signUp("new@example.com", browser);
    expect(new URL(confirm.url).pathname).toBe("/confirmuser");
    expect(confirm.forms[0]?.fields["username"]).toBe("new@example.com");
    const done = await browser.submit(confirm, { code: await codeFromMail("NEW@example.com") });
    expect(done.url).toContain(`${CALLBACK}?code=`);
    expect(new URL(done.url).searchParams.get("state")).toBe("some-state");
    expect(await idTokenFor(done.url)).toMatchObject({ email: "new@example.com", email_verified: true });
    expect((await browser.open(authorizeUrl(stack, app))).url).toContain(`${CALLBACK}?code=`);
  });

  it("refuses a wrong code in words next to the field, and can mail a new one", async () => {
    const browser = createBrowser();
    const confirm = await signUp("twice@example.com", browser);
    const first = await codeFromMail("twice@example.com");
    const wrong = await browser.submit(confirm, { code: first === "000000" ? "111111" : "000000" });
    expect(wrong.text).toMatch(/id="code-problem">Invalid verification code provided, please try again\./);
    const resent = await browser.submit(wrong, {}, 1);
    expect(textOf(resent)).toContain("A new code is on its way to t***@e***.");
    const done = await browser.submit(resent, { code: await codeFromMail("twice@example.com") });
    expect(done.url).toContain(`${CALLBACK}?code=`);
  });

  it("refuses a new code for an account that needs none, on a page that can still be used", async () => {
    const browser = createBrowser();
    const confirm = await signUp("ready@example.com", browser);
    const code = await codeFromMail("ready@example.com");
    await browser.submit(confirm, { code });
    const page = await browser.submit(confirm, {}, 1);
    expect(page.text).toMatch(/role="alert" id="form-problem">User is already confirmed\./);
    expect(Object.keys(page.forms[0]!.fields)).toEqual(["_csrf", "username", "code"]);
  });

  it("does not sign in where the password was never shown: a code alone only confirms", async () => {
    await signUp("stolen@example.com");
    const stranger = createBrowser();
    const confirm = await at(stranger, "/confirmuser");
    const code = await codeFromMail("stolen@example.com");
    const done = await stranger.submit(confirm, { username: "stolen@example.com", code });
    expect(new URL(done.url).pathname).toBe("/login");
    expect(textOf(done)).toContain("Your account is confirmed.");
    expect([...stranger.cookies.keys()]).toEqual(["XSRF-TOKEN"]);
  });

  it("does not sign in as somebody else whose code is typed in", async () => {
    await signUp("victim@example.com");
    const attacker = createBrowser();
    const confirm = await signUp("attacker@example.com", attacker);
    const code = await codeFromMail("victim@example.com");
    const done = await attacker.submit(confirm, { username: "victim@example.com", code });
    expect(new URL(done.url).pathname).toBe("/login");
  });

  it("leads an unconfirmed person who signs in to the confirmation, which then signs in", async () => {
    await signUp("later@example.com");
    const browser = createBrowser();
    const page = await browser.open(authorizeUrl(stack, app));
    const confirm = await browser.submit(page, { username: "later@example.com", password: PASSWORD });
    expect(new URL(confirm.url).pathname).toBe("/confirmuser");
    const done = await browser.submit(confirm, { code: await codeFromMail("later@example.com") });
    expect(done.url).toContain(`${CALLBACK}?code=`);
  });

  it("does not lead anybody there who does not know the password", async () => {
    await signUp("guessed@example.com");
    const browser = createBrowser();
    const page = await browser.open(authorizeUrl(stack, app));
    const wrong = await browser.submit(page, { username: "guessed@example.com", password: "wrong" });
    expect(textOf(wrong)).toContain("Incorrect username or password.");
  });

  it.each([
    [
      "a weak password",
      { username: "weak@example.com", password: "short" },
      "password-problem",
      "Password did not conform",
    ],
    [
      "what is no address",
      { username: "no address", password: PASSWORD },
      "username-problem",
      "Username should be an email.",
    ],
    ["nothing", { username: "", password: "" }, "password-problem", "Choose a password."],
  ])("refuses %s in words next to the field and keeps the rest", async (_what, values, id, words) => {
    const browser = createBrowser();
    const page = await browser.submit(await at(browser, "/signup"), values);
    expect(page.status).toBe(400);
    expect(page.text).toMatch(new RegExp(`id="${id}">${words}`));
    expect(page.forms[0]?.fields).toMatchObject({ username: values.username, password: "" });
  });

  it("says when an address is taken", async () => {
    await createUser(stack, poolId, "taken@example.com");
    const page = await signUp("taken@example.com");
    expect(page.text).toMatch(/id="username-problem">An account with the given email already exists\./);
  });

  it("tells the rules for passwords before one breaks them", async () => {
    const page = await at(createBrowser(), "/signup");
    expect(page.text).toMatch(/aria-describedby="password-hint"/);
    expect(textOf(page)).toContain(
      "At least 8 characters, with an upper-case letter, a lower-case letter, a number and a symbol.",
    );
  });

  it("asks for the attributes that the pool requires, and stores them", async () => {
    const asking = await createPool(stack, {
      UsernameAttributes: undefined,
      Schema: [
        { Name: "given_name", Required: true },
        { Name: "birthdate", Required: true },
      ],
    });
    const client = await createApp(stack, asking);
    const browser = createBrowser();
    const page = await at(browser, "/signup", client);
    expect(Object.keys(page.forms[0]!.fields)).toEqual([
      "_csrf",
      "username",
      "given_name",
      "birthdate",
      "email",
      "password",
    ]);
    const values = {
      username: "ada",
      given_name: "Ada",
      birthdate: "1815-12-10",
      email: "ada@home.example",
      password: PASSWORD,
    };
    const wrong = await browser.submit(page, { ...values, birthdate: "yesterday" });
    expect(wrong.text).toMatch(/id="birthdate-problem"/);
    expect(wrong.forms[0]?.fields).toMatchObject({ given_name: "Ada", birthdate: "yesterday" });
    const confirm = await browser.submit(wrong, values);
    expect(new URL(confirm.url).pathname).toBe("/confirmuser");
    const stored = [...stack.context.state.users.values()].find((user) => user.poolId === asking);
    expect(stored?.attributes).toMatchObject({ given_name: "Ada", birthdate: "1815-12-10", email: "ada@home.example" });
  });

  it("is closed where only administrators create accounts", async () => {
    const closed = await createApp(
      stack,
      await createPool(stack, { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } }),
    );
    const page = await at(createBrowser(), "/signup", closed);
    expect([page.status, textOf(page)]).toEqual([403, expect.stringContaining("Sign-up is closed")]);
  });
});

const arn = (name: string): string => `arn:aws:lambda:eu-west-1:000000000000:function:${name}`;

const configure = (UserPoolId: string, LambdaConfig: UpdateUserPoolCommandInput["LambdaConfig"]) =>
  stack.cognito.send(new UpdateUserPoolCommand({ UserPoolId, LambdaConfig, AutoVerifiedAttributes: ["email"] }));

describe("signing up with triggers", () => {
  it("signs in at once whom the PreSignUp function confirms", async () => {
    const open = await createPool(stack);
    await configure(open, { PreSignUp: arn("welcome") });
    stack.functions.set(arn("welcome"), (event) => ({
      ...event,
      response: { autoConfirmUser: true, autoVerifyEmail: true, autoVerifyPhone: false },
    }));
    const browser = createBrowser();
    const page = await at(browser, "/signup", await createApp(stack, open));
    const done = await browser.submit(page, { username: "quick@example.com", password: PASSWORD });
    expect(done.url).toContain(`${CALLBACK}?code=`);
  });

  it("shows the PreSignUp function's refusal above the form", async () => {
    const gated = await createPool(stack);
    await configure(gated, { PreSignUp: arn("bouncer") });
    stack.functions.set(arn("bouncer"), () => {
      throw new Error("Only example.org may sign up");
    });
    const browser = createBrowser();
    const page = await at(browser, "/signup", await createApp(stack, gated));
    const refused = await browser.submit(page, { username: "me@example.com", password: PASSWORD });
    expect(refused.text).toMatch(
      /role="alert" id="form-problem">PreSignUp failed with error Only example.org may sign up\./,
    );
  });
});

const invite = async (email: string, attributes: Record<string, string> = {}): Promise<string> => {
  const UserAttributes = Object.entries({ email, ...attributes }).map(([Name, Value]) => ({ Name, Value }));
  await stack.cognito.send(new AdminCreateUserCommand({ UserPoolId: poolId, Username: email, UserAttributes }));
  return codeFromMail(email);
};

describe("a temporary password", () => {
  it("must be replaced before the sign-in goes on", async () => {
    const password = await invite("invited@example.com");
    const browser = createBrowser();
    const page = await browser.open(authorizeUrl(stack, app));
    const change = await browser.submit(page, { username: "invited@example.com", password });
    expect(new URL(change.url).pathname).toBe("/changePassword");
    expect(textOf(change)).toContain("The password of invited@example.com was temporary.");
    const weak = await browser.submit(change, { password: "weak" });
    expect(weak.text).toMatch(/id="password-problem">Password did not conform with policy/);
    const done = await browser.submit(weak, { password: PASSWORD });
    expect(done.url).toContain(`${CALLBACK}?code=`);
    const credentials = { username: "invited@example.com", password: PASSWORD };
    expect(await signInThroughPages(authorizeUrl(stack, app), credentials, CALLBACK)).toContain("?code=");
  });

  it("cannot be replaced by somebody who has not shown it, or too late", async () => {
    const password = await invite("slow@example.com");
    const stranger = await at(createBrowser(), "/changePassword");
    expect([stranger.status, textOf(stranger)]).toEqual([403, expect.stringContaining("You took a little too long")]);
    const browser = createBrowser();
    const page = await browser.open(authorizeUrl(stack, app));
    const change = await browser.submit(page, { username: "slow@example.com", password });
    stack.clock.advance(3 * 60_000);
    expect((await browser.submit(change, { password: PASSWORD })).status).toBe(403);
  });
});

describe("a forgotten password", () => {
  it("is replaced with the code from the mail, which signs in", async () => {
    await createUser(stack, poolId, "forgetful@example.com");
    const browser = createBrowser();
    const reset = await browser.submit(await at(browser, "/forgotPassword"), { username: "forgetful@example.com" });
    expect(new URL(reset.url).pathname).toBe("/confirmforgotPassword");
    expect(reset.url).not.toContain("forgetful");
    expect(reset.forms[0]?.fields["username"]).toBe("forgetful@example.com");
    const code = await codeFromMail("forgetful@example.com");
    const wrong = await browser.submit(reset, {
      code: code === "000000" ? "111111" : "000000",
      password: "New-Secret-7",
    });
    expect(wrong.text).toMatch(/id="code-problem">Invalid verification code provided/);
    expect(wrong.text).not.toContain("New-Secret-7");
    const done = await browser.submit(wrong, { code, password: "New-Secret-7" });
    expect(done.url).toContain(`${CALLBACK}?code=`);
    const credentials = { username: "forgetful@example.com", password: "New-Secret-7" };
    expect(await signInThroughPages(authorizeUrl(stack, app), credentials, CALLBACK)).toContain("?code=");
  });

  it("looks the same for an account that does not exist", async () => {
    const browser = createBrowser();
    const reset = await browser.submit(await at(browser, "/forgotPassword"), { username: "nobody@example.com" });
    expect(new URL(reset.url).pathname).toBe("/confirmforgotPassword");
    const wrong = await browser.submit(reset, { code: "123456", password: PASSWORD });
    expect(wrong.text).toMatch(/id="code-problem">Invalid verification code provided/);
  });

  it("leads there at the sign-in when a reset is required", async () => {
    const username = await createUser(stack, poolId, "reset@example.com");
    const { users } = stack.context.state;
    users.put(`${poolId}/${username}`, { ...users.get(`${poolId}/${username}`)!, status: "RESET_REQUIRED" });
    const browser = createBrowser();
    const page = await browser.open(authorizeUrl(stack, app));
    const reset = await browser.submit(page, { username: "reset@example.com", password: PASSWORD });
    expect(new URL(reset.url).pathname).toBe("/confirmforgotPassword");
    await browser.submit(await at(browser, "/forgotPassword"), { username: "reset@example.com" });
    const code = await codeFromMail("reset@example.com");
    const done = await browser.submit(reset, { code, password: "New-Secret-7" });
    expect(done.url).toContain(`${CALLBACK}?code=`);
  });
});
