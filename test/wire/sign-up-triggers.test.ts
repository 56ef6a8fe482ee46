import {
  AdminAddUserToGroupCommand,
  AdminConfirmSignUpCommand,
  AdminGetUserCommand,
  CreateUserPoolClientCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Integration } from "@latchkey/core/integration";
import { manualClock } from "@latchkey/local/kernel/clock";
import type { FaultRule } from "@latchkey/local/kernel/faults";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { reconcileOnce } from "../support/reconcile-once.ts";
import {
  groupsOf,
  integrationWith,
  registerPartner,
  type Triggers,
  triggersOver,
  userWith,
} from "../support/sign-up-triggers.ts";
import { type TestAws, testAws } from "../support/test-aws.ts";

const TRY_AGAIN = "This cannot be checked right now. Try again in a minute";
const CLOSED = "This application does not take new accounts. Ask its administrator for one";
const DOMAIN = "This e-mail address cannot be used to sign up here. Use one of an organisation that is admitted";
const NO_ACCESS = "You do not have access to this application. Ask its administrator";
const PORTAL = "6n608g0e9s95uf85r82gv5u7eb";

let aws: TestAws;
let triggers: Triggers;

beforeAll(async () => {
  aws = await testAws();
  await registerPartner(aws);
});
beforeEach(() => {
  triggers = triggersOver(aws);
});
afterEach(() => aws.faults.clear());
afterAll(() => aws.close());

let people = 0;
const newEmail = (domain = "example.com"): string => `person-${++people}@${domain}`;

type Attributes = Readonly<Record<string, unknown>>;

function eventOf(triggerSource: string, clientId: string, userName: string, change: object = {}) {
  return {
    version: "1",
    triggerSource,
    region: "eu-west-1",
    userPoolId: aws.userPoolId,
    userName,
    callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId },
    request: { userAttributes: {}, validationData: null },
    response: {},
    ...change,
  };
}

const FLAGS = { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false };

/** A sign-up of one's own through a client, or of a person of the provider. */
const signUpEvent = (clientId: string, userAttributes: Attributes, userName = `user-${++people}`, source = "SignUp") =>
  eventOf(`PreSignUp_${source}`, clientId, userName, {
    request: { userAttributes, validationData: null },
    response: FLAGS,
  });

const externalEvent = (clientId: string, email: string, emailVerified = "true", subject = `s_${++people}`) =>
  signUpEvent(clientId, { email, email_verified: emailVerified }, `Partner_${subject}`, "ExternalProvider");

const confirmEvent = (clientId: string, userName: string, email: string, source = "ConfirmSignUp") =>
  eventOf(`PostConfirmation_${source}`, clientId, userName, {
    request: { userAttributes: { email, email_verified: "true" } },
  });

const tokenEvent = (clientId: string, groups: readonly string[], version = "2", source = "HostedAuth") =>
  eventOf(`TokenGeneration_${source}`, clientId, "ann", {
    version,
    request: {
      userAttributes: {},
      groupConfiguration: { groupsToOverride: groups, iamRolesToOverride: ["arn:role"], preferredRole: "arn:role" },
      scopes: ["openid"],
    },
    response: version === "1" ? { claimsOverrideDetails: null } : { claimsAndScopeOverrideDetails: null },
  });

/** The upstream calls of what is done, by their names. */
async function callsOf(act: () => Promise<unknown>): Promise<readonly string[]> {
  aws.faults.forget();
  await act().catch(() => undefined);
  return aws.faults.calls.map(({ operation }) => operation).sort((one, other) => (one < other ? -1 : 1));
}

const members = async ({ id }: Pick<Integration, "id">) =>
  (await aws.services.signUps.members(id, { limit: 100 }, {})).items;
const joined = async ({ id }: Pick<Integration, "id">) =>
  (await aws.services.trail.ofIntegration(id, { limit: 100 }, {})).items.filter(({ type }) => type === "member.joined");

