import type { Owner } from "@latchkey/core/caller";
import type { Integration } from "@latchkey/core/integration";
import { changed } from "@latchkey/core/operations/change";
import type { IdempotencyClaim, Registry } from "@latchkey/core/ports/registry";
import { systemClock } from "@latchkey/runtime/clock";
import { systemIds } from "@latchkey/runtime/ids";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { registryRows } from "../support/registry-rows.ts";
import { type TestAws, testAws } from "../support/test-aws.ts";

const ids = systemIds(systemClock);
let aws: TestAws;
let registry: Registry;

beforeAll(async () => {
  aws = await testAws();
  registry = aws.services.registry;
});
afterAll(() => aws.close());

const { newOwner, row, reserve, save, advance, active } = registryRows(() => registry);

const claimFor = (integration: Integration, expiresAt = systemClock.now() + 60_000): IdempotencyClaim => ({
  owner: integration.owner,
  key: "first",
  requestHash: "hash",
  integrationId: integration.id,
  expiresAt,
});

const eventFor = (integration: Integration) => ({
  id: ids.event(),
  integrationId: integration.id,
  owner: integration.owner,
  type: "secret.revealed" as const,
  actor: integration.owner,
  at: systemClock.now(),
  data: {},
});

describe("reserve", () => {
  it("stores a row that reads back as it was", async () => {
    const integration = row({ settings: { text: 'é 名 \u0000 "', empty: "", deep: { a: [{}] } } });
    expect(await reserve(integration)).toEqual({ kind: "reserved" });
    expect(await registry.load(integration.id, {})).toEqual(integration);
  });

  it("keeps names unique per owner, ignoring case, width and surrounding space", async () => {
    const first = row({ name: "Straße GitLab" });
    await reserve(first);
    const second = row({ owner: first.owner, name: " STRAßE ＧitLab " });
    expect(await reserve(second)).toEqual({ kind: "name-taken", by: first.id });
    expect(await registry.load(second.id, {})).toBeUndefined();
    expect(await reserve(row({ name: "Straße GitLab" }))).toEqual({ kind: "reserved" });
  });

  it("answers a used key with its claim, before anything else, and writes nothing", async () => {
    const first = row();
    await reserve(first, claimFor(first));
    const second = row({ owner: first.owner });
    expect(await reserve(second, claimFor(second))).toEqual({
      kind: "key-used",
      claim: claimFor(first, expect.any(Number) as never),
    });
    expect(await registry.load(second.id, {})).toBeUndefined();
    expect(await registry.claim(first.owner, "first", systemClock.now(), {})).toMatchObject({
      integrationId: first.id,
    });
  });

  it("lets an expired key be used again, whether or not the table has deleted it", async () => {
    const first = row();
    await reserve(first, claimFor(first, first.createdAt - 1));
    expect(await registry.claim(first.owner, "first", systemClock.now(), {})).toBeUndefined();
    const second = row({ owner: first.owner, name: "Another" });
    expect(await reserve(second, claimFor(second))).toEqual({ kind: "reserved" });
  });

  it("stops at the owner's limit and counts removals", async () => {
    const owner = newOwner();
    const rows = ["a", "b", "c"].map((name) => row({ owner, name }));
    for (const each of rows) expect(await reserve(each)).toEqual({ kind: "reserved" });
    expect(await reserve(row({ owner, name: "d" }))).toEqual({ kind: "owner-full" });
    await advance(rows[0]!, { state: "failed" });
    expect(await reserve(row({ owner, name: "d" }))).toEqual({ kind: "reserved" });
  });

  it("counts branding styles per pool on a managed-login domain only", async () => {
    const userPoolId = "styled";
    for (const name of ["a", "b"])
      expect(await reserve(row({ userPoolId, login: "managed", name }))).toEqual({ kind: "reserved" });
    expect(await reserve(row({ userPoolId, login: "managed" }))).toEqual({ kind: "styles-exhausted" });
    expect(await reserve(row({ userPoolId, login: "classic" }))).toEqual({ kind: "reserved" });
  });

  it("lets nobody in at a limit of 0", async () => {
    const none = { limits: { perOwner: 0, stylesPerPool: 0 } };
    expect(await registry.reserve(row(), none, {})).toEqual({ kind: "owner-full" });
    const styled = { limits: { perOwner: 1, stylesPerPool: 0 } };
    expect(await registry.reserve(row({ login: "managed", userPoolId: "none" }), styled, {})).toEqual({
      kind: "styles-exhausted",
    });
  });

  it("lets exactly one of twenty at once have a name", async () => {
    const owner = newOwner();
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => reserve(row({ owner, name: "Contended" }))));
    expect(outcomes.filter(({ kind }) => kind === "reserved")).toHaveLength(1);
    expect(outcomes.filter(({ kind }) => kind === "name-taken")).toHaveLength(19);
  });
});

