import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { scenarios } from "../scenarios/all.ts";
import { type CallList, callsOf, writeCalls } from "./call-list.ts";
import { casesOf, type FaultCase } from "./fault-case.ts";
import { recordCalls } from "./record-calls.ts";
import type { Scenario } from "./scenario.ts";
import { tryCase } from "./try-case.ts";
import { openWire } from "./wire.ts";

/** `npm run fault`: see the README beside the scenarios. */
const [argument] = process.argv.slice(2);
if (argument === undefined) process.exitCode = tryAll();
else if (argument === "--list") await writeList();
else process.exitCode = await trySome(argument);

interface NamedCase {
  readonly scenario: Scenario;
  readonly what: FaultCase;
}

function allCases(): readonly NamedCase[] {
  return scenarios.flatMap((scenario) =>
    casesOf(scenario, callsOf(scenario.name))
      .flat()
      .map((what) => ({ scenario, what })),
  );
}

/** Answers the exit code. */
function tryAll(): number {
  const calls = scenarios.flatMap(({ name }) => callsOf(name)).length;
  console.log(`${allCases().length} cases: ${scenarios.length} scenarios with ${calls} upstream calls`);
  const vitest = fileURLToPath(new URL("../../../node_modules/vitest/vitest.mjs", import.meta.url));
  const { status } = spawnSync(process.execPath, [vitest, "run", "--project", "fault"], {
    stdio: "inherit",
    env: { ...process.env, LATCHKEY_FAULTS: "all" },
  });
  return status ?? 1;
}

/** Tries the cases whose names contain the text, one after the other. Answers the exit code. */
async function trySome(text: string): Promise<number> {
  const chosen = allCases().filter(({ what }) => what.name.includes(text));
  const wire = await openWire();
  let failed = 0;
  for (const { scenario, what } of chosen) {
    const wrong = await tryCase(wire, scenario, what);
    if (wrong.length > 0) failed += 1;
    console.log([`${wrong.length === 0 ? "ok  " : "FAIL"} ${what.name}`, ...wrong].join("\n     "));
  }
  await wire.close();
  console.log(`${chosen.length} cases, ${failed} failed`);
  return chosen.length > 0 && failed === 0 ? 0 : 1;
}

/** Runs every scenario once and writes the list of its upstream calls. */
async function writeList(): Promise<void> {
  const wire = await openWire();
  const list: Record<string, CallList[string]> = {};
  for (const scenario of scenarios) list[scenario.name] = await recordCalls(wire, scenario);
  await wire.close();
  writeCalls(list);
  console.log(`${scenarios.length} scenarios, ${Object.values(list).flat().length} upstream calls`);
}
