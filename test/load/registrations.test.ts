import { describe, expect, it } from "vitest";
import { busy, THROTTLED } from "./busy.ts";
import { CALLERS, IN_FLIGHT, load } from "./load.ts";
import { exceeded } from "./rates.ts";
import { serverFolder } from "./server-folder.ts";
import { expectAllEnded, summary, tallied } from "./verdict.ts";

const TOTAL = 1_000;
/** App clients that a small pool has left. */
const ROOM = 40;
/** What a caller may be told there: at once, after a while, or when a request is repeated after its end; and what no pool takes. */
const REFUSALS = [
  "refused pool-full",
  "failed pool-full",
  "refused operation-ended",
  "refused invalid-body",
  "refused name-taken",
];

const folder = serverFolder();

describe(`${IN_FLIGHT} registrations in flight, quotas on, ${THROTTLED * 100} % of all AWS calls throttled`, () => {
  it(`end active or refused with a reason, ${TOTAL} of them, nothing half done, within AWS's rates`, {
    timeout: 600_000,
  }, async () => {
    const result = await load({ ...folder(), ...busy }, { title: "load", total: TOTAL, kills: [] });
    process.stderr.write(summary(result.calls));
    expectAllEnded(result);
    const injected = result.calls.filter(({ verdict }) => verdict === "injected").length / result.calls.length;
    expect(Math.abs(injected - THROTTLED)).toBeLessThan(0.05);
  });

  it("are refused with the quota's name, or with their own, where the pool is full", { timeout: 300_000 }, async () => {
    const options = { ...folder(), ...busy, maxClients: CALLERS + ROOM };
    const { outcomes, calls, findings } = await load(options, { title: "small pool", total: 2 * ROOM, kills: [] });
    const { active, ...others } = tallied(outcomes);
    expect(active).toBe(ROOM);
    expect(Object.keys(others).filter((what) => !REFUSALS.includes(what))).toEqual([]);
    expect(findings.problems).toEqual([]);
    expect(findings.world.clients).toHaveLength(ROOM);
    expect(findings.world.secrets).toHaveLength(ROOM);
    expect(exceeded(calls)).toEqual([]);
  });
});
