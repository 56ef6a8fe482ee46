import type { Integration } from "@latchkey/core/integration";
import type { RegisterOperation } from "@latchkey/core/operation";
import { changed, saveAndSee, takeOver } from "@latchkey/core/operations/change";
import { beginUndo } from "@latchkey/core/operations/undo";
import type { Services } from "@latchkey/core/services";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { registryRows } from "../support/registry-rows.ts";
import { type TestAws, testAws } from "../support/test-aws.ts";

// A clock that stands still: everything here happens in one and the same millisecond.
const NOW = 1_795_250_000_000;
const clock = { now: () => NOW };

let aws: TestAws;
/** Two processes: each draws its own ids. */
let one: Services;
let other: Services;

beforeAll(async () => {
  const retry = { sleep: async () => {}, random: () => 1 };
  aws = await testAws({}, 3_000, retry);
  one = aws.servicesFor({ clock });
  other = aws.servicesFor({ clock });
});
afterEach(() => aws.faults.clear());
afterAll(() => aws.close());

const { row, reserve, active } = registryRows(() => aws.services.registry);

const saveLabel = (services: Services, before: Integration, label: string) =>
  saveAndSee(services, { before, after: changed(before, NOW, { labels: { label } }), events: [] }, {});

const transactions = { service: "dynamodb", operation: "TransactWriteItems" } as const;

describe("two changes of one row in the same millisecond", () => {
  it("are told apart: the second was refused, and says so", async () => {
    const before = await active();
    expect(await saveLabel(one, before, "one")).toMatchObject({ mine: true, row: { labels: { label: "one" } } });
    expect(await saveLabel(other, before, "other")).toMatchObject({ mine: false, row: { labels: { label: "one" } } });
  });

  it("are told apart by one process too", async () => {
    const before = await active();
    expect(await saveLabel(one, before, "one")).toMatchObject({ mine: true });
    expect(await saveLabel(one, before, "other")).toMatchObject({ mine: false, row: { labels: { label: "one" } } });
  });

  it.each(["reset-before", "reset-after"] as const)("are told apart where the answer is lost (%s)", async (kind) => {
    const before = await active();
    expect(await saveLabel(one, before, "one")).toMatchObject({ mine: true });
    aws.faults.add({ ...transactions, fault: { kind } });
    const saved = await saveLabel(other, before, "other");
    expect(saved).toMatchObject({ mine: false, row: { labels: { label: "one" } } });
    expect(saved.unknown).toBeUndefined();
  });

  it("know a write of their own whose every answer was lost", async () => {
    const before = await active();
    aws.faults.add({ ...transactions, fault: { kind: "reset-after" } });
    expect(await saveLabel(one, before, "one")).toMatchObject({ mine: true, row: { labels: { label: "one" } } });
  });

  it("know that a write never arrived", async () => {
    const before = await active();
    aws.faults.add({ ...transactions, fault: { kind: "reset-before" } });
    const saved = await saveLabel(one, before, "one");
    expect(saved).toMatchObject({ mine: false, row: { labels: before.labels }, unknown: { failure: "unknown" } });
  });
});

describe("an open operation", () => {
  const operation: RegisterOperation = {
    kind: "register",
    step: "provision",
    id: "op_01JDA7Z8Q4T3V5W6X7Y8Z9A0BC",
    startedBy: "client:portal",
    startedAt: NOW,
    attempts: 1,
    leaseUntil: NOW,
    settlesAt: NOW,
    unknownClient: false,
  };

  it("has one holder, when two take it over in the same millisecond", async () => {
    const open = { ...row(), operation };
    await reserve(open);
    const holders = [await takeOver(one, open, {}), await takeOver(other, open, {})];
    expect(holders.map((holder) => holder?.epoch)).toEqual([open.epoch + 1, undefined]);
  });

  it("is turned round by one of two", async () => {
    const open = { ...row(), operation };
    await reserve(open);
    const problem = { code: "provider-refused", detail: "AWS refused it." } as const;
    const turned = [await beginUndo(one, open, problem, {}), await beginUndo(other, open, problem, {})];
    expect(turned.map((each) => each?.operation.step)).toEqual(["undo", undefined]);
  });
});