describe("before a sign-up", () => {
  it("a domain that is admitted is let in on the policy's terms, and any other told so in a sentence", async () => {
    const { clientId } = await integrationWith(aws, {
      signUp: { mode: "domains", allowedDomains: ["example.com"], autoConfirm: true },
    });
    const event = signUpEvent(clientId, { email: newEmail() });
    expect(await triggers.preSignUp(event)).toEqual({ ...event, response: { ...FLAGS, autoConfirmUser: true } });
    for (const domain of ["example.com.evil.test", "example.com.", "ex\u0430mple.com", "evil.test@example.com"])
      await expect(triggers.preSignUp(signUpEvent(clientId, { email: newEmail(domain) }))).rejects.toThrow(DOMAIN);
    await expect(
      triggers.preSignUp(signUpEvent(clientId, { email: `${"a".repeat(5_000)}@example.com` })),
    ).rejects.toThrow(DOMAIN);
    await expect(triggers.preSignUp(signUpEvent(clientId, {}))).rejects.toThrow("An e-mail address is needed");
  });

  it("an application that says nothing of it takes nobody", async () => {
    const { clientId } = await integrationWith(aws, {});
    await expect(triggers.preSignUp(signUpEvent(clientId, { email: newEmail() }))).rejects.toThrow(CLOSED);
    await expect(triggers.preSignUp(externalEvent(clientId, newEmail()))).rejects.toThrow(CLOSED);
  });

  it("an event that no policy is about comes back as it came, without a call", async () => {
    const { clientId } = await integrationWith(aws, {});
    const email = newEmail();
    const events = [
      signUpEvent("CLIENT_ID_NOT_APPLICABLE", { email }, "ann", "AdminCreateUser"),
      signUpEvent(clientId, { email }, "ann", "AdminCreateUser"),
      { ...signUpEvent(clientId, { email }), version: "2" },
      null,
      "text",
      {},
    ];
    for (const event of events) {
      const calls = await callsOf(async () => expect(await triggers.preSignUp(event)).toEqual(event));
      expect(calls).toEqual([]);
    }
  });

  it("a client of somebody else is left alone, and asked for once in a while only", async () => {
    const clock = manualClock();
    const patient = triggersOver(aws, { clock, cacheMs: 60_000 });
    const event = signUpEvent(PORTAL, { email: newEmail() });
    const ask = async () => expect(await patient.preSignUp(event)).toBe(event);
    expect(await callsOf(ask)).toEqual(["GetItem"]);
    clock.advance(4_999);
    expect(await callsOf(ask)).toEqual([]);
    clock.advance(1);
    expect(await callsOf(ask)).toEqual(["GetItem"]);
  });

  it("makes two calls, and one more to look for who has the address where that matters", async () => {
    const plain = await integrationWith(aws, { signUp: { mode: "open" } });
    const verifying = await integrationWith(aws, { signUp: { mode: "open", autoVerifyEmail: true } });
    const asked = (clientId: string, attributes: Attributes) =>
      callsOf(() => triggers.preSignUp(signUpEvent(clientId, attributes)));
    expect(await asked(plain.clientId, { email: newEmail() })).toEqual(["GetItem", "TransactWriteItems"]);
    expect(await asked(verifying.clientId, { email: newEmail() })).toEqual([
      "GetItem",
      "ListUsers",
      "TransactWriteItems",
    ]);
    expect(await asked(verifying.clientId, {})).toEqual(["GetItem", "TransactWriteItems"]);
    expect(await asked(verifying.clientId, { email: `${"a".repeat(5_000)}@b.c` })).toEqual([
      "GetItem",
      "TransactWriteItems",
    ]);
    expect(await asked(verifying.clientId, { email: 'x" or email = "' })).toEqual(["GetItem", "TransactWriteItems"]);
  });

  it("verifies an address without a code unless another user has proven it", async () => {
    const { clientId } = await integrationWith(aws, { signUp: { mode: "open", autoVerifyEmail: true } });
    const [free, taken, claimed] = [newEmail(), newEmail(), newEmail()];
    await userWith(aws, taken);
    await userWith(aws, claimed, { verified: false });
    const flag = async (email: string) =>
      ((await triggers.preSignUp(signUpEvent(clientId, { email }))) as { response: unknown }).response;
    expect(await flag(free)).toMatchObject({ autoVerifyEmail: true });
    expect(await flag(claimed)).toMatchObject({ autoVerifyEmail: true });
    expect(await flag(taken)).toMatchObject({ autoVerifyEmail: false });
  });
});

