import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Api, type ApiRequest, apiFixture, gitlab, registered, rotated } from "../support/api.ts";
import { cognito, login, throttle } from "./status-cases/status-case.ts";

let api: Api;
beforeAll(async () => {
  api = await apiFixture();
});
afterAll(() => api.close());
afterEach(() => api.aws.faults.clear());

const get = (path: string, change: Partial<ApiRequest> = {}) => api.send({ method: "GET", path, ...change });
const patch = (id: string, tag: string, body: object) =>
  api.send({ method: "PATCH", path: `/v1/integrations/${id}`, body, headers: { "if-match": tag } });
const rotate = (id: string, change: Partial<ApiRequest> = {}) =>
  api.send({ method: "POST", path: `/v1/integrations/${id}/rotations`, ...change });

/** Artifact name -> body, without the live secret. */
async function artifactsOf(id: string): Promise<ReadonlyMap<string, string>> {
  const { json } = await get(`/v1/integrations/${id}/payload?secret=reference`);
  const artifacts: readonly { readonly name: string; readonly body: string }[] = json.artifacts;
  return new Map(artifacts.map(({ name, body }) => [name, body]));
}

/** Passes of the reconciler until the integration is active and nothing of it is open. */
async function settled(id: string) {
  for (;;) {
    await api.reconcile();
    const { json } = await get(`/v1/integrations/${id}`);
    if (json.state === "active" && json.operation === undefined) return json;
  }
}

describe("a patch", () => {
  it("changes what it names, keeps the rest, and answers what a look at it answers", async () => {
    const body = gitlab({ labels: { team: "a", stage: "test" }, rotation: { everyDays: 30 } });
    const { id } = await registered(api, "owner", body);
    const before = (await get(`/v1/integrations/${id}`)).json;
    const { status, headers, json } = await patch(id, `"${before.version}"`, { labels: { stage: null, tier: "1" } });
    expect([status, headers["etag"]]).toEqual([200, `"${before.version + 1}"`]);
    const { changedArtifacts, ...shown } = json;
    expect(changedArtifacts).toEqual([]);
    expect(shown).toEqual({
      ...before,
      labels: { team: "a", tier: "1" },
      version: before.version + 1,
      updatedAt: json.updatedAt,
    });
    expect((await get(`/v1/integrations/${id}`)).json).toEqual(shown);
  });

  it("names exactly the artifacts whose text is another afterwards", async () => {
    const { id } = await registered(api);
    const before = await artifactsOf(id);
    const { json } = await patch(id, "*", { settings: { baseUrl: "https://git.example.com" } });
    const after = await artifactsOf(id);
    const changed = [...after].filter(([name, text]) => before.get(name) !== text).map(([name]) => name);
    expect(changed.length).toBeGreaterThan(0);
    expect(new Set(json.changedArtifacts)).toEqual(new Set(changed));
  });

  it("lets exactly one of two writers with the same entity tag win", async () => {
    const { id, version } = await registered(api);
    const stages = ["a", "b", "c", "d"];
    const answers = await Promise.all(stages.map((stage) => patch(id, `"${version}"`, { labels: { stage } })));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412, 412, 412]);
    const winner = answers.find(({ status }) => status === 200)!;
    expect((await get(`/v1/integrations/${id}`)).json.labels).toEqual(winner.json.labels);
  });

  it("that was only accepted shows the old values until the reconciler has made the change", async () => {
    const { id } = await registered(api);
    const end = api.aws.faults.add(cognito("UpdateUserPoolClient", throttle));
    const accepted = await patch(id, "*", { settings: { baseUrl: "https://git.example.com" } });
    end();
    expect(accepted).toMatchObject({
      status: 202,
      headers: { location: `/v1/integrations/${id}`, "retry-after": "2" },
    });
    expect(accepted.json).toMatchObject({
      state: "updating",
      settings: { baseUrl: "https://gitlab.example.com" },
      operation: { kind: "update", step: "apply" },
      changedArtifacts: expect.arrayContaining(["gitlab.rb"]),
    });
    expect((await settled(id)).settings).toMatchObject({ baseUrl: "https://git.example.com" });
  });
});

