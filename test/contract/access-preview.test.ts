import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminSetUserPasswordCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Api, type ApiAnswer, apiFixture, gitlab, registered } from "../support/api.ts";
import { contractValidator } from "../support/contract.ts";
import { expectRefused } from "./refused.ts";

const validator = await contractValidator();

const SIGN_UP = {
  mode: "domains",
  allowedDomains: ["example.com"],
  deniedDomains: ["contractors.example.com"],
  groups: ["editors"],
};

let api: Api;
/** By domain, with access for the groups that sign-up gives and for a group of the pool. */
let id: string;
/** The same with all that is for admins. */
let generous: string;
/** Without any policy. */
let bare: string;

beforeAll(async () => {
  api = await apiFixture();
  id = (await registered(api, "admin", gitlab({ signUp: SIGN_UP, access: { groups: ["editors", "pool:staff"] } }))).id;
  const privileged = { ...SIGN_UP, autoConfirm: true, autoVerifyEmail: true, link: "verified" };
  generous = (await registered(api, "admin", gitlab({ signUp: privileged, access: { groups: ["pool:staff"] } }))).id;
  bare = (await registered(api)).id;
});
afterAll(() => api.close());
beforeEach(() => api.aws.faults.forget());

const asked = (integration: string, body: unknown) => ({
  method: "POST",
  path: `/v1/integrations/${integration}/access-preview`,
  as: "admin" as const,
  body,
});

async function preview(integration: string, body: unknown): Promise<ApiAnswer["json"]> {
  const answer = await api.send(asked(integration, body));
  validator.expectDocumented("previewAccess", answer);
  expect(answer.status).toBe(200);
  return answer.json;
}

const codes = ({ reasons }: { readonly reasons: readonly { readonly code: string }[] }) =>
  reasons.map(({ code }) => code);

let count = 0;

/** A user of the pool whom somebody has created. */
async function user({ groups = [] as readonly string[], verified = true } = {}) {
  const { cognito } = api.aws.clients;
  const UserPoolId = api.aws.userPoolId;
  const email = `user-${++count}@example.com`;
  const { User } = await cognito.send(
    new AdminCreateUserCommand({
      UserPoolId,
      Username: email,
      MessageAction: "SUPPRESS",
      UserAttributes: [
        { Name: "email", Value: email },
        { Name: "email_verified", Value: String(verified) },
      ],
    }),
  );
  const Username = User?.Username ?? "";
  await cognito.send(
    new AdminSetUserPasswordCommand({ UserPoolId, Username, Password: "Pass-word1", Permanent: true }),
  );
  for (const GroupName of groups)
    await cognito.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName }));
  return { username: Username, email };
}

describe("somebody who has no account yet", () => {
  it("signs up with an allowed address, confirms by code, gets the groups, and signs in with them", async () => {
    const { user: who, signUp, signIn } = await preview(id, { email: "ada@EXAMPLE.com" });
    expect(who).toEqual({ username: null, email: "ada@EXAMPLE.com", emailVerified: false, groups: ["editors"] });
    expect(signUp).toMatchObject({ admitted: true, confirmed: false, emailVerified: false, groups: ["editors"] });
    expect(codes(signUp)).toEqual(["allowed-domain", "by-code"]);
    expect(signIn).toMatchObject({ admitted: true, groups: ["editors"], message: null });
    expect(codes(signIn)).toEqual(["in-group"]);
  });

  it.each([
    ["another domain", "ada@example.net"],
    ["a denied domain", "ada@contractors.example.com"],
    ["a domain below the allowed one", "ada@sub.example.com"],
    ["a domain that begins like it", "ada@example.com.evil.test"],
    ["a trailing dot", "ada@example.com."],
    ["a homograph", "ada@ex\u0430mple.com"],
    ["two at signs", "ada@evil.test@example.com"],
    ["no at sign", "example.com"],
    ["an address that is too long", `${"x".repeat(2_000)}@example.com`],
  ])("is refused with %s, reads a sentence, and gets nothing", async (_title, email) => {
    const { signUp, signIn, user: who } = await preview(id, { email });
    expect(signUp).toMatchObject({ admitted: false, confirmed: false, linkedTo: null, groups: [] });
    expect([codes(signUp), signUp.message]).toEqual([["domain"], expect.stringMatching(/^This e-mail address cannot/)]);
    expect([signIn.admitted, codes(signIn), who.groups]).toEqual([false, ["not-in-group", "no-user-yet"], []]);
  });

  it("needs an address where domains are asked for, and finds a closed door where nothing is said", async () => {
    expect(codes((await preview(id, {})).signUp)).toEqual(["no-email"]);
    const { signUp, signIn } = await preview(bare, { email: "ada@example.com" });
    expect([codes(signUp), signIn.admitted, codes(signIn)]).toEqual([["closed"], true, ["everybody", "no-user-yet"]]);
  });

  it("is confirmed and verified without a code where an admin has said so, unless somebody holds the address", async () => {
    const { email } = await user();
    const fresh = await preview(generous, { email: "nobody-yet@example.com" });
    expect(fresh.signUp).toMatchObject({ confirmed: true, emailVerified: true });
    expect(codes(fresh.signUp)).toEqual(["allowed-domain", "auto-confirmed", "auto-verified"]);
    const held = await preview(generous, { email });
    expect(held.signUp).toMatchObject({ confirmed: true, emailVerified: false });
    expect(codes(held.signUp)).toEqual(["allowed-domain", "auto-confirmed", "address-held"]);
  });

  it("signs in with the groups that somebody gives besides", async () => {
    const { signIn } = await preview(generous, { email: "ada@example.com", groups: ["pool:staff", "owners"] });
    expect(signIn).toMatchObject({ admitted: true, groups: ["editors", "owners", "staff"] });
  });
});