describe("a first sign-in through a provider", () => {
  const identities = async (Username: string) => {
    const { UserAttributes = [] } = await aws.clients.cognito.send(
      new AdminGetUserCommand({ UserPoolId: aws.userPoolId, Username }),
    );
    const { Value = "[]" } = UserAttributes.find(({ Name }) => Name === "identities") ?? {};
    return (JSON.parse(Value) as { providerName: string; userId: string }[]).map(
      ({ providerName, userId }) => `${providerName}:${userId}`,
    );
  };
  const linking = { signUp: { mode: "open", link: "verified" } } as const;

  it("is joined to the user who has the address verified, in three calls", async () => {
    const { id, clientId } = await integrationWith(aws, linking);
    const email = newEmail();
    const username = await userWith(aws, email);
    const event = externalEvent(clientId, email, "true", "g_1_2");
    const calls = await callsOf(async () => expect(await triggers.preSignUp(event)).toBe(event));
    expect(calls).toEqual(["AdminLinkProviderForUser", "GetItem", "ListUsers"]);
    expect(await identities(username)).toEqual(["Partner:g_1_2"]);
    expect(await members({ id })).toEqual([]);
  });

  it("is joined once when two windows come at once, and again when one comes later", async () => {
    const { clientId } = await integrationWith(aws, linking);
    const email = newEmail();
    const username = await userWith(aws, email);
    const event = externalEvent(clientId, email);
    const answers = await Promise.all([1, 2, 3].map(() => triggers.preSignUp(event)));
    expect(answers).toEqual([event, event, event]);
    expect(await triggers.preSignUp(event)).toBe(event);
    expect(await identities(username)).toHaveLength(1);
  });

  it("knows its provider in whatever case Cognito writes it", async () => {
    const { clientId } = await integrationWith(aws, linking);
    const email = newEmail();
    const username = await userWith(aws, email);
    const event = { ...externalEvent(clientId, email), userName: "partner_low" };
    await triggers.preSignUp(event);
    expect(await identities(username)).toEqual(["Partner:low"]);
  });

  it("is joined to nobody by an address that is not vouched for, on either side", async () => {
    const { clientId } = await integrationWith(aws, linking);
    const [email, unproven] = [newEmail(), newEmail()];
    const users = [await userWith(aws, email), await userWith(aws, unproven, { verified: false })];
    for (const said of ["false", "TRUE", "1", ""]) await triggers.preSignUp(externalEvent(clientId, email, said));
    await triggers.preSignUp(externalEvent(clientId, unproven));
    for (const username of users) expect(await identities(username)).toEqual([]);
  });

  it("is joined to nobody by an address that only looks like theirs", async () => {
    const { clientId } = await integrationWith(aws, linking);
    const username = await userWith(aws, "kate@bank.example");
    for (const email of [
      "kate@bank.example.evil.test",
      "Kate@Bank.Example",
      "kate@BANK.example",
      "kate@bank.example.",
      "kate@b\u0430nk.example",
      "\u212aate@bank.example",
      "kate@evil.test@bank.example",
      '"kate"@bank.example',
      'x" or email = "kate@bank.example',
      "kate@bank.example\\",
    ])
      await triggers.preSignUp(externalEvent(clientId, email));
    expect(await identities(username)).toEqual([]);
  });

  it("that cannot be joined right now is refused, because a second user would stay", async () => {
    const { clientId } = await integrationWith(aws, linking);
    const email = newEmail();
    await userWith(aws, email);
    aws.faults.add({
      service: "cognito-idp",
      operation: "AdminLinkProviderForUser",
      fault: { kind: "error", type: "NotAuthorizedException" },
    });
    for (const onFailure of ["closed", "open"] as const)
      await expect(triggersOver(aws, { onFailure }).preSignUp(externalEvent(clientId, email))).rejects.toThrow(
        TRY_AGAIN,
      );
  });
});

/** Somebody who signs up through an application for real, as far as Cognito, and what pre-sign-up noted of it. */
async function signedUp(clientId: string, email = newEmail(), at: Triggers = triggers): Promise<string> {
  const poolUser = await userWith(aws, email);
  await at.preSignUp(signUpEvent(clientId, { email }, poolUser));
  return poolUser;
}

