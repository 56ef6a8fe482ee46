import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type Application,
  arrive,
  codesFor,
  type SignUpStack,
  shownAlerts,
  signUp,
  signUpStack,
  startSignIn,
  typePassword,
} from "./sign-up-stack.ts";

const REFUSED =
  "PreSignUp failed with error This e-mail address cannot be used to sign up here. Use one of an organisation that is admitted.";

let all: SignUpStack;
/** Takes the people of example.com, who are its editors, and nobody else. */
let wiki: Application;
/** Asks nobody for a code. */
let kiosk: Application;
let page: Page;

beforeAll(async () => {
  all = await signUpStack();
  wiki = await all.application("Wiki", {
    signUp: { mode: "domains", allowedDomains: ["example.com"], groups: ["editors"] },
    access: { groups: ["editors"] },
  });
  kiosk = await all.application("Kiosk", {
    signUp: { mode: "domains", allowedDomains: ["*.example.org"], groups: ["guests"], autoConfirm: true },
  });
});
beforeEach(async () => {
  page = await all.newPage();
});
afterEach(() => page.context().close());
afterAll(() => all.close());

async function typeCode(email: string): Promise<void> {
  const code = page.getByLabel("Code");
  await code.waitFor();
  await code.fill((await codesFor(all, email))[0] ?? "");
  await page.keyboard.press("Enter");
}

describe("a person with an address of an allowed domain", () => {
  it("confirms the mailed code and lands in the application, which is told the groups without their prefix", async () => {
    const email = "ada@example.com";
    await signUp(page, wiki, email);
    await typeCode(email);
    expect(await arrive(page, wiki)).toEqual({ status: `Signed in as ${email}`, groups: ["editors"] });
    expect(wiki.claims.at(-1)).toMatchObject({ email, email_verified: true, "cognito:groups": ["editors"] });
    const [username = ""] = await all.pool.namesOf(email);
    expect(await all.pool.userOf(username)).toMatchObject({
      status: "CONFIRMED",
      groups: [`${wiki.registration.id}.editors`],
    });
  });

  it("comes back with the password later, to the same groups", async () => {
    const email = "bob@example.com";
    await signUp(page, wiki, email);
    await typeCode(email);
    await arrive(page, wiki);
    await page.context().clearCookies();
    await startSignIn(page, wiki);
    await typePassword(page, email);
    expect((await arrive(page, wiki)).groups).toEqual(["editors"]);
  });

  it("stays out until the code is typed", async () => {
    const email = "cleo@example.com";
    await signUp(page, wiki, email);
    await page.getByLabel("Code").waitFor();
    await startSignIn(page, wiki);
    await typePassword(page, email);
    await page.getByLabel("Code").waitFor();
    const [username = ""] = await all.pool.namesOf(email);
    expect(await all.pool.userOf(username)).toMatchObject({ status: "UNCONFIRMED", groups: [] });
  });
});

describe("a person with an address of another domain", () => {
  it.each(["eve@evil.test", "eve@example.com.evil.test", "eve@sub.example.com"])(
    "reads why not, above the form that keeps the address: %s",
    async (email) => {
      await signUp(page, wiki, email);
      const alert = page.getByRole("alert");
      await alert.waitFor();
      expect(await alert.allTextContents()).toEqual([REFUSED]);
      expect(await alert.isVisible()).toBe(true);
      expect(await page.title()).toMatch(/^Error: /);
      expect(await page.getByLabel("E-mail").inputValue()).toBe(email);
      expect(await page.getByLabel("E-mail").getAttribute("aria-describedby")).toContain(
        await alert.getAttribute("id"),
      );
      expect(await all.pool.namesOf(email)).toEqual([]);
      expect(await codesFor(all, email)).toEqual([]);
    },
  );

  it("may go on from there with an address that is admitted", async () => {
    const email = "dan@example.com";
    await signUp(page, wiki, "dan@evil.test");
    await shownAlerts(page);
    await typePassword(page, email);
    await typeCode(email);
    expect((await arrive(page, wiki)).status).toBe(`Signed in as ${email}`);
  });
});

it("an application that confirms by itself asks for no code, and mails none", async () => {
  const email = "kim@team.example.org";
  const shown: string[] = [];
  page.on("framenavigated", (frame) => shown.push(new URL(frame.url()).pathname));
  await signUp(page, kiosk, email);
  const person = await arrive(page, kiosk);
  expect(shown).toEqual(["/", "/login", "/signup", "/"]);
  expect(person).toEqual({ status: `Signed in as ${email}`, groups: ["guests"] });
  expect(kiosk.claims.at(-1)).toMatchObject({ email, email_verified: false, "cognito:groups": ["guests"] });
  expect(await codesFor(all, email)).toEqual([]);
});
