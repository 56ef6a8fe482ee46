import { AdminConfirmSignUpCommand, SignUpCommand } from "@aws-sdk/client-cognito-identity-provider";
import type { Integration } from "@latchkey/core/integration";
import { manualClock } from "@latchkey/local/kernel/clock";
import type { FaultRule } from "@latchkey/local/kernel/faults";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { reconcileOnce } from "../support/reconcile-once.ts";
import {
  callsOf,
  foreignClient,
  groupsOf,
  integrationWith,
  membersOf,
  type Triggers,
  triggersOver,
  userWith,
} from "../support/sign-up-triggers.ts";
import { type TestAws, testAws } from "../support/test-aws.ts";
import { newEmail, triggerEvents } from "../support/trigger-events.ts";

let aws: TestAws;
let triggers: Triggers;

beforeAll(async () => {
  aws = await testAws();
});
beforeEach(() => {
  triggers = triggersOver(aws);
});
afterEach(() => aws.faults.clear());
afterAll(() => aws.close());

const { signUpEvent, confirmEvent } = triggerEvents(() => aws.userPoolId);

const members = (app: Pick<Integration, "id">) => membersOf(aws, app);
const joined = async ({ id }: Pick<Integration, "id">) =>
  (await aws.services.trail.ofIntegration(id, { limit: 100 }, {})).items.filter(({ type }) => type === "member.joined");

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
    const calls = await callsOf(aws, async () => expect(await triggers.postConfirmation(event)).toBe(event));
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
    expect(await callsOf(aws, () => triggers.postConfirmation(event))).toEqual(["TransactGetItems"]);
  });

  it("of a new password nothing happens, and of an unknown version neither, without a call", async () => {
    const app = await integrationWith(aws, { signUp: { mode: "open", groups: ["editors"] } });
    const email = newEmail();
    const username = await signedUp(app.clientId, email);
    const reset = confirmEvent(app.clientId, username, email, "ConfirmForgotPassword");
    const unknown = { ...confirmEvent(app.clientId, username, email), version: "2" };
    for (const event of [reset, unknown, null, {}])
      expect(await callsOf(aws, async () => expect(await triggers.postConfirmation(event)).toBe(event))).toEqual([]);
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
    const { clientId: ClientId } = await foreignClient(aws);
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