describe("after a confirmation", () => {
  it("three deliveries make one member, with one event and the groups, in two calls and one per group", async () => {
    const app = await integrationWith(aws, { signUp: { mode: "open", groups: ["editors", "pool:staff"] } });
    const email = newEmail();
    const username = await signedUp(app.clientId, email);
    const event = confirmEvent(app.clientId, username, email);
    const calls = await callsOf(async () => expect(await triggers.postConfirmation(event)).toBe(event));
    expect(calls).toEqual(["AdminAddUserToGroup", "AdminAddUserToGroup", "TransactGetItems", "TransactWriteItems"]);
    await Promise.all([triggers.postConfirmation(event), triggers.postConfirmation(event)]);
    expect(await groupsOf(aws, username)).toEqual([`${app.id}.editors`, "staff"]);
    expect(await members(app)).toMatchObject([{ username, groups: [`${app.id}.editors`, "staff"] }]);
    expect(await joined(app)).toMatchObject([{ actor: "latchkey", owner: "client:portal", data: { username } }]);
  });

  it("three deliveries at the same moment make one member as well", async () => {
    const app = await integrationWith(aws, { signUp: { mode: "open", groups: ["editors"] } });
    const email = newEmail();
    const username = await signedUp(app.clientId, email);
    const event = confirmEvent(app.clientId, username, email);
    await Promise.all([1, 2, 3].map(() => triggers.postConfirmation(event)));
    expect([await members(app), await joined(app), await groupsOf(aws, username)]).toMatchObject([
      [{ username }],
      [{ data: { username } }],
      [`${app.id}.editors`],
    ]);
  });

  it("by an administrator the sign-up's own record tells the application", async () => {
    const app = await integrationWith(aws, { signUp: { mode: "open", groups: ["editors"] } });
    const email = newEmail();
    const username = await signedUp(app.clientId, email);
    await triggers.postConfirmation(confirmEvent("CLIENT_ID_NOT_APPLICABLE", username, email));
    expect(await members(app)).toMatchObject([{ username }]);
    expect(await groupsOf(aws, username)).toEqual([`${app.id}.editors`]);
  });

  it("by an administrator of somebody who signed up nowhere nothing happens, in one call", async () => {
    const event = confirmEvent("CLIENT_ID_NOT_APPLICABLE", "nobody", newEmail());
    expect(await callsOf(() => triggers.postConfirmation(event))).toEqual(["TransactGetItems"]);
  });

  it("of a new password nothing happens, and of an unknown version neither, without a call", async () => {
    const app = await integrationWith(aws, { signUp: { mode: "open", groups: ["editors"] } });
    const email = newEmail();
    const username = await signedUp(app.clientId, email);
    const reset = confirmEvent(app.clientId, username, email, "ConfirmForgotPassword");
    const unknown = { ...confirmEvent(app.clientId, username, email), version: "2" };
    for (const event of [reset, unknown, null, {}])
      expect(await callsOf(async () => expect(await triggers.postConfirmation(event)).toBe(event))).toEqual([]);
    expect([await members(app), await groupsOf(aws, username)]).toEqual([[], []]);
  });

  it("on the page of another application nobody gets into that one, nor out of their own", async () => {
    const own = await integrationWith(aws, { signUp: { mode: "open" } });
    const other = await integrationWith(aws, {
      signUp: { mode: "domains", allowedDomains: ["bank.example"], groups: ["pool:staff"] },
    });
    const email = newEmail("evil.test");
    const username = await signedUp(own.clientId, email);
    for (let time = 0; time < 3; time += 1)
      await triggers.postConfirmation(confirmEvent(other.clientId, username, email));
    expect([await members(other), await groupsOf(aws, username)]).toEqual([[], []]);
    expect(await members(own)).toMatchObject([{ username }]);
  });

  it("the record of a sign-up that Cognito refused, under another's address, lets nobody in", async () => {
    const bank = await integrationWith(aws, {
      signUp: { mode: "domains", allowedDomains: ["bank.example"], groups: ["pool:staff"] },
    });
    const email = newEmail("evil.test");
    const username = await userWith(aws, email);
    await triggers.preSignUp(signUpEvent(bank.clientId, { email: "boss@bank.example" }, username));
    await triggers.postConfirmation(confirmEvent("CLIENT_ID_NOT_APPLICABLE", username, email));
    await triggers.postConfirmation(confirmEvent(bank.clientId, username, email));
    expect([await members(bank), await groupsOf(aws, username)]).toEqual([[], []]);
  });

  it("without a record the policy of the application judges once more", async () => {
    const app = await integrationWith(aws, { signUp: { mode: "domains", allowedDomains: ["example.com"] } });
    aws.faults.add({
      service: "dynamodb",
      operation: "TransactWriteItems",
      call: 1,
      fault: { kind: "error", type: "AccessDeniedException" },
    });
    const email = newEmail();
    const username = await signedUp(app.clientId, email);
    await triggers.postConfirmation(confirmEvent(app.clientId, username, email));
    expect(await members(app)).toMatchObject([{ username }]);
    await triggers.postConfirmation(confirmEvent(app.clientId, "eve", "eve@evil.test"));
    expect(await members(app)).toHaveLength(1);
  });
});

