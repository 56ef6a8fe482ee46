import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import { manualClock } from "@latchkey/local/kernel/clock";
import { REGION, type RunningAws, startAws } from "@latchkey/local/stack/start-aws";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { sharedSigningKeys } from "../support/signing-keys.ts";

const clock = manualClock();
let aws: RunningAws;
let client: EventBridgeClient;

beforeAll(async () => {
  aws = await startAws({ loginPort: 0, signingKeys: sharedSigningKeys, clock, recording: true });
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  client = new EventBridgeClient({ endpoint: aws.origin, region: REGION, credentials, maxAttempts: 1 });
});
afterEach(() => {
  aws.events.forget();
  aws.faults.clear();
  aws.faults.forget();
});
afterAll(async () => {
  client.destroy();
  await aws.close();
});

const entry = (change: PutEventsRequestEntry = {}): PutEventsRequestEntry => ({
  Source: "latchkey",
  DetailType: "Integration Registered",
  Detail: JSON.stringify({ id: "int_1" }),
  ...change,
});
const put = (...Entries: PutEventsRequestEntry[]) => client.send(new PutEventsCommand({ Entries }));

describe("published events", () => {
  test("are kept in order, with ids of their own and what their caller left out", async () => {
    const answer = await put(
      entry(),
      entry({
        EventBusName: "registrations",
        Time: new Date("2026-02-03T04:05:06Z"),
        Resources: ["arn:aws:cognito-idp:eu-west-1:000000000000:userpool/eu-west-1_a"],
        Detail: '{"id":"int_2","nested":{"list":[1]}}',
      }),
    );
    expect(answer).toMatchObject({ FailedEntryCount: 0, Entries: [{}, {}] });
    const [first, second] = answer.Entries!.map(({ EventId }) => EventId);
    expect(first).not.toBe(second);
    expect(aws.events.entries).toEqual([
      {
        id: first,
        source: "latchkey",
        detailType: "Integration Registered",
        detail: { id: "int_1" },
        eventBusName: "default",
        time: clock.now(),
        resources: [],
      },
      {
        id: second,
        source: "latchkey",
        detailType: "Integration Registered",
        detail: { id: "int_2", nested: { list: [1] } },
        eventBusName: "registrations",
        time: Date.UTC(2026, 1, 3, 4, 5, 6),
        resources: ["arn:aws:cognito-idp:eu-west-1:000000000000:userpool/eu-west-1_a"],
      },
    ]);
    aws.events.forget();
    expect(aws.events.entries).toEqual([]);
  });

  test("can be addressed to a bus by its ARN", async () => {
    const EventBusName = "arn:aws:events:eu-west-1:000000000000:event-bus/registrations";
    await put(entry({ EventBusName }));
    expect(aws.events.entries).toMatchObject([{ eventBusName: EventBusName }]);
  });
});

describe("an entry", () => {
  test.each(["", "text", '"text"', "[1]", "null", "1", '{"open":'])(
    "whose detail is %j fails alone",
    async (Detail) => {
      const { FailedEntryCount, Entries } = await put(entry(), entry({ Detail }), entry());
      expect(FailedEntryCount).toBe(1);
      const ErrorCode = Detail === "" ? "InvalidArgument" : "MalformedDetail";
      expect(Entries).toMatchObject([{ EventId: expect.any(String) }, { ErrorCode }, { EventId: expect.any(String) }]);
      expect(Entries![1]).not.toHaveProperty("EventId");
      expect(aws.events.entries).toHaveLength(2);
    },
  );

  test.each(["Source", "DetailType", "Detail"])("without %s fails alone", async (name) => {
    const { FailedEntryCount, Entries } = await put(entry({ [name]: undefined }), entry());
    expect(FailedEntryCount).toBe(1);
    expect(Entries).toMatchObject([
      {
        ErrorCode: "InvalidArgument",
        ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
      },
      { EventId: expect.any(String) },
    ]);
    expect(aws.events.entries).toHaveLength(1);
  });

  test("with a detail type of more than 128 characters fails alone", async () => {
    const { Entries } = await put(entry({ DetailType: "x".repeat(128) }), entry({ DetailType: "x".repeat(129) }));
    expect(Entries).toMatchObject([{ EventId: expect.any(String) }, { ErrorCode: "InvalidArgument" }]);
  });

  test("of a source that is AWS's own fails alone", async () => {
    const { Entries } = await put(entry({ Source: "aws.cognito" }), entry());
    expect(Entries).toMatchObject([{ ErrorCode: "NotAuthorizedForSourceException" }, { EventId: expect.any(String) }]);
  });

  test("fails when a rule says so, the others do not", async () => {
    const forget = aws.events.fail({
      when: ({ detail }) => detail["id"] === "int_2",
      entry: 1,
      code: "InternalFailure",
      message: "try again",
    });
    const second = entry({ Detail: '{"id":"int_2"}' });
    const failed = await put(entry(), second, entry());
    expect(failed.FailedEntryCount).toBe(1);
    expect(failed.Entries![1]).toEqual({ ErrorCode: "InternalFailure", ErrorMessage: "try again" });
    expect(aws.events.entries.map(({ detail }) => detail["id"])).toEqual(["int_1", "int_1"]);
    expect((await put(second)).FailedEntryCount).toBe(0);
    forget();
  });

  test("fails every time until its rule is removed", async () => {
    const forget = aws.events.fail({ code: "ThrottlingException", message: "Rate exceeded" });
    expect((await put(entry(), entry())).FailedEntryCount).toBe(2);
    forget();
    expect((await put(entry(), entry())).FailedEntryCount).toBe(0);
  });
});

