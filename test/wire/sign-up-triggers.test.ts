import { AdminGetUserCommand } from "@aws-sdk/client-cognito-identity-provider";
import type { Integration } from "@latchkey/core/integration";
import { manualClock } from "@latchkey/local/kernel/clock";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  callsOf,
  integrationWith,
  membersOf,
  registerPartner,
  type Triggers,
  triggersOver,
  userWith,
} from "../support/sign-up-triggers.ts";
import { type TestAws, testAws } from "../support/test-aws.ts";
import { FLAGS, newEmail, SENTENCES, triggerEvents } from "../support/trigger-events.ts";

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

const { signUpEvent, externalEvent } = triggerEvents(() => aws.userPoolId);

const PORTAL = "6n608g0e9s95uf85r82gv5u7eb";
const members = (app: Pick<Integration, "id">) => membersOf(aws, app);

describe("before a sign-up", () => {
  it("a domain that is admitted is let in on the policy's terms, and any other told so in a sentence", async () => {
    const { clientId } = await integrationWith(aws, {
      signUp: { mode: "domains", allowedDomains: ["example.com"], autoConfirm: true },
    });
    const event = signUpEvent(clientId, { email: newEmail() });
    expect(await triggers.preSignUp(event)).toEqual({ ...event, response: { ...FLAGS, autoConfirmUser: true } });
    for (const domain of ["example.com.evil.test", "example.com.", "ex\u0430mple.com", "evil.test@example.com"])
      await expect(triggers.preSignUp(signUpEvent(clientId, { email: newEmail(domain) }))).rejects.toThrow(
        SENTENCES.domain,
      );
    await expect(
      triggers.preSignUp(signUpEvent(clientId, { email: `${"a".repeat(5_000)}@example.com` })),
    ).rejects.toThrow(SENTENCES.domain);
    await expect(triggers.preSignUp(signUpEvent(clientId, {}))).rejects.toThrow("An e-mail address is needed");
  });

  it("an application that says nothing of it takes nobody", async () => {
    const { clientId } = await integrationWith(aws, {});
    await expect(triggers.preSignUp(signUpEvent(clientId, { email: newEmail() }))).rejects.toThrow(SENTENCES.closed);
    await expect(triggers.preSignUp(externalEvent(clientId, newEmail()))).rejects.toThrow(SENTENCES.closed);
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
      const calls = await callsOf(aws, async () => expect(await triggers.preSignUp(event)).toEqual(event));
      expect(calls).toEqual([]);
    }
  });

  it("a client of somebody else is left alone, and asked for once in a while only", async () => {
    const clock = manualClock();
    const patient = triggersOver(aws, { clock, cacheMs: 60_000 });
    const event = signUpEvent(PORTAL, { email: newEmail() });
    const ask = async () => expect(await patient.preSignUp(event)).toBe(event);
    expect(await callsOf(aws, ask)).toEqual(["GetItem"]);
    clock.advance(4_999);
    expect(await callsOf(aws, ask)).toEqual([]);
    clock.advance(1);
    expect(await callsOf(aws, ask)).toEqual(["GetItem"]);
  });

  it("makes two calls, and one more to look for who has the address where that matters", async () => {
    const plain = await integrationWith(aws, { signUp: { mode: "open" } });
    const verifying = await integrationWith(aws, { signUp: { mode: "open", autoVerifyEmail: true } });
    const asked = (clientId: string, attributes: Readonly<Record<string, unknown>>) =>
      callsOf(aws, () => triggers.preSignUp(signUpEvent(clientId, attributes)));
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
    const calls = await callsOf(aws, async () => expect(await triggers.preSignUp(event)).toBe(event));
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
        SENTENCES.tryAgain,
      );
  });
});
