import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, it } from "vitest";
import { inspectPage } from "./inspect-page.ts";
import {
  type Application,
  arrive,
  codesFor,
  refusalsIn,
  type SignUpStack,
  shownAlerts,
  signInAs,
  signUp,
  signUpStack,
  startSignIn,
  typePassword,
} from "./sign-up-stack.ts";

const LOOKS = [360, 1280].flatMap((width) =>
  (["light", "dark"] as const).map((colorScheme) => ({ width, colorScheme, look: `${width}-${colorScheme}` })),
);
const PEOPLE = [{ name: "Eve", subject: "e_1", email: "eve@evil.test", emailVerified: true }];

let all: SignUpStack;
let wiki: Application;
let vault: Application;

beforeAll(async () => {
  all = await signUpStack(PEOPLE);
  wiki = await all.application("Wiki für Größen & Co", {
    signUp: { mode: "domains", allowedDomains: ["example.com"], groups: ["editors"] },
  });
  vault = await all.application("Vault", { access: { groups: ["owners"] } });
  await all.pool.createUser("ada@example.com");
});
afterAll(() => all.close());

describe.each(LOOKS)("at $width pixels, $colorScheme", ({ width, colorScheme, look }) => {
  let page: Page;
  beforeEach(async () => {
    page = await all.newPage({ viewport: { width, height: 800 }, colorScheme });
  });
  afterEach(() => page.context().close());

  const inspect = (label: string): Promise<void> => inspectPage(page, `${label}-${look}`);

  it("every page of a sign-up is accessible, its refusal among them", async () => {
    const email = `new-${look}@example.com`;
    await signUp(page, wiki, "eve@evil.test");
    await shownAlerts(page);
    await inspect("sign-up-refused-domain");
    await typePassword(page, email);
    await page.getByLabel("Code").waitFor();
    await inspect("sign-up-code");
    await page.getByLabel("Code").fill((await codesFor(all, email))[0] ?? "");
    await page.keyboard.press("Enter");
    await arrive(page, wiki);
    await inspect("sign-up-application");
  });

  it("the forms before it are", async () => {
    await startSignIn(page, wiki);
    await page.getByRole("link", { name: "Continue with Partner" }).waitFor();
    await inspect("sign-up-sign-in");
    await page.getByRole("link", { name: "Create an account" }).click();
    await page.getByRole("heading", { name: "Create an account" }).waitFor();
    await inspect("sign-up-form");
  });

  it("what a user without the group sees is, on the sign-in page and in the application", async () => {
    await startSignIn(page, vault);
    await typePassword(page, "ada@example.com");
    await shownAlerts(page);
    await inspect("access-sign-in-refused");
    await startSignIn(page, wiki);
    await typePassword(page, "ada@example.com");
    await arrive(page, wiki);
    await startSignIn(page, vault);
    await refusalsIn(page, vault);
    await inspect("access-session-refused");
  });

  it("the pages of a sign-in through a provider are, the refusal among them", async () => {
    await startSignIn(page, wiki);
    await page.getByRole("link", { name: "Continue with Partner" }).click();
    await page.getByRole("heading", { name: "Who is signing in?" }).waitFor();
    await inspect("provider");
    await signInAs(page, wiki, "Eve");
    await refusalsIn(page, wiki);
    await inspect("provider-refused");
  });
});
