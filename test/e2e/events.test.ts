import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { paginateScan } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { TABLE } from "@latchkey/local/stack/bootstrap";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type ApiClient, accessToken, apiClient } from "../support/api-client.ts";
import { killGroup, type NpmStart, npmStart, readDescription } from "../support/npm-start.ts";
import { reconcileCommand } from "../support/reconcile-command.ts";
import { sdkClients } from "../support/test-aws.ts";
import { type TestStack, testStack } from "../support/test-stack.ts";

interface Event {
  readonly id: string;
  readonly type: string;
  readonly integrationId: string;
  readonly at: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** How long the feed of a stack on this machine holds an event back. */
const HELD_BACK_MS = 5_000;

const patient = { LATCHKEY_SETTLE_MS: "0", LATCHKEY_RETRY_MS: "0", LATCHKEY_RETRY_MAX_MS: "0" };
let stack: TestStack;
let api: ApiClient;
let count = 0;

async function start(env: Readonly<Record<string, string>> = {}): Promise<void> {
  stack = await testStack({ env: { ...patient, ...env } });
  api = apiClient(stack.description.apiUrl, await accessToken(stack.description));
}

async function register(labels: Readonly<Record<string, string>> = {}): Promise<string> {
  const settings = { callbackUrls: ["https://wiki.example.com/cb"] };
  const body = { connector: "generic-oidc", name: `Wiki ${++count}`, settings, labels };
  const { json, status } = await api("/v1/integrations?secret=reference", { method: "POST", body });
  expect(status).toBe(201);
  return json.id;
}

const relabel = (id: string, n: number) =>
  api(`/v1/integrations/${id}`, { method: "PATCH", body: { labels: { n: String(n) } }, headers: { "if-match": "*" } });

/** Every event there is, as the table has it. */
async function stored(awsEndpoint = stack.description.awsEndpoint): Promise<readonly Event[]> {
  const { dynamodb: client } = sdkClients(awsEndpoint);
  const events: Event[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName: TABLE, ConsistentRead: true })) {
    // Written by the service itself, in the form that the test is about.
    const items = Items.map((item) => unmarshall(item)) as unknown as (Event & { sk: string })[];
    events.push(...items.filter(({ sk }) => sk.startsWith("EVT#")));
  }
  return events;
}

const idsOf = (events: readonly { readonly id: string }[]): string[] => events.map(({ id }) => id).toSorted();

/** The feed from a place on, page by page. */
async function feed(after: string | undefined, limit = 100): Promise<Event[]> {
  const events: Event[] = [];
  for (let place = after; ; ) {
    const { json, status } = await api(`/v1/events?limit=${limit}${place === undefined ? "" : `&after=${place}`}`);
    expect(status).toBe(200);
    events.push(...json.items);
    if (json.nextCursor === null) return events;
    place = json.nextCursor;
  }
}

/** Every event of one integration, newest first. */
async function history(id: string, limit: number): Promise<Event[]> {
  const events: Event[] = [];
  for (let cursor = ""; ; ) {
    const { json, status } = await api(`/v1/integrations/${id}/events?limit=${limit}${cursor}`);
    expect(status).toBe(200);
    events.push(...json.items);
    if (json.nextCursor === null) return events;
    cursor = `&cursor=${json.nextCursor}`;
  }
}

