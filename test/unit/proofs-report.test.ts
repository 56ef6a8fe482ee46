import { expect, it } from "vitest";
import { type ProofResult, report } from "../proofs/harness/report.ts";

const passed: ProofResult = {
  connector: "gitlab",
  outcome: "passed",
  seconds: 3.04,
  products: [
    { name: "ruby", version: "3.1.2" },
    { name: "omniauth", version: "2.1.1" },
  ],
  proven: ["signs a user in", `takes ${"many ".repeat(20)}words`],
  recorded: false,
};

it("shows a table, and last a plain line with the numbers", () => {
  const results: readonly ProofResult[] = [
    passed,
    { connector: "pomerium", outcome: "skipped", seconds: 0.01, why: "needs Go: https://go.dev/doc/install" },
    { connector: "appsmith", outcome: "failed", seconds: 12, why: "Not shown: signs a user in" },
  ];
  expect(report(results)).toBe(
    `connector  product code    proven                                                                         seconds
---------  --------------  -----------------------------------------------------------------------------  -------
gitlab     ruby 3.1.2      - signs a user in                                                              3.0
           omniauth 2.1.1  - takes many many many many many many many many many many many many many many
                             many many many many many many words
pomerium                   skipped                                                                        0.0
appsmith                   failed                                                                         12.0

skipped pomerium: needs Go: https://go.dev/doc/install
FAILED appsmith: Not shown: signs a user in
1 passed, 1 failed, 1 skipped
`,
  );
});

it("says what to do about a new record, and what a mutation run has found", () => {
  const mutations = {
    verdicts: [
      { mutation: "a", caughtBy: "refused" },
      { mutation: "b", caughtBy: undefined },
    ],
    caught: 1,
    harmless: 1,
    problems: ["Not caught: b"],
  };
  const lines = report([{ ...passed, recorded: true, mutations }]).split("\n");
  expect(lines).toContain("mutations of gitlab: 2 tried, 1 caught, 1 without effect, 1 problems");
  expect(lines).toContain("  Not caught: b");
  expect(lines).toContain("new records: gitlab; now run npm run generate");
});
