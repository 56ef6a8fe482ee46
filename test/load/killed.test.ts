import { describe, it } from "vitest";
import { busy } from "./busy.ts";
import { load } from "./load.ts";
import { serverFolder } from "./server-folder.ts";
import { expectAllEnded, summary } from "./verdict.ts";

const TOTAL = 1_000;

const folder = serverFolder();

describe(`${TOTAL} registrations on a server that is killed three times on the way`, () => {
  it("end as they would have without that, and nothing is lost that had been answered", {
    timeout: 600_000,
  }, async () => {
    const kills = [TOTAL / 4, TOTAL / 2, (3 * TOTAL) / 4];
    const result = await load({ ...folder(), ...busy }, { title: "load with kill -9", total: TOTAL, kills });
    process.stderr.write(summary(result.calls));
    expectAllEnded(result);
  });
});