describe("an entity tag", () => {
  it("changes with a verification, which makes no new version and no writer's tag stale", async () => {
    const { id, version } = await registered(api);
    const path = `/v1/integrations/${id}`;
    expect((await get(`${path}/health`)).json.status).toBe("pass");
    const verified = await get(path, { headers: { "if-none-match": `"${version}"` } });
    expect([verified.status, verified.json.version]).toEqual([200, version]);
    expect(verified.headers["etag"]).toBe(`"${version}-${Date.parse(verified.json.verifiedAt).toString(36)}"`);
    expect((await get(path, { headers: { "if-none-match": verified.headers["etag"]! } })).status).toBe(304);
    expect((await patch(id, `"${version}"`, { labels: { a: "1" } })).status).toBe(200);
    expect((await patch(id, verified.headers["etag"]!, { labels: { a: "2" } })).status).toBe(412);
  });
});

describe("a rotation policy", () => {
  it("is shown with its defaults, in a dry run too, changed by patch and taken away", async () => {
    const body = gitlab({ rotation: { everyDays: 30 } });
    const policy = { everyDays: 30, overlapDays: 7, retire: "acknowledged" };
    const preview = await api.send({ method: "POST", path: "/v1/integrations?dryRun=true", body });
    expect(preview.json.rotation).toEqual(policy);
    const { id } = await registered(api, "owner", body);
    expect((await get(`/v1/integrations/${id}`)).json.rotation).toEqual(policy);
    expect((await patch(id, "*", { rotation: { overlapDays: 3 } })).json.rotation).toEqual({
      ...policy,
      overlapDays: 3,
    });
    expect((await patch(id, "*", { rotation: null })).json).not.toHaveProperty("rotation");
  });
});

describe("a rotation", () => {
  it("is found where its start says, is part of its integration, and ends when it is completed", async () => {
    const { id } = await registered(api);
    const { status, headers, json } = await rotate(id, { body: { overlapDays: 14, retire: "deadline" } });
    expect([status, headers["location"]]).toEqual([201, `/v1/integrations/${id}/rotations/${json.id}`]);
    expect(json).toMatchObject({
      integrationId: id,
      state: "overlap",
      reason: "requested",
      retire: "deadline",
      endedAt: null,
    });
    const overlap = Date.parse(json.retireAt) - Date.parse(json.startedAt);
    expect(Math.round(overlap / 86_400_000)).toBe(14);
    expect((await get(headers["location"]!)).json).toEqual(json);
    expect((await get(`/v1/integrations/${id}`)).json.currentRotation).toEqual(json);
    const completed = await api.send({ method: "POST", path: `${headers["location"]}/complete` });
    expect([completed.status, completed.json]).toEqual([
      200,
      { ...json, state: "completed", endedAt: expect.any(String) },
    ]);
    expect((await get(headers["location"]!)).json).toEqual(completed.json);
  });

  it("is replayed under its idempotency key, as it then is", async () => {
    const { id } = await registered(api);
    const request = { headers: { "idempotency-key": "a key of this rotation" } };
    const first = await rotate(id, request);
    expect(first.headers).not.toHaveProperty("idempotent-replayed");
    const again = await rotate(id, { ...request, body: {} });
    expect(again).toMatchObject({ status: 201, headers: { "idempotent-replayed": "true" } });
    expect(again.json).toEqual(first.json);
    await api.send({ method: "POST", path: `${first.headers["location"]}/abort` });
    expect((await rotate(id, request)).json).toMatchObject({ id: first.json.id, state: "aborted" });
  });

  it("that was only accepted goes on by itself", async () => {
    const { id } = await registered(api);
    const end = api.aws.faults.add(login("token", throttle));
    const accepted = await rotate(id);
    end();
    expect(accepted).toMatchObject({ status: 202, headers: { "retry-after": "2" }, json: { state: "staging" } });
    expect((await get(`/v1/integrations/${id}`)).json.operation).toMatchObject({ kind: "rotate", step: "stage" });
    expect((await settled(id)).currentRotation).toMatchObject({ id: accepted.json.id, state: "overlap" });
  });

  it("shows no secret, in none of its answers", async () => {
    const { id } = await registered(api);
    const path = `/v1/integrations/${id}`;
    const started = await rotate(id);
    const { artifacts } = (await get(`${path}/payload`)).json;
    const answers = [
      started,
      await get(started.headers["location"]!),
      await patch(id, "*", { labels: { a: "1" } }),
      await get(`${path}/health`),
      await get(`${path}/events`),
      await api.send({ method: "POST", path: `${started.headers["location"]}/complete` }),
    ];
    const secret = secretIn(artifacts[0].body);
    for (const { text } of answers) expect(text).not.toContain(secret);
    expect(api.aws.logs.join("\n")).not.toContain(secret);
  });
});