describe("save", () => {
  it("refuses a write of an older version or epoch", async () => {
    const first = row();
    await reserve(first);
    const second = await advance(first, { state: "active", clientId: "c1" });
    expect(await save(first, changed(first, 1, { name: "Late" }))).toEqual({ kind: "stale" });
    const overtaken = { ...second, epoch: second.epoch + 1 };
    expect(await save(overtaken, changed(overtaken, 1, {}))).toEqual({ kind: "stale" });
    expect(await registry.load(first.id, {})).toEqual(second);
  });

  it("lets one of many writers with the same view win", async () => {
    const first = row();
    await reserve(first);
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, index) => save(first, changed(first, index, { labels: { n: String(index) } }))),
    );
    expect(outcomes.filter((outcome) => outcome.kind === "saved")).toHaveLength(1);
  });

  it("frees the name when a removal begins, and takes the row out of every list when it ends", async () => {
    const first = row();
    await reserve(first);
    const present = await advance(first, { state: "active", clientId: `c-${first.id}` });
    const removing = await advance(present, { state: "removing" });
    expect(await reserve(row({ owner: first.owner }))).toEqual({ kind: "reserved" });
    await advance(removing, { state: "removed" });
    const { items } = await registry.list({ owner: first.owner, limit: 10 }, {});
    expect(items.map(({ id }) => id)).not.toContain(first.id);
    expect(await registry.load(first.id, {})).toMatchObject({ state: "removed" });
  });

  it("takes members away that the new value does not have", async () => {
    const first = row({ problem: { code: "internal", detail: "x" } });
    await reserve(first);
    await advance(first, { problem: undefined });
    expect(await registry.load(first.id, {})).not.toHaveProperty("problem");
  });
});

describe("a change that is bound to an idempotency key", () => {
  it("binds the key in the same transaction", async () => {
    const before = await active();
    const claim = { ...claimFor(before), rotationId: ids.rotation() };
    const after = changed(before, systemClock.now(), { labels: { n: "1" } });
    expect(await registry.save({ before, after, events: [eventFor(before)], claim }, {})).toEqual({ kind: "saved" });
    expect(await registry.claim(before.owner, "first", systemClock.now(), {})).toEqual(claim);
  });

  it("answers a used key with its claim and writes nothing, also when the row has changed meanwhile", async () => {
    const before = await active();
    const claim = claimFor(before);
    const after = changed(before, systemClock.now(), {});
    await registry.save({ before, after, events: [], claim }, {});
    const event = eventFor(before);
    const second = { ...claim, requestHash: "another", rotationId: ids.rotation() };
    const again = await registry.save({ before, after, events: [event], claim: second }, {});
    // The key comes first: a repetition is answered from what its first use made, whatever the row has become.
    expect(again).toEqual({ kind: "key-used", claim });
    const stored = await aws.services.trail.ofIntegration(before.id, { limit: 100 }, {});
    expect(stored.items.map(({ id }) => id)).not.toContain(event.id);
    expect(await registry.load(before.id, {})).toEqual(after);
  });

  it("leaves the key free when the change does not come about", async () => {
    const before = await active();
    await advance(before, {});
    const late = changed(before, systemClock.now(), { labels: { late: "yes" } });
    const claim = claimFor(before);
    expect(await registry.save({ before, after: late, events: [], claim }, {})).toEqual({ kind: "stale" });
    expect(await registry.claim(before.owner, "first", systemClock.now(), {})).toBeUndefined();
  });

  it("is made once when ten send the same key at once", async () => {
    const before = await active();
    const claim = claimFor(before);
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, index) => {
        const after = changed(before, systemClock.now(), { labels: { n: String(index) } });
        return registry.save({ before, after, events: [], claim: { ...claim, requestHash: String(index) } }, {});
      }),
    );
    expect(outcomes.filter(({ kind }) => kind === "saved")).toHaveLength(1);
    const winner = outcomes.findIndex(({ kind }) => kind === "saved");
    const losers = outcomes.filter(({ kind }) => kind !== "saved");
    const used = { kind: "key-used", claim: { ...claim, requestHash: String(winner) } };
    expect(losers).toEqual(losers.map(() => used));
  });
});

