import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type Application,
  arrive,
  refusalsIn,
  type SignUpStack,
  signInAs,
  signUpStack,
  startSignIn,
  typePassword,
} from "./sign-up-stack.ts";

/** Whom the external provider knows, and whether it vouches for their addresses. */
const PEOPLE = [
  { name: "Grace", subject: "g_1", email: "grace@example.com", emailVerified: true },
  { name: "Eve", subject: "e_1", email: "eve@example.com.evil.test", emailVerified: true },
  { name: "Mallory", subject: "m_1", email: "ada@example.com", emailVerified: false },
  { name: "Victor", subject: "v_1", email: "victor@example.com", emailVerified: true },
  { name: "Nina", subject: "n_1", email: "nina@example.com", emailVerified: true },
];
const REFUSED =
  "invalid_request: PreSignUp failed with error This e-mail address cannot be used to sign up here. Use one of an organisation that is admitted.";

let all: SignUpStack;
/** Takes the people of example.com, and joins them to the users whom it knows. */
let wiki: Application;
/** Takes them too, and joins nobody to anybody. */
let chat: Application;
/** The group that Cognito makes of the provider. */
let partners: string;
let page: Page;

beforeAll(async () => {
  all = await signUpStack(PEOPLE);
  const signUp = { mode: "domains", allowedDomains: ["example.com"], groups: ["editors"] };
  wiki = await all.application("Wiki", { signUp: { ...signUp, link: "verified" }, access: { groups: ["editors"] } });
  chat = await all.application("Chat", { signUp });
  partners = `${all.stack.description.userPoolId}_Partner`;
});
beforeEach(async () => {
  page = await all.newPage();
});
afterEach(() => page.context().close());
afterAll(() => all.close());

/** As whom the application knows the person who signs in through the provider, in a browser of their own. */
async function subjectOf(application: Application, person: string): Promise<string | undefined> {
  await page.context().close();
  page = await all.newPage();
  await signInAs(page, application, person);
  await arrive(page, application);
  return application.claims.at(-1)?.sub;
}

describe("a person who comes through an external provider for the first time", () => {
  it("is admitted by the domain, and lands in the application with its groups", async () => {
    await signInAs(page, wiki, "Grace");
    expect(await arrive(page, wiki)).toEqual({ status: "Signed in as Grace", groups: ["editors", partners] });
    expect(wiki.claims.at(-1)).toMatchObject({
      email: "grace@example.com",
      email_verified: true,
      "cognito:groups": ["editors", partners],
    });
    expect(await all.pool.userOf("Partner_g_1")).toMatchObject({ status: "EXTERNAL_PROVIDER" });
  });

  it("is sent back with the reason when the domain is another, and becomes nobody", async () => {
    await signInAs(page, wiki, "Eve");
    expect(await refusalsIn(page, wiki)).toEqual([REFUSED]);
    expect(await all.pool.namesOf("eve@example.com.evil.test")).toEqual([]);
  });
});

describe("a person with the address of an existing user", () => {
  it("is a second user when the provider does not vouch for the address, and nothing of the first one changes", async () => {
    const email = "ada@example.com";
    const ada = await all.pool.createUser(email);
    await all.pool.addToGroup(ada, `${wiki.registration.id}.editors`);
    const before = await all.pool.userOf(ada);
    expect(await subjectOf(wiki, "Mallory")).not.toBe(ada);
    expect(wiki.claims.at(-1)).toMatchObject({ email, email_verified: false, "cognito:username": "Partner_m_1" });
    expect(await subjectOf(wiki, "Mallory")).not.toBe(ada);
    expect(await all.pool.namesOf(email)).toEqual(["Partner_m_1", ada].toSorted());
    expect(await all.pool.userOf(ada)).toEqual(before);
  });

  it("is that user when the provider vouches for it and the policy joins them: at once, later, and by password", async () => {
    const email = "victor@example.com";
    const victor = await all.pool.createUser(email);
    await all.pool.addToGroup(victor, `${wiki.registration.id}.editors`);
    expect(await subjectOf(wiki, "Victor")).toBe(victor);
    expect(wiki.claims.at(-1)).toMatchObject({ "cognito:groups": ["editors"] });
    expect(await subjectOf(wiki, "Victor")).toBe(victor);
    expect(await all.pool.namesOf(email)).toEqual([victor]);
    await page.context().clearCookies();
    await startSignIn(page, wiki);
    await typePassword(page, email);
    await arrive(page, wiki);
    expect(wiki.claims.at(-1)?.sub).toBe(victor);
  });

  it("is a second user where the policy joins nobody", async () => {
    const email = "nina@example.com";
    const nina = await all.pool.createUser(email);
    const before = await all.pool.userOf(nina);
    expect(await subjectOf(chat, "Nina")).not.toBe(nina);
    expect(await all.pool.namesOf(email)).toEqual(["Partner_n_1", nina].toSorted());
    expect(await all.pool.userOf(nina)).toEqual(before);
  });
});
