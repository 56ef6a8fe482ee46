import type { Caller } from "@latchkey/core/caller";
import type { IntegrationId } from "@latchkey/core/ids";
import { DAY_MS, type RotationPolicy } from "@latchkey/core/rotation";
import { Secret } from "@latchkey/core/secret";
import type { Services } from "@latchkey/core/services";
import { register } from "@latchkey/core/usecases/register";
import { endRotation } from "@latchkey/core/usecases/rotations/end-rotation";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type Consumer, probe, secretOf, startConsumer } from "../support/consumer.ts";
import { violations } from "../support/invariants.ts";
import { reconcileOnce } from "../support/reconcile-once.ts";
import { type TestAws, testAws } from "../support/test-aws.ts";

const caller: Caller = { owner: "client:portal", admin: false };

let aws: TestAws;
let services: Services;
/** How far the time of the service is before the machine's, in milliseconds. */
let ahead: number;
let count = 0;
let consumer: Consumer | undefined;

beforeAll(async () => {
  aws = await testAws();
  services = { ...aws.services, clock: { now: () => Date.now() + ahead } };
});
afterEach(async () => {
  await consumer?.stop();
  consumer = undefined;
  aws.standIn.secretPropagation.set({ acceptAfterMs: 0, refuseAfterMs: 0 });
});
afterAll(() => aws.close());

async function scheduled(rotation: RotationPolicy): Promise<IntegrationId> {
  ahead = 0;
  const settings = { callbackUrls: [`https://app-${++count}.example.com/cb`] };
  const input = { connector: "generic-oidc", name: `App ${count}`, settings, labels: {}, rotation };
  const { integration } = await register(services, { caller, input, mode: "reference" }, {});
  return integration.id;
}

/** Moves time on, and lets the reconciler work until nothing is due any more. */
async function pass(days: number): Promise<void> {
  ahead += days * DAY_MS;
  for (let round = 0; round < 6; round += 1) await reconcileOnce(services);
}

const state = async (id: IntegrationId) => (await services.registry.load(id, {}))?.currentRotation;
const version = async (id: IntegrationId) => (await services.secrets.read(`latchkey/local/${id}`, {}))?.versionId;
async function told(id: IntegrationId): Promise<readonly string[]> {
  const { items } = await services.trail.ofIntegration(id, { limit: 100 }, {});
  return items
    .map(({ type, data }) => (typeof data["daysLeft"] === "number" ? `${type} ${data["daysLeft"]}` : type))
    .filter((type) => type.startsWith("rotation."))
    .toReversed();
}

describe("by schedule", () => {
  it("the secret is rotated when its time has come, announced, and retired at its deadline without anybody's doing", async () => {
    const id = await scheduled({ everyDays: 30, overlapDays: 10, retire: "deadline" });
    const first = await version(id);
    await pass(29.9);
    expect(await state(id)).toBeUndefined();
    await pass(0.2);
    expect(await state(id)).toMatchObject({ state: "overlap", reason: "scheduled", startedBy: "latchkey" });
    expect(await version(id)).not.toBe(first);
    await pass(9.9);
    expect(await state(id)).toMatchObject({ state: "overlap" });
    await pass(0.2);
    expect(await state(id)).toMatchObject({ state: "completed" });
    expect(await told(id)).toEqual([
      "rotation.started",
      "rotation.promoted",
      "rotation.retirement-due 7",
      "rotation.retirement-due 1",
      "rotation.completed",
    ]);
    expect(await violations(aws)).toEqual([]);
    // The next one counts from the start of this one.
    await pass(19.5);
    expect(await state(id)).toMatchObject({ state: "completed" });
    await pass(0.6);
    expect(await state(id)).toMatchObject({ state: "overlap" });
  });

  it("an application that never stops signing in sees not one failure, from one scheduled rotation to the next", async () => {
    const id = await scheduled({ everyDays: 30, overlapDays: 5, retire: "deadline" });
    const { provisions, origin } = aws.standIn;
    const issuer = services.deployment.pool.issuer;
    const description = { issuer, tokenUrl: `${origin}/oauth2/token`, user: provisions.user };
    const { clientId = "", settings } = (await services.registry.load(id, {}))!;
    const [redirectUri = ""] = settings["callbackUrls"] as readonly string[];
    const app = { id, clientId, redirectUri };
    aws.standIn.secretPropagation.set({ acceptAfterMs: 150, refuseAfterMs: 150 });
    consumer = startConsumer(aws.clients.secrets, description, app);
    const overtaken: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      overtaken.push((await secretOf(aws.clients.secrets, id)).value);
      await pass(30.1 - (round > 0 ? 5.1 : 0));
      await vi.waitFor(async () => {
        await reconcileOnce(services);
        expect(await state(id)).toMatchObject({ state: "overlap", reason: "scheduled" });
      }, 10_000);
      await consumer.caughtUp();
      await pass(5.1);
      expect(await state(id)).toMatchObject({ state: "completed" });
      await consumer.caughtUp();
    }
    await consumer.stop();
    expect(consumer.failures).toEqual([]);
    aws.standIn.secretPropagation.set({ acceptAfterMs: 0, refuseAfterMs: 0 });
    const verdicts = await Promise.all(overtaken.map((secret) => probe(description, app, secret)));
    expect(verdicts).toEqual(["invalid_client", "invalid_client", "invalid_client"]);
    expect(await violations(aws)).toEqual([]);
  });

  it("an old secret that nobody has acknowledged stays good, and is told of once", async () => {
    const id = await scheduled({ everyDays: 30, overlapDays: 5, retire: "acknowledged" });
    await pass(30.1);
    await pass(5.1);
    await pass(100);
    const rotation = await state(id);
    expect(rotation).toMatchObject({ state: "overlap" });
    expect((await told(id)).filter((type) => type === "rotation.overdue")).toHaveLength(1);
    expect(await told(id)).not.toContain("rotation.completed");
    const ended = await endRotation(services, { caller, id, rotation: rotation!.id, ending: "complete" }, {});
    expect(ended).toMatchObject({ ended: true, rotation: { state: "completed" } });
  });

  it("a rotation that cannot begin fails, and is tried again a day later", async () => {
    const id = await scheduled({ everyDays: 30, overlapDays: 5, retire: "deadline" });
    const { clientId } = (await services.registry.load(id, {}))!;
    const pool = services.deployment.pool;
    const foreign = await services.appClients.addSecret(pool, clientId!, new Secret("f".repeat(52)), {});
    await pass(30.1);
    expect(await state(id)).toMatchObject({ state: "failed", problem: { code: "secret-slot-taken" } });
    await pass(0.9);
    expect(await told(id)).toEqual(["rotation.failed"]);
    await services.appClients.removeSecret(pool, clientId!, foreign.secretId, {});
    await pass(0.2);
    expect(await state(id)).toMatchObject({ state: "overlap", reason: "scheduled" });
  });
});
