import { dueAt, type Integration, rotationDueAt } from "@latchkey/core/integration";
import {
  DAY_MS,
  hasEnded,
  type Milestone,
  nextMilestone,
  nextRotationAt,
  type Rotation,
  type RotationPolicy,
  type RotationState,
  superseded,
} from "@latchkey/core/rotation";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { integrationRow } from "../support/integration-row.ts";

const START = Date.UTC(2026, 0, 1);

function overlap(overlapDays: number, change: Partial<Rotation> = {}): Rotation {
  return {
    id: "rot_1",
    state: "overlap",
    reason: "requested",
    startedBy: "client:portal",
    startedAt: START,
    retire: "acknowledged",
    overlapDays,
    retireAt: START + overlapDays * DAY_MS,
    version: "new",
    previousVersion: "old",
    knownIds: ["one"],
    proveUntil: START,
    notices: 0,
    ...change,
  };
}

/** Every milestone of an overlap in the order in which it is reached, as the reconciler counts them. */
function course(rotation: Rotation): readonly Milestone[] {
  const reached: Milestone[] = [];
  let current = rotation;
  for (let next = nextMilestone(current); next !== undefined; next = nextMilestone(current)) {
    reached.push(next);
    if (next.kind === "retire") break;
    current = { ...current, notices: current.notices + 1 };
  }
  return reached;
}

const told = (rotation: Rotation): readonly string[] =>
  course(rotation).map(
    ({ kind, at, ...rest }) =>
      `${kind}${"daysLeft" in rest ? ` ${rest.daysLeft}` : ""} on day ${(at - START) / DAY_MS}`,
  );

const policy = (change: Partial<RotationPolicy> = {}): RotationPolicy => ({
  everyDays: 90,
  overlapDays: 30,
  retire: "acknowledged",
  ...change,
});

describe("an overlap", () => {
  it("of a month announces its end two weeks, one week and one day before, and then says once that it is overdue", () => {
    expect(told(overlap(30))).toEqual([
      "notice 14 on day 16",
      "notice 7 on day 23",
      "notice 1 on day 29",
      "overdue on day 30",
    ]);
  });

  it("by deadline retires the old secret at its end instead", () => {
    expect(told(overlap(30, { retire: "deadline" })).at(-1)).toBe("retire on day 30");
  });

  it("sends only the notices that come after its start", () => {
    expect(told(overlap(14))).toEqual(["notice 7 on day 7", "notice 1 on day 13", "overdue on day 14"]);
    expect(told(overlap(7))).toEqual(["notice 1 on day 6", "overdue on day 7"]);
    expect(told(overlap(1))).toEqual(["overdue on day 1"]);
    expect(told(overlap(1, { retire: "deadline" }))).toEqual(["retire on day 1"]);
  });

  it("that is over and told of waits for its acknowledgement, however long that takes", () => {
    expect(nextMilestone(overlap(7, { notices: 2 }))).toBeUndefined();
  });

  it("has nothing to do before it begins and after it has ended", () => {
    const others: readonly RotationState[] = ["staging", "completed", "aborted", "failed"];
    for (const state of others) expect(nextMilestone(overlap(7, { state }))).toBeUndefined();
  });

  it("reaches its milestones in order of time, each once, none after the planned retirement, whatever its length", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 90 }),
        fc.constantFrom("acknowledged" as const, "deadline" as const),
        // Promotion may come later than the start, and moves the end.
        fc.integer({ min: 0, max: 5 * DAY_MS }),
        (days, retire, delay) => {
          const rotation = overlap(days, { retire, retireAt: START + delay + days * DAY_MS });
          const moments = course(rotation).map(({ at }) => at);
          expect(moments).toEqual([...moments].sort((one, other) => one - other));
          expect(new Set(moments).size).toBe(moments.length);
          expect(moments.at(-1)).toBe(rotation.retireAt);
          expect(moments[0]).toBeGreaterThan(START);
          expect(course(rotation).filter(({ kind }) => kind === "retire")).toHaveLength(retire === "deadline" ? 1 : 0);
        },
      ),
    );
  });
});

describe("the schedule", () => {
  it("asks for nothing without a policy", () => {
    expect(nextRotationAt(undefined, undefined, START)).toBeUndefined();
    expect(nextRotationAt(undefined, overlap(7, { state: "completed" }), START)).toBeUndefined();
  });

  it("counts from the registration, and later from the start of the last rotation", () => {
    expect(nextRotationAt(policy(), undefined, START)).toBe(START + 90 * DAY_MS);
    const completed = overlap(7, { state: "completed", startedAt: START + 100 * DAY_MS });
    expect(nextRotationAt(policy(), completed, START)).toBe(START + 190 * DAY_MS);
    expect(nextRotationAt(policy(), { ...completed, state: "aborted" }, START)).toBe(START + 190 * DAY_MS);
  });

  it("waits for a rotation that is under way, however long it lasts", () => {
    expect(nextRotationAt(policy(), overlap(30, { startedAt: 0 }), 0)).toBeUndefined();
    expect(nextRotationAt(policy(), overlap(30, { state: "staging" }), 0)).toBeUndefined();
  });

  it("tries a failed one again after a day instead of a whole period", () => {
    expect(nextRotationAt(policy(), overlap(7, { state: "failed" }), 0)).toBe(START + DAY_MS);
  });
});

describe("a rotation that something stronger puts an end to", () => {
  it("is aborted then, but one that has ended stays as it was", () => {
    expect(superseded(overlap(7), 5)).toEqual({ ...overlap(7), state: "aborted", endedAt: 5 });
    for (const state of ["completed", "aborted", "failed"] as const) {
      const ended = overlap(7, { state, endedAt: 1 });
      expect(superseded(ended, 5)).toBe(ended);
      expect(hasEnded(ended)).toBe(true);
    }
    expect(hasEnded(overlap(7))).toBe(false);
    expect(hasEnded(overlap(7, { state: "staging" }))).toBe(false);
  });
});

describe("when a row has to be looked at", () => {
  const row = (change: Partial<Integration>): Integration => integrationRow({ createdAt: START, ...change });
  const operation = {
    id: "op_1",
    kind: "rotate",
    step: "stage",
    startedBy: "latchkey",
    startedAt: 0,
    attempts: 1,
    leaseUntil: 500,
    settlesAt: 700,
    unknownClient: false,
  } as const;

  it("is never for a row that wants nothing", () => {
    expect(dueAt(row({}))).toBeUndefined();
    expect(dueAt(row({ state: "failed", rotation: policy() }))).toBeUndefined();
    expect(dueAt(row({ state: "removing", currentRotation: overlap(7) }))).toBeUndefined();
  });

  it("is when nobody holds an open operation any more and nothing of it can land, whatever else is due before", () => {
    expect(dueAt(row({ operation, sweepAt: 1, currentRotation: overlap(7) }))).toBe(700);
    expect(dueAt(row({ operation: { ...operation, leaseUntil: 900 } }))).toBe(900);
  });

  it("is the earliest of a sweep, a milestone and the next rotation", () => {
    const currentRotation = overlap(7);
    const noticeAt = START + 6 * DAY_MS;
    expect(dueAt(row({ currentRotation, rotation: policy() }))).toBe(noticeAt);
    expect(dueAt(row({ currentRotation, sweepAt: START }))).toBe(START);
    expect(rotationDueAt(row({ currentRotation, sweepAt: START }))).toBe(noticeAt);
    expect(dueAt(row({ rotation: policy(), sweepAt: START + 100 * DAY_MS }))).toBe(START + 90 * DAY_MS);
  });
});
