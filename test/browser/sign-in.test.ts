import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { accessToken, apiClient } from "../support/api-client.ts";
import { type TestStack, testStack } from "../support/test-stack.ts";
import { launchBrowser } from "./browser.ts";
import { inspectPage } from "./inspect-page.ts";

const SIZES = [
  { name: "phone", viewport: { width: 360, height: 740 }, colorScheme: "light" },
  { name: "phone-dark", viewport: { width: 360, height: 740 }, colorScheme: "dark" },
  { name: "desktop", viewport: { width: 1280, height: 800 }, colorScheme: "light" },
] as const;

let stack: TestStack;
let browser: Browser;
let authorizeUrl: string;
/** The application that people sign in to. */
let application: Server;
let callback: string;

beforeAll(async () => {
  [stack, browser] = await Promise.all([testStack(), launchBrowser()]);
  application = createServer((_, response) => response.end("application")).listen(0, "127.0.0.1");
  await once(application, "listening");
  callback = `http://localhost:${(application.address() as AddressInfo).port}/callback`;
  const api = apiClient(stack.description.apiUrl, await accessToken(stack.description));
  const { json: integration } = await api("/v1/integrations?secret=reference", {
    method: "POST",
    body: {
      connector: "generic-oidc",
      name: "Wiki für Größen & Co",
      settings: { callbackUrls: [callback], logoutUrls: ["https://app.example.com/bye"] },
      signUp: { mode: "open" },
    },
  });
  const query = new URLSearchParams({
    response_type: "code",
    client_id: integration.clientId,
    redirect_uri: callback,
    scope: "openid email profile",
    state: "a+b/c==",
  });
  authorizeUrl = `${stack.description.loginUrl}/oauth2/authorize?${query.toString()}`;
});
afterAll(async () => {
  await browser.close();
  application.close();
  await stack.close();
});

describe.each(SIZES)("on a $name", ({ name, viewport, colorScheme }) => {
  let context: BrowserContext;
  let page: Page;

  beforeEach(async () => {
    context = await browser.newContext({ viewport, colorScheme });
    page = await context.newPage();
    await page.goto(authorizeUrl);
  });
  afterEach(() => context.close());

  const inspect = (label: string): Promise<void> => inspectPage(page, `${label}-${name}`);

  it("signs a person in and lands in the application with a code and the state", async () => {
    await inspect("sign-in");
    await page.getByLabel(/e-?mail|user name/i).fill(stack.description.user.email);
    await page.getByLabel(/^password/i).fill(stack.description.user.password);
    await page.keyboard.press("Enter");
    await page.waitForURL(`${callback}?**`);
    const landed = new URL(page.url());
    expect(landed.searchParams.get("code")).toMatch(/^\S{16,}$/);
    expect(landed.searchParams.get("state")).toBe("a+b/c==");
  });

  it("says in words what is wrong and keeps the user name", async () => {
    await page.getByLabel(/e-?mail|user name/i).fill(stack.description.user.email);
    await page.getByLabel(/^password/i).fill("not the password");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").textContent()).toMatch(/incorrect/i);
    expect(await page.getByLabel(/e-?mail|user name/i).inputValue()).toBe(stack.description.user.email);
    expect(await page.getByLabel(/^password/i).inputValue()).toBe("");
    await inspect("sign-in-refused");
  });

  it("leads a new person from sign-up over the mailed code into the application", async () => {
    const email = `new-${name}@example.com`;
    await page.getByRole("link", { name: /sign up|create/i }).click();
    await inspect("sign-up");
    await page.getByLabel(/e-?mail/i).fill(email);
    await page
      .getByLabel(/^password/i)
      .first()
      .fill("Correct-Horse-7");
    await page.keyboard.press("Enter");
    const code = page.getByLabel(/code/i);
    await code.waitFor();
    await inspect("confirm");
    const mail = await fetch(`${stack.description.mailboxUrl}?to=${encodeURIComponent(email.toUpperCase())}`);
    const { messages } = (await mail.json()) as { messages: { code: string }[] };
    await code.fill(messages[0]?.code ?? "");
    await page.keyboard.press("Enter");
    await page.waitForURL(`${callback}?**`);
    expect(new URL(page.url()).searchParams.get("code")).toMatch(/^\S{16,}$/);
  });

  it.each([
    ["forgotten password", () => stack.description.loginUrl + "/forgotPassword" + new URL(authorizeUrl).search],
    ["callback that is not registered", () => authorizeUrl.replace("callback", "other")],
    ["mailbox", () => stack.description.mailboxUrl],
    ["API reference", () => `${stack.description.apiUrl}/docs`],
  ])("shows a readable page: %s", async (label, url) => {
    await page.goto(url());
    await inspect(label.replaceAll(" ", "-"));
  });
});
