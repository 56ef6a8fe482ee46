import { pace } from "@latchkey/aws/pace";
import { type Repeatable, retrying } from "@latchkey/aws/retry";
import { UpstreamError } from "@latchkey/core/upstream";
import { manualClock } from "@latchkey/local/kernel/clock";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

const OPERATION = "cognito-idp:CreateUserPoolClient";

/** A pace whose waits pass at once, on a clock of its own. */
function paced(perSecond: number) {
  let now = 1_000;
  const turn = pace({
    perSecond,
    now: () => now,
    sleep: (ms) => {
      now += ms;
      return Promise.resolve();
    },
  });
  return { turn, now: () => now, pass: (ms: number) => (now += ms) };
}

describe("the pace of a job", () => {
  it("lets the first call go at once and then so many a second of one operation", async () => {
    const { turn, now } = paced(4);
    const starts = [];
    for (let index = 0; index < 9; index += 1) {
      await turn(OPERATION, undefined);
      starts.push(now() - 1_000);
    }
    expect(starts).toEqual([0, 250, 500, 750, 1_000, 1_250, 1_500, 1_750, 2_000]);
  });

  it("gives each operation its own turns", async () => {
    const { turn, now } = paced(4);
    await turn(OPERATION, undefined);
    await turn("cognito-idp:DescribeUserPoolClient", undefined);
    expect(now()).toBe(1_000);
  });

  it("saves no turns up while nothing is called", async () => {
    const { turn, now, pass } = paced(4);
    await turn(OPERATION, undefined);
    pass(60_000);
    for (let index = 0; index < 5; index += 1) await turn(OPERATION, undefined);
    expect(now() - 61_000).toBe(1_000);
  });

  it("keeps its distance also when many come at once", async () => {
    const clock = manualClock(0);
    const turn = pace({ perSecond: 4, now: clock.now, sleep: (ms) => clock.sleep(ms) });
    let started = 0;
    const all = Promise.all(Array.from({ length: 20 }, () => turn(OPERATION, undefined).then(() => (started += 1))));
    for (let turns = 1; turns <= 20; turns += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      expect(started).toBe(turns);
      clock.advance(250);
    }
    await all;
  });

  it("never starts more than so many in any second, however the calls come", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 40 }),
        async (perSecond, gaps) => {
          const { turn, now, pass } = paced(perSecond);
          const starts: number[] = [];
          for (const gap of gaps) {
            pass(gap);
            await turn(OPERATION, undefined);
            starts.push(now());
          }
          for (const from of starts)
            expect(starts.filter((at) => at >= from && at < from + 999.999).length).toBeLessThanOrEqual(perSecond);
        },
      ),
    );
  });
});

describe("the pace of a job in a process that is late", () => {
  /** Timers that fire so many milliseconds after their time, one after the other. */
  function lateBy(delays: readonly number[]) {
    const clock = manualClock(0);
    const left = [...delays];
    const turn = pace({ perSecond: 4, now: clock.now, sleep: (ms) => clock.sleep(ms + (left.shift() ?? 0)) });
    return { clock, turn };
  }

  it.each([
    ["one after the other", false],
    ["all at once", true],
  ])("never starts more than so many in any second: %s", async (_how, together) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 40 }), async (delays) => {
        const { clock, turn } = lateBy(delays);
        const starts: number[] = [];
        const start = async (): Promise<void> => {
          await turn(OPERATION, undefined);
          starts.push(clock.now());
        };
        const all = together
          ? Promise.all(Array.from({ length: 12 }, start))
          : Array.from({ length: 12 }).reduce<Promise<void>>((before) => before.then(start), Promise.resolve());
        for (let step = 0; starts.length < 12; step += 1) {
          await new Promise((resolve) => setImmediate(resolve));
          clock.advance(10);
        }
        await all;
        for (const from of starts)
          expect(starts.filter((at) => at >= from && at < from + 1_000).length).toBeLessThanOrEqual(4);
      }),
      { numRuns: 20 },
    );
  });
});

describe("a paced call", () => {
  const refused = () =>
    Object.assign(new Error("slow down"), { name: "TooManyRequestsException", $metadata: { httpStatusCode: 400 } });
  const request = (repeatable: Repeatable, signal?: AbortSignal) => ({
    operation: OPERATION,
    repeatable,
    call: signal === undefined ? {} : { signal },
  });

  it("waits for its turn before every attempt, not only the first", async () => {
    const turns: string[] = [];
    const context = {
      sleep: () => Promise.resolve(),
      random: () => 0,
      pace: (operation: string) => {
        turns.push(operation);
        return Promise.resolve();
      },
    };
    let attempts = 0;
    const answer = await retrying(context, request("idempotent"), () => {
      attempts += 1;
      return attempts < 3 ? Promise.reject(refused()) : Promise.resolve("done");
    });
    expect(answer).toBe("done");
    expect(turns).toEqual([OPERATION, OPERATION, OPERATION]);
  });

  it("whose deadline comes before its turn was not sent, and says so", async () => {
    const controller = new AbortController();
    const context = {
      sleep: () => Promise.resolve(),
      random: () => 0,
      pace: (_operation: string, signal: AbortSignal | undefined) =>
        new Promise<void>((_resolve, reject) => {
          signal?.addEventListener("abort", () => reject(new Error("aborted")));
        }),
    };
    let sent = 0;
    const call = retrying(context, request("never", controller.signal), () => Promise.resolve((sent += 1)));
    controller.abort();
    const failure = await call.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UpstreamError);
    // Without effect: whoever made it need not look for what it may have left behind.
    expect(failure).toMatchObject({ failure: "throttled", reason: "NoTurnInTime", operation: OPERATION });
    expect(sent).toBe(0);
  });
});