describe("the events that a portal follows", () => {
  beforeAll(() => start());
  afterAll(() => stack.close());

  it("are missed by none who polls while fifty changes happen at once, and seen by none twice", async () => {
    const seen: Event[] = [];
    const poll = async (): Promise<number> => {
      const { json } = await api(`/v1/events?limit=7${seen.length > 0 ? `&after=${seen.at(-1)!.id}` : ""}`);
      seen.push(...json.items);
      return json.items.length;
    };
    const changing = new AbortController();
    const portal = (async () => {
      while (!changing.signal.aborted) await poll();
      // What was written last is held back until nothing can be written before it any more.
      await new Promise((resolve) => setTimeout(resolve, HELD_BACK_MS + 100));
      while ((await poll()) > 0);
    })();
    const ids = await Promise.all(Array.from({ length: 10 }, () => register()));
    await Promise.all(
      ids.map(async (id, index) => {
        await relabel(id, index);
        if (index % 3 === 0) {
          const { json } = await api(`/v1/integrations/${id}/rotations`, { method: "POST" });
          await api(`/v1/integrations/${id}/rotations/${json.id}/complete`, { method: "POST" });
        }
        await api(`/v1/integrations/${id}/payload`);
        await relabel(id, index + 100);
        if (index % 2 === 0) await api(`/v1/integrations/${id}`, { method: "DELETE" });
      }),
    );
    changing.abort();
    await portal;
    const all = await stored();
    expect(all.length).toBeGreaterThanOrEqual(50);
    expect(seen.map(({ id }) => id)).toEqual(idsOf(all));
  });

  it("are the same in every list: of one integration newest first, and of all oldest first", async () => {
    const everything = await feed(undefined);
    expect(idsOf(everything)).toEqual(idsOf(await stored()));
    for (const limit of [1, 9, 25]) expect(await feed(undefined, limit)).toEqual(everything);
    for (const id of new Set(everything.map(({ integrationId }) => integrationId))) {
      const own = everything.filter(({ integrationId }) => integrationId === id);
      for (const limit of [2, 100]) expect(await history(id, limit)).toEqual(own.toReversed());
    }
  });

  it("go on from any place in time, and from a place after everything with nothing", async () => {
    const everything = await feed(undefined);
    const middle = everything[Math.floor(everything.length / 2)]!.id;
    expect(await feed(middle)).toEqual(everything.filter(({ id }) => id > middle));
    expect(await feed("evt_7ZZZZZZZZZZZZZZZZZZZZZZZZZ")).toEqual([]);
    expect((await feed("evt_00000000000000000000000000")).length).toBe(everything.length);
    expect(await api("/v1/events?after=yesterday")).toMatchObject({ status: 400 });
  });

  it("can be read of an integration that has been removed, up to its end", async () => {
    const id = await register();
    await api(`/v1/integrations/${id}`, { method: "DELETE" });
    expect((await history(id, 100)).map(({ type }) => type)).toEqual([
      "integration.removed",
      "integration.removing",
      "integration.registered",
    ]);
  });
});

describe("the outbox", () => {
  beforeAll(() => start({ LATCHKEY_EVENT_BUS: "latchkey" }));
  afterEach(() => {
    stack.faults.clear();
    stack.faults.forget();
    stack.aws.events.forget();
  });
  afterAll(() => stack.close());

  const told = (): string[] => stack.aws.events.entries.map(({ detail }) => String(detail["id"]));
  const drain = async (): Promise<void> => {
    for (let pass = 0; pass < 8; pass += 1) await stack.reconcile().catch(() => undefined);
  };
  /** Those that this test has made. */
  async function made(work: () => Promise<unknown>): Promise<readonly Event[]> {
    const before = new Set(idsOf(await stored()));
    await work();
    return (await stored()).filter(({ id }) => !before.has(id));
  }
  const changes = async (): Promise<void> => {
    const ids = await Promise.all(Array.from({ length: 4 }, () => register()));
    await Promise.all(ids.flatMap((id) => [relabel(id, 1), api(`/v1/integrations/${id}/payload`)]));
    for (const id of ids) await api(`/v1/integrations/${id}`, { method: "DELETE" });
  };

  it("tells each event once in the quiet case, with what the API shows of it", async () => {
    const events = await made(changes);
    expect(events.length).toBeGreaterThanOrEqual(16);
    await drain();
    expect(told().toSorted()).toEqual(idsOf(events));
    const changed = [...new Set(events.map(({ integrationId }) => integrationId))];
    const shown = (await Promise.all(changed.map((id) => history(id, 100)))).flat();
    for (const { detail, detailType, source } of stack.aws.events.entries) {
      const event = shown.find(({ id }) => id === detail["id"]);
      expect(detail).toEqual({ ...event, owner: expect.any(String), deployment: "local" });
      expect([source, detailType]).toEqual(["latchkey", detail["type"]]);
    }
    const length = told().length;
    await drain();
    expect(told()).toHaveLength(length);
  });

  it("tells each at least once whatever happens to the bus, and each of them once in the end", async () => {
    const events = await made(changes);
    const put = { service: "events", operation: "PutEvents" } as const;
    const up = stack.faults.add({ ...put, fault: { kind: "error", type: "AccessDeniedException" } });
    await drain();
    expect(told()).toEqual([]);
    up();
    stack.faults.add({ ...put, call: 1, fault: { kind: "reset-after" } });
    stack.faults.add({ ...put, call: 3, fault: { kind: "throttle" } });
    stack.faults.add({ ...put, call: 4, fault: { kind: "error", type: "InternalException" } });
    stack.aws.events.fail({ code: "InternalFailure", message: "one of them", entry: 5 });
    stack.aws.events.fail({ code: "ThrottlingException", message: "another", entry: 13 });
    await drain();
    expect([...new Set(told())].toSorted()).toEqual(idsOf(events));
    // Sent again under the same id, so that whoever listens can tell.
    expect(told().length).toBeGreaterThan(events.length);
  });

  it("tells them again when it cannot be noted that they were told", async () => {
    const events = await made(() => register());
    const marks = (input: Readonly<Record<string, unknown>>) => JSON.stringify(input).includes("REMOVE dueKey");
    stack.faults.add({
      service: "dynamodb",
      operation: "TransactWriteItems",
      call: 1,
      when: marks,
      fault: { kind: "error", type: "AccessDeniedException" },
    });
    await drain();
    expect(told()).toEqual([...idsOf(events), ...idsOf(events)]);
  });

  it("tells nothing before its change is committed, and nothing of one that never is", async () => {
    const id = await register();
    await drain();
    stack.aws.events.forget();
    const early: string[] = [];
    const committed = new Set(idsOf(await stored()));
    // Looks into each publication on its way, before anything else can happen.
    stack.faults.add({
      service: "events",
      operation: "PutEvents",
      when: ({ Entries }) => {
        for (const { Detail } of Entries as { Detail: string }[]) {
          const event = JSON.parse(Detail) as Event;
          if (!committed.has(event.id) && !written(event.id)) early.push(event.id);
        }
        return false;
      },
      fault: { kind: "hang" },
    });
    const written = (event: string): boolean =>
      stack.faults.calls.some(
        ({ operation, input, fault }) =>
          operation === "TransactWriteItems" && fault === undefined && JSON.stringify(input).includes(event),
      );
    // Of three changes at once two come late or not at all.
    const transaction = { service: "dynamodb", operation: "TransactWriteItems" } as const;
    const changing = (text: string) => (input: Readonly<Record<string, unknown>>) =>
      JSON.stringify(input).includes(text);
    stack.faults.add({
      ...transaction,
      when: changing("never-lands"),
      fault: { kind: "error", type: "AccessDeniedException" },
    });
    const other = await register();
    const failing = api(`/v1/integrations/${other}`, {
      method: "PATCH",
      body: { labels: { n: "never-lands" } },
      headers: { "if-match": "*" },
    });
    const [refused] = await Promise.all([failing, relabel(id, 7), drain(), changes()]);
    expect(refused.status).toBeGreaterThanOrEqual(500);
    await drain();
    expect(early).toEqual([]);
    expect([...new Set(told())].toSorted()).toEqual(
      idsOf((await stored()).filter((event) => !committed.has(event.id))),
    );
    expect((await history(other, 100)).map(({ type }) => type)).toEqual(["integration.registered"]);
  });
});

