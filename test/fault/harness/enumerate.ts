import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callsOf, UPDATE_HINT } from "./call-list.ts";
import { casesOf, sample } from "./fault-case.ts";
import { recordCalls } from "./record-calls.ts";
import type { Scenario } from "./scenario.ts";
import { tryCase } from "./try-case.ts";
import { openWire, type Wire } from "./wire.ts";

/** Set by `npm run fault`: every case instead of one for each call. */
const triesAll = (): boolean => process.env["LATCHKEY_FAULTS"] === "all";

/** The tests of these scenarios: their calls are those of the list, and whichever of them fails, all is well in the end. */
export function enumerate(scenarios: readonly Scenario[]): void {
  let wire: Wire;
  beforeAll(async () => {
    wire = await openWire();
  });
  afterAll(() => wire.close());

  describe.for(scenarios.map((scenario) => [scenario.name, scenario] as const))("%s", ([, scenario]) => {
    casesTried(scenario, () => wire);
  });
}

function casesTried(scenario: Scenario, wire: () => Wire): void {
  const calls = callsOf(scenario.name);
  const cases = casesOf(scenario, calls);
  it.concurrent("makes the upstream calls that are listed, and no others", async () => {
    expect([...(await recordCalls(wire(), scenario))].sort(), UPDATE_HINT).toEqual([...calls].sort());
  });
  for (const what of triesAll() ? cases.flat() : sample(cases))
    it.concurrent(`recovers when ${what.words}`, async () => {
      const hint = `run it alone: npm run fault -- ${JSON.stringify(what.name)}`;
      expect(await tryCase(wire(), scenario, what), hint).toEqual([]);
    });
}