describe("a failing store after a confirmation", () => {
  // What other tests have left is completed or forgotten first.
  beforeEach(() => reconcileOnce(aws.servicesFor({ clock: manualClock(Date.now() + 30 * 24 * 60 * 60_000) })));

  const rules: readonly (readonly [string, Omit<FaultRule, "fault">])[] = [
    ["reading", { service: "dynamodb", operation: "TransactGetItems" }],
    ["adding to a group", { service: "cognito-idp", operation: "AdminAddUserToGroup" }],
    ["writing the member", { service: "dynamodb", operation: "TransactWriteItems" }],
  ];

  it.each(rules)(
    "in %s lets the user in all the same, and the reconciler completes the membership",
    async (_what, rule) => {
      const clock = manualClock(Date.now());
      const app = await integrationWith(aws, { signUp: { mode: "open", groups: ["editors"] } });
      const email = newEmail();
      const username = await signedUp(app.clientId, email, triggersOver(aws, { clock }));
      const down = aws.faults.add({ ...rule, fault: { kind: "error", type: "InternalServerError" } });
      const event = confirmEvent(app.clientId, username, email);
      expect(await triggers.postConfirmation(event)).toBe(event);
      expect(await members(app)).toEqual([]);
      down();
      const late = aws.servicesFor({ clock });
      expect((await reconcileOnce(late)).completed).toBe(0);
      clock.advance(5 * 60_000);
      expect((await reconcileOnce(late)).completed).toBe(1);
      expect([await members(app), await joined(app), await groupsOf(aws, username)]).toMatchObject([
        [{ username }],
        [{ data: { username } }],
        [`${app.id}.editors`],
      ]);
      clock.advance(60 * 60_000);
      expect((await reconcileOnce(late)).completed).toBe(0);
    },
  );

  it("keeps the reconciler from nobody else, and is tried again until the sign-up expires", async () => {
    const clock = manualClock(Date.now());
    const app = await integrationWith(aws, { signUp: { mode: "open", groups: ["editors"] } });
    const early = triggersOver(aws, { clock });
    const [first, second] = [
      await signedUp(app.clientId, newEmail(), early),
      await signedUp(app.clientId, newEmail(), early),
    ];
    const down = aws.faults.add({
      service: "cognito-idp",
      operation: "AdminAddUserToGroup",
      when: ({ Username }) => Username === first,
      fault: { kind: "error", type: "NotAuthorizedException" },
    });
    const late = aws.servicesFor({ clock });
    clock.advance(5 * 60_000);
    expect((await reconcileOnce(late)).completed).toBe(1);
    expect(await members(app)).toMatchObject([{ username: second }]);
    expect((await reconcileOnce(late)).completed).toBe(0);
    down();
    clock.advance(5 * 60_000);
    expect((await reconcileOnce(late)).completed).toBe(1);
    expect(await members(app)).toHaveLength(2);
    expect(await groupsOf(aws, first)).toEqual([`${app.id}.editors`]);
  });
});

