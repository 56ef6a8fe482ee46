import * as fc from "fast-check";
import { expect, it } from "vitest";
import { nothingKnown } from "./commands/turn.ts";
import { turns } from "./commands/turns.ts";
import { openPlace } from "./service/place.ts";

/** `SEED` and `CASE` repeat a run that failed; `RUNS` makes more of them than fit into `npm test`. */
const { SEED, CASE, RUNS = "12" } = process.env;

it("does what one request after the other would do, whoever asks at the same time and whatever fails", async () => {
  const property = fc.asyncProperty(turns, async (commands) => {
    const defects: unknown[] = [];
    const place = await openPlace((error) => defects.push(error));
    try {
      await fc.asyncModelRun(() => ({ model: nothingKnown(), real: place }), commands);
    } finally {
      await place.close();
    }
    expect(defects).toEqual([]);
  });
  const found = await fc.check(property, {
    numRuns: Number(RUNS),
    // A case that is repeated is made smaller, too.
    endOnFailure: CASE === undefined,
    ...(SEED !== undefined && { seed: Number(SEED) }),
    ...(CASE !== undefined && { path: CASE }),
  });
  const again = `SEED=${found.seed} CASE=${found.counterexamplePath} npx vitest run --project stateful commands`;
  expect(found.failed ? `${fc.defaultReportMessage(found)}\nReproduce it with: ${again}` : "").toBe("");
}, 600_000);
