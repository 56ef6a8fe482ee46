import { randomUUID } from "node:crypto";
import { dynamodbClientPolicies } from "@latchkey/aws/dynamodb/client-policies";
import { dynamodbTable } from "@latchkey/aws/dynamodb/table";
import { systemRetryContext } from "@latchkey/aws/retry-context";
import type { IntegrationEvent } from "@latchkey/core/integration";
import type { SignUpRecord } from "@latchkey/core/ports/sign-ups";
import { systemClock } from "@latchkey/runtime/clock";
import { systemIds } from "@latchkey/runtime/ids";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { integrationWith } from "../support/sign-up-triggers.ts";
import { type TestAws, testAws } from "../support/test-aws.ts";

const ids = systemIds(systemClock);
let aws: TestAws;

beforeAll(async () => {
  aws = await testAws();
});
afterAll(() => aws.close());

const signUps = () => aws.services.signUps;

function record(change: Partial<SignUpRecord> = {}): SignUpRecord {
  const now = systemClock.now();
  return {
    userPoolId: "pool",
    username: randomUUID(),
    integrationId: ids.integration(),
    owner: "client:portal",
    emailDomain: "example.com",
    groups: ["int_1.editors", "staff"],
    signedUpAt: now,
    lookAt: now + 1_000,
    expiresAt: now + 60_000,
    ...change,
  };
}

const member = ({ integrationId, username, groups }: SignUpRecord) => ({
  integrationId,
  username,
  groups,
  joinedAt: systemClock.now(),
});

const context = ({ userPoolId, integrationId, owner }: SignUpRecord) => {
  const base = { id: ids.event(), integrationId, owner, at: systemClock.now(), data: {} };
  const event: IntegrationEvent = { ...base, type: "member.joined", actor: "latchkey" };
  return { userPoolId, event };
};

const complete = (signUp: SignUpRecord) => signUps().complete(member(signUp), context(signUp), {});
const eventsOf = async ({ integrationId }: SignUpRecord) =>
  (await aws.services.trail.ofIntegration(integrationId, { limit: 10 }, {})).items;
const noted = async ({ userPoolId, username }: SignUpRecord) =>
  (await signUps().ofConfirmed({ userPoolId, username, clientId: undefined }, {})).signUp;

describe("a sign-up", () => {
  it("is read back as it was noted, and a later one of the same name takes its place", async () => {
    const first = record();
    const { emailDomain: _, ...second } = record({ username: first.username, groups: [] });
    await signUps().record(first, {});
    expect(await noted(first)).toEqual(first);
    await signUps().record(second, {});
    expect(await noted(first)).toEqual(second);
  });

  it("is nobody else's: not of another pool, nor of a name that only begins like it", async () => {
    const signUp = record({ userPoolId: "pool", username: "ann#1" });
    await signUps().record(signUp, {});
    for (const change of [{ userPoolId: "pool#ann" }, { username: "1" }, { username: "ann" }, { userPoolId: "other" }])
      expect(await noted({ ...signUp, ...change })).toBeUndefined();
  });

  it("comes with the policy of the client in one read, either of which may be missing", async () => {
    const app = await integrationWith(aws, { signUp: { mode: "open" }, access: { groups: ["editors"] } });
    const signUp = record();
    await signUps().record(signUp, {});
    const ask = (username: string, clientId: string | undefined) =>
      signUps().ofConfirmed({ userPoolId: "pool", username, clientId }, {});
    const policy = { integrationId: app.id, owner: app.owner, signUp: app.signUp, access: app.access };
    aws.faults.forget();
    expect(await ask(signUp.username, app.clientId)).toEqual({ signUp, policy });
    expect(aws.faults.calls.map(({ operation }) => operation)).toEqual(["TransactGetItems"]);
    expect(await ask("nobody", app.clientId)).toEqual({ signUp: undefined, policy });
    expect(await ask(signUp.username, "unknown")).toEqual({ signUp, policy: undefined });
    expect(await ask("nobody", undefined)).toEqual({ signUp: undefined, policy: undefined });
  });

  it("is due from its moment on, longest due first, until it is postponed or dropped", async () => {
    const at = 1_000_000;
    const [first, second] = [record({ lookAt: at }), record({ lookAt: at + 1 })];
    for (const each of [second, first]) await signUps().record(each, {});
    const due = async (now: number, limit = 10) =>
      (await signUps().due(now, limit, {})).map(({ username }) => username);
    expect(await due(at - 1)).toEqual([]);
    expect(await due(at)).toEqual([first.username]);
    expect(await due(at + 1)).toEqual([first.username, second.username]);
    expect(await due(at + 1, 1)).toEqual([first.username]);
    await signUps().postpone(first, at + 10, {});
    await signUps().drop(second, {});
    await signUps().drop(second, {});
    expect(await due(at + 9)).toEqual([]);
    expect(await signUps().due(at + 10, 10, {})).toEqual([{ ...first, lookAt: at + 10 }]);
    await signUps().drop(first, {});
  });

  it("that was completed meanwhile does not come back by being postponed", async () => {
    const signUp = record({ lookAt: 5 });
    await signUps().record(signUp, {});
    await complete(signUp);
    await signUps().postpone(signUp, 6, {});
    expect([await noted(signUp), await signUps().due(10, 10, {})]).toEqual([undefined, []]);
  });
});

