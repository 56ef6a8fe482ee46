import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { logSignals, stuckTexts } from "../../infra/observability/log-signals.ts";
import { root } from "./support/files.ts";

const core = `${root}packages/core/src`;
const sources = readdirSync(core, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts"))
  .map((path) => readFileSync(`${core}/${path}`, "utf8"))
  .join("\n");

it.each(stuckTexts)("the alarm for stuck operations counts a text that is logged: %s", (text) => {
  expect(sources).toContain(`"${text}"`);
});

it("the alarms of events count types of events that there are", () => {
  const types = logSignals
    .filter(({ source }) => source === "events")
    .flatMap(({ pattern }) => [...pattern.matchAll(/= "([^"]+)"/g)].map(([, type]) => type!));
  expect(types.length).toBeGreaterThan(3);
  for (const type of types) expect(sources).toContain(`"${type}"`);
});

it("every text of the reconciler that says it goes on later is counted", () => {
  const said = [...sources.matchAll(/"([^"]+; it will be tried again)"/g)].map(([, text]) => text!);
  for (const text of said) expect(stuckTexts).toContain(text);
});