/** The one word of 52 letters and digits: what secrets look like here. */
function secretIn(text: string): string {
  const [secret] = /\b[A-Za-z0-9]{52}\b/.exec(text) ?? [];
  if (secret === undefined) throw new Error("no secret");
  return secret;
}

describe("events", () => {
  const eventsOf = async (id: string, query = "") => (await get(`/v1/integrations/${id}/events${query}`)).json;
  const typesOf = (page: { readonly items: readonly { readonly type: string }[] }) =>
    page.items.map(({ type }) => type);

  it("of an integration are listed newest first, page by page, for its own cursor alone", async () => {
    const { id } = await registered(api);
    const other = await registered(api);
    await rotated(api, id);
    const all = await eventsOf(id);
    expect(typesOf(all)).toEqual([
      "rotation.promoted",
      "rotation.started",
      "secret.revealed",
      "integration.registered",
    ]);
    expect(all.items[0]).toMatchObject({ integrationId: id, actor: "client:portal", data: { reason: "requested" } });
    const first = await eventsOf(id, "?limit=3");
    const rest = await eventsOf(id, `?limit=3&cursor=${first.nextCursor}`);
    expect([...first.items, ...rest.items]).toEqual(all.items);
    expect(rest.nextCursor).toBeNull();
    const elsewhere = await get(`/v1/integrations/${other.id}/events?cursor=${first.nextCursor}`);
    const asAdmin = await get(`/v1/integrations/${id}/events?cursor=${first.nextCursor}`, { as: "admin" });
    expect([elsewhere.json.code, asAdmin.json.code]).toEqual(["invalid-cursor", "invalid-cursor"]);
  });

  it("of all integrations are followed from the last one seen, oldest first, and none is missed or seen twice", async () => {
    const follow = async (after: string) => {
      const seen: { readonly id: string; readonly type: string; readonly integrationId: string }[] = [];
      for (let place = after; ; ) {
        const { json } = await get(`/v1/events?limit=2${place === "" ? "" : `&after=${place}`}`, { as: "other" });
        seen.push(...json.items);
        if (json.nextCursor === null) return seen;
        place = json.nextCursor;
      }
    };
    const { id } = await registered(api, "other");
    const before = await follow("");
    expect(before.map(({ type }) => type)).toEqual(["integration.registered", "secret.revealed"]);
    await rotated(api, id, "other");
    await api.send({ method: "DELETE", path: `/v1/integrations/${id}`, as: "other" });
    const after = await follow(before.at(-1)!.id);
    expect(after.map(({ type }) => type)).toEqual([
      "rotation.started",
      "rotation.promoted",
      "integration.removing",
      "rotation.aborted",
      "integration.removed",
    ]);
    expect((await follow("")).map((event) => event.id)).toEqual([...before, ...after].map((event) => event.id));
  });
});

describe("health", () => {
  it("is a report of the last minute, made once", async () => {
    const { id } = await registered(api);
    const path = `/v1/integrations/${id}/health`;
    const first = await get(path);
    api.aws.faults.forget();
    const again = await get(path);
    expect(again.json).toEqual(first.json);
    expect(api.aws.faults.calls.map(({ service }) => service)).toEqual(["dynamodb", "dynamodb"]);
  });
});