describe("somebody whom a provider brings", () => {
  const through = (email: string, emailVerified: boolean) => ({ email, emailVerified, provider: "Google" });

  it("becomes one more way to sign in for the user with that address, whose groups then count", async () => {
    const { username, email } = await user({ groups: ["staff"] });
    const { signUp, signIn, user: who } = await preview(generous, through(email, true));
    expect(signUp).toMatchObject({
      admitted: true,
      linkedTo: username,
      groups: [],
      confirmed: true,
      emailVerified: true,
    });
    expect([codes(signUp), codes(signIn)]).toEqual([["allowed-domain", "linked"], ["in-group"]]);
    expect([who.groups, signIn.groups]).toEqual([["pool:staff"], ["staff"]]);
  });

  it.each([
    ["the provider does not vouch for it", false, true, "not-vouched"],
    ["the user has not proven it", true, false, "nobody-to-link"],
  ])("is not joined to that user when %s", async (_title, vouched, verified, why) => {
    const { email } = await user({ verified });
    const { signUp } = await preview(generous, through(email, vouched));
    expect(signUp).toMatchObject({ admitted: true, linkedTo: null, confirmed: true, groups: ["editors"] });
    expect(codes(signUp)).toEqual(["allowed-domain", why, "by-provider"]);
  });

  it("is never joined where the policy says so, and is in the provider's group", async () => {
    const { email } = await user();
    const { signUp, user: who } = await preview(id, through(email, true));
    expect([signUp.linkedTo, codes(signUp)]).toEqual([null, ["allowed-domain", "link-never", "by-provider"]]);
    expect(who.groups).toEqual([`pool:${api.aws.userPoolId}_Google`, "editors"]);
  });
});

describe("a user of the pool", () => {
  it("signs in by a group as it is now, with the groups as the application knows them", async () => {
    const { username, email } = await user({ groups: ["staff", `${id}.editors`, `${generous}.editors`] });
    const answer = await preview(id, { username });
    expect(answer).toMatchObject({ signUp: null, user: { username, email, emailVerified: true } });
    expect(answer.user.groups.toSorted()).toEqual(["editors", `pool:${generous}.editors`, "pool:staff"].toSorted());
    expect(answer.signIn).toMatchObject({ admitted: true, groups: ["editors", "staff"] });
    expect(answer.signIn.reasons).toEqual([
      { code: "in-group", detail: expect.stringContaining("editors, pool:staff") },
    ]);
  });

  it("is refused without a group, and reads a sentence", async () => {
    const { username } = await user({ groups: [`${generous}.editors`] });
    const { signIn } = await preview(id, { username });
    expect([signIn.admitted, codes(signIn)]).toEqual([false, ["not-in-group"]]);
    expect(signIn.message).toMatch(/^You do not have access/);
  });

  it("is kept out by Cognito when disabled, whatever the policy says", async () => {
    const { username } = await user();
    await api.aws.clients.cognito.send(
      new AdminDisableUserCommand({ UserPoolId: api.aws.userPoolId, Username: username }),
    );
    const { signIn } = await preview(bare, { username });
    expect([signIn.admitted, codes(signIn), signIn.message]).toEqual([false, ["everybody", "disabled"], null]);
  });

  it("costs one read of the table and two of the pool, and changes nothing", async () => {
    const { username } = await user();
    api.aws.faults.forget();
    await preview(id, { username });
    expect(api.aws.faults.calls.map(({ operation }) => operation)).toEqual([
      "GetItem",
      "AdminGetUser",
      "AdminListGroupsForUser",
    ]);
  });
});

type Fault = readonly [title: string, body: object, pointer: string];

/** What is wrong with a body is told before anything is looked for. */
const ABSENT = "int_01KAJ8XQ6T2M9WZ3R5V7Y0BCDE";

const faults: readonly Fault[] = [
  ["an unknown member", { colour: "blue" }, "/colour"],
  ["both ways at once", { username: "ada", email: "ada@example.com" }, "/email"],
  ["a user without a name", { username: "" }, "/username"],
  ["a user with a blank name", { username: "a b" }, "/username"],
  ["a long name", { username: "x".repeat(129) }, "/username"],
  ["a name that is a number", { username: 7 }, "/username"],
  ["no name", { username: null }, "/username"],
  ["a long address", { email: "x".repeat(2_049) }, "/email"],
  ["an address that is a list", { email: [] }, "/email"],
  ["a word for a flag", { email: "a@example.com", emailVerified: "true" }, "/emailVerified"],
  ["a provider without a name", { provider: "" }, "/provider"],
  ["a provider with a long name", { provider: "x".repeat(33) }, "/provider"],
  ["a reserved group", { groups: ["latchkey-admins"] }, "/groups/0"],
  ["another integration's group", { groups: ["editors", "pool:int_1.editors"] }, "/groups/1"],
  ["21 groups", { groups: Array.from({ length: 21 }, (_, index) => `g${index}`) }, "/groups"],
];

it.each(faults)("refuses %s", async (_title, body, pointer) => {
  await expectRefused(api, validator, asked(ABSENT, body), 400, "invalid-body", { pointer });
  expect(api.aws.faults.calls).toEqual([]);
});

it("names a user whom the pool does not have", async () => {
  await expectRefused(api, validator, asked(id, { username: "nobody" }), 400, "invalid-body", { pointer: "/username" });
});

it("is for admins, also about an integration of one's own", async () => {
  for (const as of ["owner", "person", "other"] as const)
    await expectRefused(api, validator, { ...asked(bare, { email: "a@example.com" }), as }, 403, "missing-scope");
});
