import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { dynamodbRegistry } from "@latchkey/aws/dynamodb/registry";
import { dynamodbTable } from "@latchkey/aws/dynamodb/table";
import { systemRetryContext } from "@latchkey/aws/retry-context";
import type { Integration } from "@latchkey/core/integration";
import type { Registry } from "@latchkey/core/ports/registry";
import type { Rotation } from "@latchkey/core/rotation";
import { TABLE } from "@latchkey/local/stack/bootstrap";
import { REGION } from "@latchkey/local/stack/start-aws";
import { systemClock } from "@latchkey/runtime/clock";
import { systemIds } from "@latchkey/runtime/ids";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { limits, registryRows } from "../support/registry-rows.ts";
import { type TestAws, testAws } from "../support/test-aws.ts";

const ids = systemIds(systemClock);
let aws: TestAws;
let registry: Registry;

beforeAll(async () => {
  aws = await testAws();
  registry = aws.services.registry;
});
afterAll(() => aws.close());

const { newOwner, row, reserve, advance, active } = registryRows(() => registry);

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