describe("the reconciler", () => {
  const WEEK = 7 * 24 * 60 * 60_000;
  const due = async (at: number) => aws.services.signUps.due(at, 1_000, {});

  it("waits for who has not confirmed yet, ever longer, and forgets who never does", async () => {
    const clock = manualClock(Date.now());
    const app = await integrationWith(aws, { signUp: { mode: "open" } });
    const email = newEmail();
    const { clientId: ClientId } = await foreignClient();
    const { UserSub: username = "" } = await aws.clients.cognito.send(
      new SignUpCommand({ ClientId, Username: email, Password: "Correct-Horse-9" }),
    );
    await triggersOver(aws, { clock }).preSignUp(signUpEvent(app.clientId, { email }, username));
    const late = aws.servicesFor({ clock });
    const lookAt = async () =>
      (await due(clock.now() + 2 * WEEK)).flatMap((record) =>
        record.username === username ? record.lookAt - clock.now() : [],
      );
    expect(await lookAt()).toEqual([5 * 60_000]);
    clock.advance(5 * 60_000);
    await reconcileOnce(late);
    expect(await lookAt()).toEqual([5 * 60_000]);
    clock.advance(5 * 60_000);
    await reconcileOnce(late);
    expect(await lookAt()).toEqual([10 * 60_000]);
    clock.advance(WEEK);
    await reconcileOnce(late);
    expect(await lookAt()).toEqual([]);
    await aws.clients.cognito.send(new AdminConfirmSignUpCommand({ UserPoolId: aws.userPoolId, Username: username }));
    clock.advance(WEEK);
    await reconcileOnce(late);
    expect(await members(app)).toEqual([]);
  });

  it("completes nothing for a user who was there before the sign-up, or has another address than it had", async () => {
    const clock = manualClock(Date.now() + 60_000);
    const app = await integrationWith(aws, { signUp: { mode: "open", groups: ["pool:staff"] } });
    const at = triggersOver(aws, { clock });
    const older = await signedUp(app.clientId, newEmail(), at);
    const now = triggersOver(aws);
    const other = await userWith(aws, newEmail("evil.test"));
    await now.preSignUp(signUpEvent(app.clientId, { email: "boss@bank.example" }, other));
    clock.advance(5 * 60_000);
    expect((await reconcileOnce(aws.servicesFor({ clock }))).completed).toBe(0);
    expect([await members(app), await groupsOf(aws, older), await groupsOf(aws, other)]).toEqual([[], [], []]);
    expect((await due(clock.now() + WEEK)).filter(({ integrationId }) => integrationId === app.id)).toEqual([]);
  });

  it("forgets sign-ups of users and integrations that are gone", async () => {
    const clock = manualClock(Date.now());
    const app = await integrationWith(aws, { signUp: { mode: "open" } });
    await triggersOver(aws, { clock }).preSignUp(signUpEvent(app.clientId, { email: newEmail() }, "never-made"));
    const kept = await signedUp(app.clientId, newEmail(), triggersOver(aws, { clock }));
    const [record] = (await due(clock.now() + WEEK)).filter(({ username }) => username === kept);
    await aws.services.signUps.record({ ...record!, integrationId: "int_01KAJ8XQ6T2M9WZ3R5V7Y0BCDE" }, {});
    clock.advance(5 * 60_000);
    expect((await reconcileOnce(aws.servicesFor({ clock }))).completed).toBe(0);
    const names = (await due(clock.now() + WEEK)).map(({ username }) => username);
    expect(names).not.toContain("never-made");
    expect(names).not.toContain(kept);
  });
});

/** A client of the pool that is no integration's. */
async function foreignClient(): Promise<{ readonly clientId: string }> {
  const { UserPoolClient } = await aws.clients.cognito.send(
    new CreateUserPoolClientCommand({ UserPoolId: aws.userPoolId, ClientName: "foreign" }),
  );
  return { clientId: UserPoolClient!.ClientId! };
}

const SOURCES = ["HostedAuth", "Authentication", "NewPasswordChallenge", "AuthenticateDevice", "RefreshTokens"];

