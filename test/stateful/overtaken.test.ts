import type { FaultRule } from "@latchkey/local/kernel/faults";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { violationsAtRest } from "./service/looks.ts";
import { type Answer, openPlace, type Place } from "./service/place.ts";

const SLOW_MS = 1_000;
const path = (id: string): string => `/v1/integrations/${id}`;

let place: Place;
beforeEach(async () => {
  place = await openPlace((error) => {
    throw error;
  });
});
afterEach(() => place.close());

const post = (to: string, body?: object): Promise<Answer> =>
  place.send({ group: "write", method: "POST", path: to, ...(body && { body }) });

const register = (): Promise<Answer> =>
  post("/v1/integrations", {
    connector: "gitlab",
    name: "Build server",
    settings: { baseUrl: "https://gitlab.example.com" },
  });

/** Resolves when the call has had its effect; its answer comes when time has passed. */
function slow(target: Pick<FaultRule, "service" | "operation">): Promise<void> {
  return new Promise((resolve) => {
    const when = (): boolean => {
      resolve();
      return true;
    };
    place.faults.add({ ...target, call: 1, when, fault: { kind: "delay", ms: SLOW_MS } });
  });
}

const ADD = { service: "cognito-idp", operation: "AddUserPoolClientSecret" } as const;
const DROP = { service: "cognito-idp", operation: "DeleteUserPoolClientSecret" } as const;

describe("a rotation that is overtaken while its request is at work", () => {
  it.each([
    ["complete", DROP, 404],
    ["abort", DROP, 404],
  ] as const)("answers to %s that the integration was removed", async (ending, call, status) => {
    const { id } = (await register()).body;
    const rotation = (await post(`${path(id)}/rotations`)).body;
    const reached = slow(call);
    const ended = post(`${path(id)}/rotations/${rotation.id}/${ending}`);
    await reached;
    expect((await place.send({ group: "write", method: "DELETE", path: path(id) })).status).toBe(204);
    await place.pass(SLOW_MS);
    expect(await ended).toMatchObject({ status, body: { code: "not-found" } });
    expect(await violationsAtRest(place)).toEqual([]);
  });

  it("answers to its start that the integration was removed", async () => {
    const { id } = (await register()).body;
    const reached = slow(ADD);
    const started = post(`${path(id)}/rotations`);
    await reached;
    expect((await place.send({ group: "write", method: "DELETE", path: path(id) })).status).toBe(204);
    await place.pass(SLOW_MS);
    expect(await started).toMatchObject({ status: 404, body: { code: "not-found" } });
    expect(await violationsAtRest(place)).toEqual([]);
  });

  it("answers with itself, and not with the one of a compromised secret that has taken its place", async () => {
    const { id } = (await register()).body;
    const reached = slow(ADD);
    const started = post(`${path(id)}/rotations`);
    await reached;
    const stronger = await post(`${path(id)}/rotations`, { reason: "compromised" });
    expect(stronger.status).toBe(202);
    await place.pass(SLOW_MS);
    const { body } = await started;
    expect(body).toMatchObject({ reason: "requested", state: "aborted" });
    expect(body.id).not.toBe(stronger.body.id);
    expect(await violationsAtRest(place)).toEqual([]);
  });
});

describe("an update that is overtaken while its request is at work", () => {
  const MOVED = { settings: { baseUrl: "https://git.example.com" } };
  const UPDATE = { service: "cognito-idp", operation: "UpdateUserPoolClient" } as const;
  const patch = (id: string): Promise<Answer> =>
    place.send({ group: "write", method: "PATCH", path: path(id), headers: { "if-match": "*" }, body: MOVED });

  it("is accepted and not yet done, where a compromised rotation takes it with it", async () => {
    const { id } = (await register()).body;
    const reached = slow(UPDATE);
    const updated = patch(id);
    await reached;
    expect((await post(`${path(id)}/rotations`, { reason: "compromised" })).status).toBe(202);
    await place.pass(SLOW_MS);
    expect(await updated).toMatchObject({
      status: 202,
      headers: { location: path(id) },
      body: { state: "active", settings: { baseUrl: "https://gitlab.example.com" } },
    });
    expect(await violationsAtRest(place)).toEqual([]);
    expect(await place.services.registry.load(id, {})).toMatchObject(MOVED);
  });

  it("is refused where the integration is being removed", async () => {
    const { id } = (await register()).body;
    const reached = slow(UPDATE);
    const updated = patch(id);
    await reached;
    expect((await place.send({ group: "write", method: "DELETE", path: path(id) })).status).toBe(202);
    await place.pass(SLOW_MS);
    expect(await updated).toMatchObject({ status: 409, body: { code: "operation-open" } });
    expect(await violationsAtRest(place)).toEqual([]);
  });
});

describe("a reconciler that dies after a throttled creation", () => {
  it("has noted that a client may be there, so that no second one is made", async () => {
    const creation = { service: "cognito-idp", operation: "CreateUserPoolClient" } as const;
    const mend = place.faults.add({ ...creation, fault: { kind: "throttle" } });
    expect((await register()).status).toBe(202);
    mend();
    let created = 0;
    place.faults.add({ ...creation, when: () => (created += 1) < 0, fault: { kind: "throttle" } });
    const broken = { service: "dynamodb", operation: "TransactWriteItems", fault: { kind: "reset-before" } } as const;
    const dead = place.faults.add({ ...broken, when: () => created > 0 });
    await place.pass(3_000);
    await place.reconcile();
    dead();
    await place.pass(60_000);
    await place.reconcile();
    expect(created).toBe(1);
    expect(await violationsAtRest(place)).toEqual([]);
  });
});
