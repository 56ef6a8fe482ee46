import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type Application,
  arrive,
  refusalsIn,
  type SignUpStack,
  shownAlerts,
  signUpStack,
  startSignIn,
  typePassword,
} from "./sign-up-stack.ts";

const NO_ACCESS =
  "PreTokenGeneration failed with error You do not have access to this application. Ask its administrator.";

let all: SignUpStack;
/** For every user of the pool. */
let chat: Application;
/** For its editors. */
let wiki: Application;
let editors: string;
let page: Page;
/** The pages that the browser has shown, redirects left out. */
let shown: string[];

beforeAll(async () => {
  all = await signUpStack();
  chat = await all.application("Chat");
  wiki = await all.application("Wiki", { access: { groups: ["editors"] } });
  editors = `${wiki.registration.id}.editors`;
});
beforeEach(async () => {
  page = await all.newPage();
  shown = [];
  page.on("framenavigated", (frame) => {
    const { origin, pathname } = new URL(frame.url());
    shown.push(origin + pathname);
  });
});
afterEach(() => page.context().close());
afterAll(() => all.close());

async function signInToChat(email: string): Promise<void> {
  await startSignIn(page, chat);
  await typePassword(page, email);
  await arrive(page, chat);
  shown = [];
}

async function refresh(): Promise<void> {
  await page.getByRole("button", { name: "Refresh" }).click();
}

describe("a user without the group, with a session from another application", () => {
  it("is refused a token, let in once added, and refused again once removed, and is asked for a password once", async () => {
    const email = "ada@example.com";
    const username = await all.pool.createUser(email);
    await signInToChat(email);

    await startSignIn(page, wiki);
    expect(await refusalsIn(page, wiki)).toEqual([`invalid_request: ${NO_ACCESS}`]);
    expect(shown).toEqual([wiki.home, wiki.callback]);
    expect(wiki.claims).toEqual([]);

    await all.pool.addToGroup(username, editors);
    await page.getByRole("link", { name: "Sign in" }).click();
    await page.waitForURL(wiki.home);
    expect(await arrive(page, wiki)).toEqual({ status: `Signed in as ${email}`, groups: ["editors"] });
    expect(wiki.claims.at(-1)).toMatchObject({ email, "cognito:groups": ["editors"] });
    expect(shown).toEqual([wiki.home, wiki.callback, wiki.home]);

    await refresh();
    await expect.poll(() => wiki.claims.length).toBe(2);
    expect(wiki.claims.at(-1)).toMatchObject({ email, "cognito:groups": ["editors"] });

    await all.pool.removeFromGroup(username, editors);
    await page.goto(wiki.home);
    await refresh();
    expect(await shownAlerts(page)).toEqual([`invalid_grant: ${NO_ACCESS}`]);
    await page.getByRole("link", { name: "Sign in" }).click();
    expect(await refusalsIn(page, wiki)).toEqual([`invalid_request: ${NO_ACCESS}`]);
    expect(wiki.claims).toHaveLength(2);
    expect(shown.filter((address) => address.endsWith("/login"))).toEqual([]);
  });

  it("goes on in the application that admits everybody", async () => {
    const email = "bob@example.com";
    await all.pool.createUser(email);
    await signInToChat(email);
    await startSignIn(page, wiki);
    await refusalsIn(page, wiki);
    await page.goto(chat.home);
    const before = chat.claims.length;
    await refresh();
    await expect.poll(() => chat.claims.length).toBe(before + 1);
    await page.goto(chat.home);
    expect(await arrive(page, chat)).toEqual({ status: `Signed in as ${email}`, groups: [] });
  });
});

describe("a user without the group and without a session", () => {
  it("reads it on the sign-in page, and has no session from the attempt", async () => {
    const email = "cleo@example.com";
    await all.pool.createUser(email);
    await startSignIn(page, wiki);
    await typePassword(page, email);
    expect(await shownAlerts(page)).toEqual([NO_ACCESS]);
    expect(new URL(page.url()).origin).toBe(all.stack.description.loginUrl);
    await startSignIn(page, chat);
    await page.getByLabel("Password").waitFor();
  });

  it("of another application's group with the same name is refused like anybody else", async () => {
    const email = "dan@example.com";
    const other = await all.application("Other wiki", { access: { groups: ["editors"] } });
    await all.pool.addToGroup(await all.pool.createUser(email), `${other.registration.id}.editors`);
    await startSignIn(page, other);
    await typePassword(page, email);
    expect((await arrive(page, other)).groups).toEqual(["editors"]);
    await startSignIn(page, wiki);
    expect(await refusalsIn(page, wiki)).toEqual([`invalid_request: ${NO_ACCESS}`]);
  });
});
