import type { EventEntry } from "@latchkey/local/events/entry";
import { createEventLog } from "@latchkey/local/events/event-log";
import { expect, test } from "vitest";

const entry: EventEntry = {
  source: "latchkey",
  detailType: "Integration Registered",
  detail: {},
  eventBusName: "default",
  time: 0,
  resources: [],
};

test("a log keeps the last 10,000 events, so that a server that runs for long does not grow", () => {
  const log = createEventLog();
  for (let id = 1; id <= 25_000; id += 1) log.add({ ...entry, id: String(id) });
  expect(log.entries).toHaveLength(10_000);
  expect(log.entries[0]).toMatchObject({ id: "15001" });
  expect(log.entries.at(-1)).toMatchObject({ id: "25000" });
});

test("of several rules that hit an entry the first added wins, and every one counts it", () => {
  const log = createEventLog();
  const failure = { message: "failed" };
  log.fail({ ...failure, code: "first", entry: 1 });
  log.fail({ ...failure, code: "second", entry: 2 });
  expect([1, 2, 3].map(() => log.failureOf(entry)?.code)).toEqual(["first", "second", undefined]);
});
