import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { dynamodbRegistry } from "@latchkey/aws/dynamodb/registry";
import { dynamodbTable } from "@latchkey/aws/dynamodb/table";
import { systemRetryContext } from "@latchkey/aws/retry-context";
import type { Owner } from "@latchkey/core/caller";
import type { Integration } from "@latchkey/core/integration";
import { changed } from "@latchkey/core/operations/change";
import type { IdempotencyClaim, Registry } from "@latchkey/core/ports/registry";
import type { Rotation } from "@latchkey/core/rotation";
import { TABLE } from "@latchkey/local/stack/bootstrap";
import { REGION } from "@latchkey/local/stack/start-aws";
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
    identityProviders: ["COGNITO"],
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

const save = (before: Integration, after: Integration) => registry.save({ before, after, events: [] }, {});

const advance = async (before: Integration, change: Parameters<typeof changed>[2]): Promise<Integration> => {
  const after = changed(before, systemClock.now(), change);
  expect(await save(before, after)).toEqual({ kind: "saved" });
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

/** An active row. */
async function active(change: Partial<Integration> = {}): Promise<Integration> {
  const first = row(change);
  await reserve(first);
  return advance(first, { state: "active", clientId: `c-${first.id}` });
}

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

describe("rotations", () => {
  const rotation = (change: Partial<Rotation> = {}): Rotation => ({
    id: ids.rotation(),
    state: "staging",
    reason: "requested",
    startedBy: "latchkey",
    startedAt: 1,
    retire: "acknowledged",
    overlapDays: 7,
    retireAt: 2,
    version: "new",
    previousVersion: "old",
    knownIds: ["one"],
    proveUntil: 3,
    notices: 0,
    ...change,
  });

  it("are kept as the row last had them, also after others have followed", async () => {
    const first = rotation();
    let current = await advance(await active(), { currentRotation: first });
    expect(await registry.rotation(current.id, first.id, {})).toEqual(first);
    const ended: Rotation = { ...first, state: "completed", endedAt: 5, secretId: "two" };
    current = await advance(current, { currentRotation: ended });
    expect(await registry.rotation(current.id, first.id, {})).toEqual(ended);
    const second = rotation();
    current = await advance(current, { currentRotation: second });
    // One that has ended stays as it ended.
    expect(await registry.rotation(current.id, first.id, {})).toEqual(ended);
    expect(await registry.rotation(current.id, second.id, {})).toEqual(second);
    expect(await registry.rotation(current.id, ids.rotation(), {})).toBeUndefined();
  });

  it("that are overtaken are aborted then", async () => {
    const first = rotation({ state: "overlap" });
    const before = await advance(await active(), { currentRotation: first });
    const second = rotation({ reason: "compromised", overtook: { version: "new", knownIds: ["one"] } });
    const after = await advance(before, { currentRotation: second });
    expect(await registry.rotation(after.id, first.id, {})).toEqual({
      ...first,
      state: "aborted",
      endedAt: after.updatedAt,
    });
    expect(await registry.rotation(after.id, second.id, {})).toEqual(second);
  });

  it("are not found under another integration", async () => {
    const first = rotation();
    await advance(await active(), { currentRotation: first });
    expect(await registry.rotation((await active()).id, first.id, {})).toBeUndefined();
  });

  it("make their row due for what they want next, and not before", async () => {
    const retireAt = 40 * 86_400_000;
    const overlap = rotation({ state: "overlap", retire: "deadline", notices: 3, startedAt: 0, retireAt });
    const { id } = await advance(await active({ createdAt: 0 }), { currentRotation: overlap });
    const dueIds = async (now: number) => (await registry.due(now, 1_000, {})).map((each) => each.id);
    expect(await dueIds(retireAt - 1)).not.toContain(id);
    expect(await dueIds(retireAt)).toContain(id);
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

describe("known", () => {
  it("answers those that have a row or a tombstone, however many are asked for", async () => {
    const owner = newOwner();
    const made = [];
    for (let index = 0; index < 120; index += 1) {
      const each = row({ owner, name: `n${index}`, userPoolId: "known" });
      await registry.reserve(each, { limits: { ...limits, perOwner: 1_000 } }, {});
      made.push(each);
    }
    const [removed] = made;
    await advance(removed!, { state: "removed" });
    const missing = Array.from({ length: 130 }, () => ids.integration());
    const asked = made.flatMap(({ id }, index) => [id, missing[index]!]).concat(missing.slice(120));
    expect(await registry.known(asked, {})).toEqual(new Set(made.map(({ id }) => id)));
    expect(await registry.known([], {})).toEqual(new Set());
  });

  it("asks again for what DynamoDB leaves unprocessed", async () => {
    const made = await Promise.all(Array.from({ length: 7 }, () => active()));
    const stingy = await stingyDatabase();
    const endpoint = stingy.origin;
    const table = dynamodbTable(
      { region: REGION, credentials: { accessKeyId: "a", secretAccessKey: "b" }, endpoint, callMs: 3_000 },
      { name: TABLE, retry: systemRetryContext, token: () => "unused" },
    );
    const asked = [...made.map(({ id }) => id), ids.integration(), ids.integration()];
    expect(await dynamodbRegistry(table).known(asked, {})).toEqual(new Set(made.map(({ id }) => id)));
    expect(stingy.batches).toEqual([9, 7, 5, 3, 1]);
    await stingy.close();
  });
});

/** The database behind a server that serves two keys of a batch and leaves the others unprocessed, as DynamoDB may. */
async function stingyDatabase() {
  const { endpoint } = aws.clients.dynamodb.config;
  const { protocol, hostname, port } = await endpoint!();
  const batches: number[] = [];
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const input = JSON.parse(Buffer.concat(chunks).toString());
    const asked = input.RequestItems[TABLE];
    batches.push(asked.Keys.length);
    const served = { RequestItems: { [TABLE]: { ...asked, Keys: asked.Keys.slice(0, 2) } } };
    const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-target": "DynamoDB_20120810.BatchGetItem" };
    const authorization = request.headers.authorization ?? "";
    const answer = await fetch(`${protocol}//${hostname}:${port}`, {
      method: "POST",
      headers: { ...headers, authorization },
      body: JSON.stringify(served),
    });
    const rest = asked.Keys.slice(2);
    const UnprocessedKeys = rest.length > 0 ? { [TABLE]: { ...asked, Keys: rest } } : {};
    response.writeHead(answer.status, { "content-type": "application/x-amz-json-1.0" });
    response.end(JSON.stringify({ ...((await answer.json()) as object), UnprocessedKeys }));
  };
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    batches,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

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
    const present = await advance(first, { state: "active", clientId: `c-${first.id}` });
    expect(await registry.appendIfActive(eventFor(present), present.owner, {})).toBe("appended");
    expect(await registry.appendIfActive(eventFor(present), "client:stranger", {})).toBe("refused");
    const gone = row();
    expect(await registry.appendIfActive(eventFor(gone), gone.owner, {})).toBe("refused");
  });
});
