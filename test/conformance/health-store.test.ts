import type { HealthReport } from "@latchkey/core/health";
import { systemClock } from "@latchkey/runtime/clock";
import { systemIds } from "@latchkey/runtime/ids";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestAws, testAws } from "../support/test-aws.ts";

const ids = systemIds(systemClock);
let aws: TestAws;

beforeAll(async () => {
  aws = await testAws();
});
afterAll(() => aws.close());

const store = () => aws.services.health;

const report = (change: Partial<HealthReport> = {}): HealthReport => ({
  status: "fail",
  checkedAt: 1_000,
  checks: [
    { name: "domain", status: "pass", detail: "fine" },
    { name: "client", status: "fail", detail: "gone", fix: "do something" },
  ],
  fields: [
    { owner: "foreign", field: "ReadAttributes" },
    { owner: "latchkey", field: "CallbackURLs", recorded: ["https://a.example"], live: null },
  ],
  ...change,
});

describe("the health store", () => {
  it("keeps the last report of each integration", async () => {
    const [one, other] = [ids.integration(), ids.integration()];
    expect(await store().read(one, {})).toBeUndefined();
    await store().write(one, report(), {});
    await store().write(one, report({ status: "pass", fields: [] }), {});
    expect(await store().read(one, {})).toEqual(report({ status: "pass", fields: [] }));
    expect(await store().read(other, {})).toBeUndefined();
  });

  it("reads a report back as it was written", async () => {
    const id = ids.integration();
    await store().write(id, report(), {});
    expect(await store().read(id, {})).toEqual(report());
  });

  it("gives the right to check to exactly one of many who ask at once", async () => {
    const id = ids.integration();
    const now = systemClock.now();
    const claim = () => store().claim(id, { now, since: now - 60_000 }, {});
    expect((await Promise.all(Array.from({ length: 20 }, claim))).filter(Boolean)).toHaveLength(1);
  });

  it("gives it again once the last claim is as old as asked for, and not before", async () => {
    const id = ids.integration();
    expect(await store().claim(id, { now: 1_000, since: 0 }, {})).toBe(true);
    expect(await store().claim(id, { now: 1_500, since: 999 }, {})).toBe(false);
    expect(await store().claim(id, { now: 2_000, since: 1_000 }, {})).toBe(true);
    expect(await store().claim(id, { now: 2_001, since: 1_001 }, {})).toBe(false);
  });

  it("keeps claim and report apart: neither write takes the other away", async () => {
    const id = ids.integration();
    await store().claim(id, { now: 1_000, since: 0 }, {});
    expect(await store().read(id, {})).toBeUndefined();
    await store().write(id, report(), {});
    expect(await store().claim(id, { now: 1_100, since: 900 }, {})).toBe(false);
    expect(await store().claim(id, { now: 9_000, since: 8_000 }, {})).toBe(true);
    expect(await store().read(id, {})).toEqual(report());
  });
});