describe("before tokens", () => {
  it.each(SOURCES.flatMap((source) => ["1", "2", "3"].map((version) => [source, version] as const)))(
    "for %s, version %s, only the groups of the policy get any",
    async (source, version) => {
      const { id, clientId } = await integrationWith(aws, { access: { groups: ["editors", "pool:staff"] } });
      for (const groups of [[], ["editors"], ["pool:staff"], ["Staff"], [`${id}x.editors`]])
        await expect(triggers.preTokenGeneration(tokenEvent(clientId, groups, version, source))).rejects.toThrow(
          NO_ACCESS,
        );
      const staff = tokenEvent(clientId, ["staff"], version, source);
      expect(await triggers.preTokenGeneration(staff)).toBe(staff);
      const groupOverrideDetails = {
        groupsToOverride: ["editors"],
        iamRolesToOverride: ["arn:role"],
        preferredRole: "arn:role",
      };
      const editor = tokenEvent(
        clientId,
        [`${id}.editors`, "latchkey-admins", "int_01KAJ8XQ6T2M9WZ3R5V7Y0BCDE.x"],
        version,
        source,
      );
      expect(await triggers.preTokenGeneration(editor)).toEqual({
        ...editor,
        response:
          version === "1"
            ? { claimsOverrideDetails: { claimsToAddOrOverride: {}, groupOverrideDetails } }
            : {
                claimsAndScopeOverrideDetails: {
                  idTokenGeneration: { claimsToAddOrOverride: {} },
                  groupOverrideDetails,
                },
              },
      });
    },
  );

  it("machines are never judged by groups, whatever else the event says, without a call", async () => {
    const { clientId } = await integrationWith(aws, { access: { groups: ["editors"] } });
    for (const version of ["3", "2", "9"]) {
      const event = tokenEvent(clientId, [], version, "ClientCredentials");
      expect(await callsOf(async () => expect(await triggers.preTokenGeneration(event)).toBe(event))).toEqual([]);
    }
  });

  it("a user without groups is one, however Cognito says so", async () => {
    const { clientId } = await integrationWith(aws, {});
    const restricted = await integrationWith(aws, { access: { groups: ["editors"] } });
    for (const request of [
      {},
      null,
      { groupConfiguration: null },
      { groupConfiguration: { groupsToOverride: null } },
      { groupConfiguration: { groupsToOverride: [1, null, {}] } },
    ]) {
      const event = { ...tokenEvent(clientId, []), request };
      expect(await triggers.preTokenGeneration(event)).toBe(event);
      await expect(triggers.preTokenGeneration({ ...tokenEvent(restricted.clientId, []), request })).rejects.toThrow(
        NO_ACCESS,
      );
    }
  });

  it("asks the store once, and not at all while the answer is fresh", async () => {
    const clock = manualClock();
    const { clientId } = await integrationWith(aws, {});
    const cached = triggersOver(aws, { clock, cacheMs: 10_000 });
    const ask = () => callsOf(() => cached.preTokenGeneration(tokenEvent(clientId, [])));
    expect(await ask()).toEqual(["GetItem"]);
    clock.advance(9_999);
    expect(await ask()).toEqual([]);
    clock.advance(1);
    expect(await ask()).toEqual(["GetItem"]);
  });

  it("an unknown version, or an event that cannot be read, follows the setting", async () => {
    const { clientId } = await integrationWith(aws, {});
    const open = triggersOver(aws, { onFailure: "open" });
    const events = [
      tokenEvent(clientId, [], "4"),
      tokenEvent(clientId, [], "constructor"),
      tokenEvent("", []),
      {},
      null,
    ];
    for (const event of events) {
      await expect(triggers.preTokenGeneration(event)).rejects.toThrow(TRY_AGAIN);
      expect(await open.preTokenGeneration(event)).toBe(event);
    }
  });

  it("hundreds of groups stay within the bound of a token", async () => {
    const { id, clientId } = await integrationWith(aws, {});
    const groups = Array.from({ length: 300 }, (_, index) => `${id}.group-${index}`);
    const answer = (await triggers.preTokenGeneration(tokenEvent(clientId, groups))) as {
      response: { claimsAndScopeOverrideDetails: { groupOverrideDetails: { groupsToOverride: string[] } } };
    };
    const { groupsToOverride } = answer.response.claimsAndScopeOverrideDetails.groupOverrideDetails;
    expect(JSON.stringify(groupsToOverride).length).toBeLessThanOrEqual(2_100);
    expect(groupsToOverride.length).toBeGreaterThan(50);
    expect(aws.logs.join("\n")).toContain("groups did not fit into the token");
  });
});

