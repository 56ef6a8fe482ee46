import { eventBridgePublisher } from "@latchkey/aws/eventbridge/event-publisher";
import { systemRetryContext } from "@latchkey/aws/retry-context";
import type { IntegrationEvent } from "@latchkey/core/integration";
import type { EventPublisher } from "@latchkey/core/ports/event-publisher";
import { REGION, type RunningAws, startAws } from "@latchkey/local/stack/start-aws";
import { systemIds } from "@latchkey/runtime/ids";
import { jsonLog } from "@latchkey/runtime/log";
import { logPublisher } from "@latchkey/runtime/log-publisher";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { sharedSigningKeys } from "../support/signing-keys.ts";

const AT = Date.UTC(2026, 0, 2, 3, 4, 5);
const BUS = "arn:aws:events:eu-west-1:000000000000:event-bus/latchkey";
const ids = systemIds({ now: () => AT });
let aws: RunningAws;
let bus: EventPublisher;

beforeAll(async () => {
  aws = await startAws({ loginPort: 0, signingKeys: sharedSigningKeys, recording: true });
  const connection = {
    region: REGION,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    endpoint: aws.origin,
    callMs: 3_000,
  };
  bus = eventBridgePublisher(connection, {
    bus: BUS,
    deployment: "prod",
    retry: { ...systemRetryContext, random: () => 0 },
  });
});
afterEach(() => {
  aws.events.forget();
  aws.faults.clear();
  aws.faults.forget();
});
afterAll(() => aws.close());

const events = (count: number): readonly IntegrationEvent[] =>
  Array.from({ length: count }, (_, n) => ({
    id: ids.event(),
    integrationId: "int_1",
    owner: "client:portal" as const,
    type: "rotation.started" as const,
    actor: "latchkey" as const,
    at: AT,
    data: { n, text: 'é "quoted" \u0000' },
  }));

const published = () => aws.events.entries.map(({ detail }) => detail["id"]);
const PUT = { service: "events", operation: "PutEvents" } as const;

describe.each([
  ["EventBridge", (): EventPublisher => bus],
  ["the log", (): EventPublisher => logPublisher(jsonLog(() => undefined))],
])("a publisher to %s", (_name, publisher) => {
  it("takes one event, ten, and none", async () => {
    for (const count of [1, 10, 0]) {
      const given = events(count);
      expect(await publisher().publish(given, {})).toEqual(given);
    }
  });
});

const byText = (one: unknown, other: unknown): number => (String(one) < String(other) ? -1 : 1);

describe("the publisher to EventBridge", () => {
  it("sends each event with its id, time and deployment in the detail, in order, to the bus", async () => {
    const given = events(3);
    await bus.publish(given, {});
    expect(aws.events.entries).toHaveLength(3);
    expect(published()).toEqual(given.map(({ id }) => id));
    expect(aws.events.entries[1]).toMatchObject({
      source: "latchkey",
      detailType: "rotation.started",
      eventBusName: BUS,
      time: AT,
      detail: { ...given[1], at: "2026-01-02T03:04:05.000Z", deployment: "prod" },
    });
  });

  it("answers those that were taken when others were not, which can be sent again", async () => {
    const given = events(5);
    const refuse = aws.events.fail({
      code: "ThrottlingException",
      message: "slow down",
      when: ({ detail }) => detail["id"] === given[1]!.id || detail["id"] === given[3]!.id,
    });
    const taken = await bus.publish(given, {});
    expect(taken).toEqual([given[0], given[2], given[4]]);
    refuse();
    const rest = given.filter((event) => !taken.includes(event));
    expect(await bus.publish(rest, {})).toEqual(rest);
    expect(published().toSorted(byText)).toEqual(given.map(({ id }) => id).toSorted(byText));
  });

  it("sends them again when the answer was lost, under the same ids", async () => {
    const given = events(2);
    aws.faults.add({ ...PUT, call: 1, fault: { kind: "reset-after" } });
    expect(await bus.publish(given, {})).toEqual(given);
    expect(published()).toEqual([...given, ...given].map(({ id }) => id));
  });

  it("waits out a throttled call, and gives up with what it was", async () => {
    const given = events(1);
    aws.faults.add({ ...PUT, call: 1, fault: { kind: "throttle" } });
    expect(await bus.publish(given, {})).toEqual(given);
    expect(published()).toHaveLength(1);
    aws.faults.add({ ...PUT, fault: { kind: "error", type: "InternalException" } });
    await expect(bus.publish(given, {})).rejects.toMatchObject({ name: "UpstreamError", failure: "unknown" });
    expect(published()).toHaveLength(1);
  });

  it("is broken off by the deadline", async () => {
    aws.faults.add({ ...PUT, fault: { kind: "hang" } });
    const call = bus.publish(events(1), { signal: AbortSignal.timeout(100) });
    await expect(call).rejects.toMatchObject({ name: "UpstreamError", failure: "unknown" });
  });
});
