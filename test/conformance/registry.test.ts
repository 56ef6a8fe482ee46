import type { Owner } from "@latchkey/core/caller";
import type { Integration } from "@latchkey/core/integration";
import { changed } from "@latchkey/core/operations/change";
import type { IdempotencyClaim, Registry } from "@latchkey/core/ports/registry";
import { systemClock } from "@latchkey/runtime/clock";
import { systemIds } from "@latchkey/runtime/ids";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestAws, testAws } from "../support/test-aws.ts";

const ids = systemIds(systemClock);
const limits = { perOwner: 3, stylesPerPool: 2 };
let aws: TestAws;
let registry: Registry;
let owners = 0;

beforeAll(async () => {
  aws = await testAws();
  registry = aws.services.registry;
});
afterAll(() => aws.close());

const newOwner = (): Owner => `client:owner-${++owners}`;

function row(change: Partial<Integration> = {}): Integration {
  const now = systemClock.now();
  return {
    id: ids.integration(),
    state: "provisioning",
    version: 1,
    epoch: 1,
    connector: "gitlab",
    name: "GitLab",
    owner: newOwner(),
    settings: { baseUrl: "https://gitlab.example.com", nested: { list: [1, "two", null, true] } },
    labels: { team: "payments" },
    userPoolId: `pool-${owners}`,
    issuer: "https://issuer.example.com/pool",
    login: "classic",
    createdAt: now,
    updatedAt: now,
    ...change,
  };
}

const reserve = (integration: Integration, claim?: IdempotencyClaim) =>
  registry.reserve(integration, { limits, ...(claim && { claim }) }, {});

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

const advance = async (before: Integration, change: Parameters<typeof changed>[2]): Promise<Integration> => {
  const after = changed(before, systemClock.now(), change);
  expect(await registry.save(before, after, [], {})).toBe("saved");
  return after;
};

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
    expect(await registry.save(first, changed(first, 1, { name: "Late" }), [], {})).toBe("stale");
    const overtaken = { ...second, epoch: second.epoch + 1 };
    expect(await registry.save(overtaken, changed(overtaken, 1, {}), [], {})).toBe("stale");
    expect(await registry.load(first.id, {})).toEqual(second);
  });

  it("lets one of many writers with the same view win", async () => {
    const first = row();
    await reserve(first);
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        registry.save(first, changed(first, index, { labels: { n: String(index) } }), [], {}),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === "saved")).toHaveLength(1);
  });

  it("frees the name when a removal begins, and takes the row out of every list when it ends", async () => {
    const first = row();
    await reserve(first);
    const active = await advance(first, { state: "active", clientId: `c-${first.id}` });
    const removing = await advance(active, { state: "removing" });
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

describe("list", () => {
  it("pages through an owner's rows, newest first, each once", async () => {
    const owner = newOwner();
    const made = [];
    for (let index = 0; index < 7; index += 1) {
      const each = row({ owner, name: `n${index}`, userPoolId: "list" });
      await registry.reserve(each, { limits: { ...limits, perOwner: 100 } }, {});
      made.unshift(each.id);
    }
    const seen: string[] = [];
    let after: Integration["id"] | undefined;
    do {
      const page = await registry.list({ owner, limit: 3, ...(after && { after }) }, {});
      seen.push(...page.items.map(({ id }) => id));
      after = page.next;
    } while (after !== undefined);
    expect(seen).toEqual(made);
  });

  it("filters within a page and still answers where the next one begins", async () => {
    const owner = newOwner();
    for (const name of ["x", "y", "z"]) await reserve(row({ owner, name, labels: { kind: name } }));
    const page = await registry.list({ owner, limit: 2, label: { key: "kind", value: "x" } }, {});
    expect(page.items).toEqual([]);
    const rest = await registry.list({ owner, limit: 2, label: { key: "kind", value: "x" }, after: page.next! }, {});
    expect(rest.items.map(({ name }) => name)).toEqual(["x"]);
    expect((await registry.list({ owner, limit: 9, connector: "generic-oidc" }, {})).items).toEqual([]);
    expect((await registry.list({ owner, limit: 9, state: "provisioning" }, {})).items).toHaveLength(3);
  });

  it("merges all owners' rows in order", async () => {
    const seen: string[] = [];
    let after: Integration["id"] | undefined;
    do {
      const page = await registry.list({ owner: undefined, limit: 5, ...(after && { after }) }, {});
      seen.push(...page.items.map(({ id }) => id));
      after = page.next;
    } while (after !== undefined);
    expect(seen).toEqual(seen.toSorted().toReversed());
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThan(15);
  });
});

describe("due", () => {
  it("answers open operations whose lease has run out, longest due first, and no others", async () => {
    const operation = (leaseUntil: number) => ({
      id: ids.operation(),
      kind: "register" as const,
      step: "provision" as const,
      startedBy: "client:x" as const,
      startedAt: 0,
      attempts: 1,
      leaseUntil,
      settlesAt: leaseUntil,
      unknownClient: true,
    });
    const [late, early, future] = [
      row({ operation: operation(2_000) }),
      row({ operation: operation(1_000) }),
      row({ operation: operation(9_000) }),
    ];
    for (const each of [late, early, future, row({ state: "active", sweepAt: 1_500 })]) await reserve(each);
    const found = await registry.due(5_000, 10, {});
    expect(found.map(({ operation: open, sweepAt }) => open?.leaseUntil ?? sweepAt)).toEqual([1_000, 1_500, 2_000]);
    await advance(early, { operation: undefined });
    expect((await registry.due(5_000, 10, {})).map(({ id }) => id)).not.toContain(early.id);
  });
});

describe("appendIfActive", () => {
  it("appends for the owner of an active row only", async () => {
    const first = row();
    await reserve(first);
    expect(await registry.appendIfActive(eventFor(first), first.owner, {})).toBe("refused");
    const active = await advance(first, { state: "active", clientId: `c-${first.id}` });
    expect(await registry.appendIfActive(eventFor(active), active.owner, {})).toBe("appended");
    expect(await registry.appendIfActive(eventFor(active), "client:stranger", {})).toBe("refused");
    const gone = row();
    expect(await registry.appendIfActive(eventFor(gone), gone.owner, {})).toBe("refused");
  });
});