describe("when the store cannot be read", () => {
  /** A deadline that passes when the test says so. */
  function deadline() {
    const controller = new AbortController();
    return { call: () => ({ signal: controller.signal }), pass: () => controller.abort(new Error("the deadline")) };
  }

  /** Hangs the operation, waits until it was asked, and lets the deadline pass. */
  async function hanging(operation: string, pass: () => void): Promise<void> {
    for (;;) {
      if (aws.faults.calls.some((call) => call.operation === operation && call.fault?.kind === "hang")) break;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    pass();
  }

  const hang = (service: FaultRule["service"], operation: string) => {
    aws.faults.forget();
    aws.faults.add({ service, operation, fault: { kind: "hang" } });
  };

  it("because it hangs, each trigger answers at its deadline by its setting", async () => {
    const { clientId } = await integrationWith(aws, { signUp: { mode: "open" } });
    for (const onFailure of ["closed", "open"] as const) {
      const events = {
        preSignUp: signUpEvent(clientId, { email: newEmail() }),
        preTokenGeneration: tokenEvent(clientId, []),
      };
      for (const name of ["preSignUp", "preTokenGeneration"] as const) {
        hang("dynamodb", "GetItem");
        const { call, pass } = deadline();
        const answer = triggersOver(aws, { onFailure, call })[name](events[name]);
        const settled = answer.then(
          (value) => value,
          (error: unknown) => String(error),
        );
        await hanging("GetItem", pass);
        expect(await settled).toEqual(onFailure === "open" ? events[name] : `RefusedError: ${TRY_AGAIN}`);
        aws.faults.clear();
      }
    }
  });

  it("because it hangs, post-confirmation answers the event at its deadline", async () => {
    const { clientId } = await integrationWith(aws, { signUp: { mode: "open" } });
    for (const operation of ["TransactGetItems", "TransactWriteItems"]) {
      hang("dynamodb", operation);
      const { call, pass } = deadline();
      const event = confirmEvent(clientId, "ann", newEmail());
      const answer = triggersOver(aws, { call }).postConfirmation(event);
      await hanging(operation, pass);
      expect(await answer).toBe(event);
      aws.faults.clear();
    }
  });

  it("because noting the sign-up hangs, the sign-up goes on at the deadline", async () => {
    const { clientId } = await integrationWith(aws, { signUp: { mode: "open", autoConfirm: true } });
    hang("dynamodb", "TransactWriteItems");
    const { call, pass } = deadline();
    const answer = triggersOver(aws, { call }).preSignUp(signUpEvent(clientId, { email: newEmail() }));
    await hanging("TransactWriteItems", pass);
    expect(await answer).toMatchObject({ response: { autoConfirmUser: true } });
  });

  it("because looking for users hangs, nothing is linked or verified, and the setting decides", async () => {
    const { clientId } = await integrationWith(aws, { signUp: { mode: "open", autoVerifyEmail: true } });
    for (const onFailure of ["closed", "open"] as const) {
      hang("cognito-idp", "ListUsers");
      const { call, pass } = deadline();
      const answer = triggersOver(aws, { onFailure, call }).preSignUp(signUpEvent(clientId, { email: newEmail() }));
      const settled = answer.then(
        (value) => (value as { response: unknown }).response,
        (error: unknown) => String(error),
      );
      await hanging("ListUsers", pass);
      expect(await settled).toEqual(onFailure === "open" ? FLAGS : `RefusedError: ${TRY_AGAIN}`);
      aws.faults.clear();
    }
  });

  it("because it throttles, the setting decides as well, and nothing of AWS is shown to anybody", async () => {
    const { clientId } = await integrationWith(aws, { signUp: { mode: "open" } });
    aws.faults.add({ service: "dynamodb", operation: "GetItem", fault: { kind: "throttle" } });
    await expect(triggers.preTokenGeneration(tokenEvent(clientId, []))).rejects.toMatchObject({
      name: "RefusedError",
      message: TRY_AGAIN,
    });
    const event = tokenEvent(clientId, []);
    expect(await triggersOver(aws, { onFailure: "open" }).preTokenGeneration(event)).toBe(event);
  });

  it("the last known policy goes on to hold, even where people would be let through", async () => {
    const clock = manualClock();
    const { id, clientId } = await integrationWith(aws, { access: { groups: ["editors"] } });
    const open = triggersOver(aws, { clock, cacheMs: 1_000, onFailure: "open" });
    const refused = () => expect(open.preTokenGeneration(tokenEvent(clientId, []))).rejects.toThrow(NO_ACCESS);
    await refused();
    aws.faults.add({
      service: "dynamodb",
      operation: "GetItem",
      fault: { kind: "error", type: "AccessDeniedException" },
    });
    clock.advance(24 * 60 * 60_000);
    await refused();
    expect(await open.preTokenGeneration(tokenEvent(clientId, [`${id}.editors`]))).toMatchObject({
      response: { claimsAndScopeOverrideDetails: { groupOverrideDetails: { groupsToOverride: ["editors"] } } },
    });
  });
});

describe("a user who is added to a group", () => {
  it("has it in the event, so that no cached policy keeps them waiting", async () => {
    const { id, clientId } = await integrationWith(aws, { access: { groups: ["editors"] } });
    const username = await userWith(aws, newEmail());
    const GroupName = `${id}.editors`;
    await aws.clients.cognito.send(
      new AdminAddUserToGroupCommand({ UserPoolId: aws.userPoolId, Username: username, GroupName }),
    );
    const cached = triggersOver(aws, { cacheMs: 60_000 });
    await expect(cached.preTokenGeneration(tokenEvent(clientId, []))).rejects.toThrow(NO_ACCESS);
    await cached.preTokenGeneration(tokenEvent(clientId, await groupsOf(aws, username)));
  });
});