describe("a sign-up that a later one of the same name has replaced", () => {
  it.each([
    ["dropped", (old: SignUpRecord) => signUps().drop(old, {})],
    ["postponed", (old: SignUpRecord) => signUps().postpone(old, old.lookAt + 1, {})],
  ])("leaves that one alone when it is %s", async (_how, look) => {
    const old = record();
    await signUps().record(old, {});
    const later = record({ ...old, groups: ["int_2.editors"], signedUpAt: old.signedUpAt + 1 });
    await signUps().record(later, {});
    await look(old);
    expect(await noted(old)).toEqual(later);
  });
});

describe("completing a sign-up", () => {
  it("writes member and event and takes the record away, once", async () => {
    const signUp = record();
    await signUps().record(signUp, {});
    expect(await complete(signUp)).toBe("completed");
    await signUps().record(signUp, {});
    expect(await complete(signUp)).toBe("already");
    expect(await noted(signUp)).toBeUndefined();
    const { items } = await signUps().members(signUp.integrationId, { limit: 10 }, {});
    expect(items).toMatchObject([{ username: signUp.username, groups: signUp.groups }]);
    expect(await eventsOf(signUp)).toHaveLength(1);
  });

  it("by many at once is done by exactly one of them", async () => {
    const signUp = record();
    await signUps().record(signUp, {});
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => complete(signUp)));
    expect(outcomes.filter((outcome) => outcome === "completed")).toHaveLength(1);
    expect(await eventsOf(signUp)).toHaveLength(1);
  });

  it("whose answer was lost is done once all the same", async () => {
    const signUp = record();
    await signUps().record(signUp, {});
    const rule = { service: "dynamodb", operation: "TransactWriteItems", call: 1 } as const;
    const off = aws.faults.add({ ...rule, fault: { kind: "reset-after" } });
    await complete(signUp);
    off();
    expect([await noted(signUp), (await eventsOf(signUp)).length]).toEqual([undefined, 1]);
  });
});

describe("the members of an integration", () => {
  it("are listed by name, page by page, and those of no other", async () => {
    const { integrationId } = record();
    const names = ["ann", "bob", "cem", "dan", "eva"];
    for (const username of names.toReversed()) await complete(record({ integrationId, username }));
    await complete(record({ username: "zoe" }));
    const pages: (readonly string[])[] = [];
    let after: string | undefined;
    do {
      const page = await signUps().members(integrationId, { limit: 2, ...(after !== undefined && { after }) }, {});
      pages.push(page.items.map(({ username }) => username));
      after = page.next;
    } while (after !== undefined);
    expect(pages.flat()).toEqual(names);
    expect(pages.slice(0, 2)).toEqual([
      ["ann", "bob"],
      ["cem", "dan"],
    ]);
  });
});

describe("the policies by client", () => {
  it("are there as long as the client is, and change with the integration", async () => {
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const connection = { region: "eu-west-1", credentials, endpoint: aws.standIn.origin, callMs: 3_000 };
    const table = dynamodbTable(connection, { name: "latchkey", retry: systemRetryContext, token: randomUUID });
    const policies = dynamodbClientPolicies(table);
    const plain = await integrationWith(aws, {});
    const { id, owner, clientId, signUp } = await integrationWith(aws, {
      signUp: { mode: "open", groups: ["editors"] },
    });
    expect(await policies.read(plain.clientId, {})).toEqual({ integrationId: plain.id, owner: plain.owner });
    expect(await policies.read(clientId, {})).toEqual({ integrationId: id, owner, signUp });
    expect(await policies.read("nobody", {})).toBeUndefined();
  });
});