describe("a request", () => {
  test("has one to ten entries", async () => {
    await expect(put()).rejects.toMatchObject({ name: "ValidationException", $metadata: { httpStatusCode: 400 } });
    const eleven = Array.from({ length: 11 }, () => entry());
    await expect(put(...eleven)).rejects.toMatchObject({ name: "ValidationException" });
    await expect(client.send(new PutEventsCommand({ Entries: undefined }))).rejects.toMatchObject({
      name: "ValidationException",
    });
    expect((await put(...eleven.slice(1))).Entries).toHaveLength(10);
    expect(aws.events.entries).toHaveLength(10);
  });

  test("without one complete entry is refused as a whole", async () => {
    const { Source, ...incomplete } = entry();
    await expect(put(incomplete, { Source })).rejects.toMatchObject({ name: "ValidationException" });
    expect(aws.events.entries).toEqual([]);
  });

  test.each([
    ["one large entry", 1],
    ["ten entries together", 10],
  ])("of more than 256 KB is refused: %s", async (_case, count) => {
    const other = Buffer.byteLength("latchkey") + Buffer.byteLength("Integration Registered");
    const detailSize = Math.floor((256 * 1024) / count) - other;
    const padded = (size: number) => `{"a":"${"é".repeat((size - 8) >> 1)}${size % 2 === 0 ? "" : "x"}"}`;
    const full = Array.from({ length: count }, () => entry({ Detail: padded(detailSize) }));
    expect((await put(...full)).FailedEntryCount).toBe(0);
    await expect(put(...full.with(0, entry({ Detail: padded(detailSize + 20) })))).rejects.toMatchObject({
      name: "ValidationException",
    });
    expect(aws.events.entries).toHaveLength(count);
  });

  test("to a bus with an impossible name is refused", async () => {
    await expect(put(entry({ EventBusName: "no bus" }))).rejects.toMatchObject({ name: "ValidationException" });
  });

  test("is recorded, and broken by fault rules like a call of any other service", async () => {
    const rule = { service: "events", operation: "PutEvents" } as const;
    aws.faults.add({ ...rule, call: 1, fault: { kind: "throttle" } });
    aws.faults.add({ ...rule, call: 2, fault: { kind: "error", type: "InternalException" } });
    aws.faults.add({ ...rule, call: 3, fault: { kind: "reset-before" } });
    aws.faults.add({ ...rule, call: 4, fault: { kind: "reset-after" } });
    await expect(put(entry())).rejects.toMatchObject({ name: "ThrottlingException" });
    const internal = { name: "InternalException", $metadata: { httpStatusCode: 500 } };
    await expect(put(entry())).rejects.toMatchObject(internal);
    await expect(put(entry())).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(aws.events.entries).toEqual([]);
    await expect(put(entry())).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(aws.events.entries).toHaveLength(1);
    expect(aws.faults.calls).toHaveLength(4);
    expect(aws.faults.calls[0]).toMatchObject({ ...rule, input: { Entries: [{ Source: "latchkey" }] } });
  });
});

test("another operation of EventBridge is not served", async () => {
  const response = await fetch(aws.origin, {
    method: "POST",
    headers: { "x-amz-target": "AWSEvents.PutRule", "content-type": "application/x-amz-json-1.1" },
    body: "{}",
  });
  expect(await response.json()).toMatchObject({ __type: "UnknownOperationException" });
});