describe("without a bus, in the log", () => {
  const told = (logs: readonly string[]): Event[] =>
    logs
      .filter((line) => line.startsWith('{"level":"info","message":"event",'))
      .map((line) => JSON.parse(line) as Event);

  describe("of a service in the quiet case", () => {
    beforeAll(() => start());
    afterAll(() => stack.close());

    it("each event is told once, in one line", async () => {
      const id = await register();
      await relabel(id, 1);
      await api(`/v1/integrations/${id}/payload`);
      await api(`/v1/integrations/${id}`, { method: "DELETE" });
      for (let pass = 0; pass < 3; pass += 1) await stack.reconcile();
      const lines = told(stack.logs);
      expect(idsOf(lines)).toEqual(idsOf(await stored()));
      const newestFirst = lines.toSorted((one, other) => (one.id < other.id ? 1 : -1));
      expect(newestFirst).toMatchObject(await history(id, 100));
    });
  });

  describe("of a service that was killed between a change and its publication", () => {
    let dir: string;
    const servers: NpmStart[] = [];

    async function serve(): Promise<NpmStart> {
      const server = npmStart("--port", "0", "--login-port", "0", "--data-dir", dir);
      servers.push(server);
      await server.ready();
      return server;
    }

    beforeAll(async () => {
      dir = await mkdtemp(join(tmpdir(), "latchkey-events-"));
    });
    afterAll(async () => {
      for (const server of servers)
        if (server.process.exitCode === null && server.process.signalCode === null) await killGroup(server);
      await rm(dir, { recursive: true, force: true });
    });

    it("each event is told at least once in the end", async () => {
      const killed = await serve();
      const { apiUrl, ...description } = await readDescription(dir);
      api = apiClient(apiUrl, await accessToken(description));
      // Faster than the reconciler comes by: it may have told of some of them, and not of the last ones.
      const ids: string[] = [];
      for (let n = 0; n < 12; n += 1) ids.push(await register());
      await killGroup(killed);
      const next = await serve();
      const events = await stored((await readDescription(dir)).awsEndpoint);
      expect(new Set(events.map(({ integrationId }) => integrationId))).toEqual(new Set(ids));
      expect(await reconcileCommand("--data-dir", dir)).toMatchObject({ code: 0 });
      next.process.kill("SIGTERM");
      const [before, after] = [await killed.ended, await next.ended].map(({ stderr }) => told(stderr.split("\n")));
      expect(after!.length).toBeGreaterThan(0);
      expect(new Set(idsOf([...before!, ...after!]))).toEqual(new Set(idsOf(events)));
    });
  });
});