describe("the names of an integration", () => {
  const operation = (before: Integration, name: string) => ({
    id: ids.operation(),
    kind: "update" as const,
    step: "apply" as const,
    startedBy: before.owner,
    startedAt: 0,
    attempts: 1,
    leaseUntil: 0,
    settlesAt: 0,
    unknownClient: false,
    target: { name, settings: {}, labels: {}, identityProviders: ["COGNITO"] },
    drift: "refuse" as const,
  });
  const isFree = async (owner: Owner, name: string): Promise<boolean> => {
    const probe = row({ owner, name });
    if ((await reserve(probe)).kind !== "reserved") return false;
    await advance(probe, { state: "failed" });
    return true;
  };

  it("are both taken while an update is at work, and the old one is free when it has ended", async () => {
    const before = await active({ name: "Old" });
    const updating = await advance(before, { state: "updating", operation: operation(before, "New") });
    expect(await isFree(before.owner, " OLD")).toBe(false);
    expect(await isFree(before.owner, "new")).toBe(false);
    await advance(updating, { state: "active", name: "New", operation: undefined });
    expect(await isFree(before.owner, "Old")).toBe(true);
    expect(await isFree(before.owner, "New")).toBe(false);
  });

  it("are what they were when an update is taken back", async () => {
    const before = await active({ name: "Old" });
    const updating = await advance(before, { state: "updating", operation: operation(before, "New") });
    await advance(updating, { state: "active", operation: undefined });
    expect(await isFree(before.owner, "Old")).toBe(false);
    expect(await isFree(before.owner, "New")).toBe(true);
  });

  it("are both free when a removal overtakes an update", async () => {
    const before = await active({ name: "Old" });
    const updating = await advance(before, { state: "updating", operation: operation(before, "New") });
    await advance(updating, { state: "removing", operation: undefined });
    expect(await isFree(before.owner, "Old")).toBe(true);
    expect(await isFree(before.owner, "New")).toBe(true);
  });

  it("may change in case alone, which is the same name", async () => {
    const before = await active({ name: "old" });
    const updating = await advance(before, { state: "updating", operation: operation(before, "OLD") });
    await advance(updating, { state: "active", name: "OLD", operation: undefined });
    expect(await isFree(before.owner, "old")).toBe(false);
  });

  it("are refused to a change that wants another's, and nothing is written", async () => {
    const other = await active({ name: "Taken" });
    const before = await active({ owner: other.owner, name: "Mine" });
    const after = changed(before, 1, { state: "updating", operation: operation(before, "tAKEN") });
    expect(await registry.save({ before, after, events: [eventFor(before)] }, {})).toEqual({ kind: "name-taken" });
    expect(await registry.load(before.id, {})).toEqual(before);
  });
});

describe("noteVerified", () => {
  it("notes it for the version at hand, without making a new one", async () => {
    const before = await active();
    await registry.noteVerified(before, 123, {});
    expect(await registry.load(before.id, {})).toEqual({ ...before, verifiedAt: 123 });
  });

  it("changes no other version, and makes nothing of a row that is gone", async () => {
    const before = await active();
    const after = await advance(before, { labels: { n: "2" } });
    await registry.noteVerified(before, 123, {});
    await registry.noteVerified({ ...after, epoch: after.epoch + 1 }, 123, {});
    expect(await registry.load(before.id, {})).toEqual(after);
    const missing = row();
    await registry.noteVerified(missing, 123, {});
    expect(await registry.load(missing.id, {})).toBeUndefined();
  });
});

describe("appendIfActive", () => {
  it("appends for the owner of an active row only", async () => {
    const first = row();
    await reserve(first);
    expect(await registry.appendIfActive(eventFor(first), first.owner, {})).toBe("refused");
    const present = await advance(first, { state: "active", clientId: `c-${first.id}` });
    expect(await registry.appendIfActive(eventFor(present), present.owner, {})).toBe("appended");
    expect(await registry.appendIfActive(eventFor(present), "client:stranger", {})).toBe("refused");
    const gone = row();
    expect(await registry.appendIfActive(eventFor(gone), gone.owner, {})).toBe("refused");
  });
});
