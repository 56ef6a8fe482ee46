import { expect } from "vitest";
import { expected } from "./applications.ts";
import type { SeenCall } from "./call-log.ts";
import { CALLERS, type Load } from "./load.ts";
import { count, type Outcome, type Tally } from "./portal.ts";
import { byOperation, exceeded } from "./rates.ts";
import { CALLS } from "./throttling.ts";

/** Outcomes by what they were; an active one has no code. */
export function tallied(outcomes: readonly Outcome[]): Readonly<Record<string, number>> {
  const tally: Tally = new Map();
  for (const outcome of outcomes)
    count(tally, outcome.kind === "active" ? "active" : `${outcome.kind} ${outcome.code}`);
  return Object.fromEntries(tally);
}

/** Calls of AWS by operation: how many it let in, how many a fault refused, how many its quotas. */
export function summary(calls: readonly SeenCall[]): string {
  const of = (its: readonly SeenCall[], verdict: SeenCall["verdict"]): number =>
    its.filter((call) => call.verdict === verdict).length;
  const lines = [...byOperation(calls)].map(
    ([name, its]) => `${name} ${of(its, "admitted")} + ${of(its, "injected")} + ${of(its, "over-quota")}`,
  );
  return `calls admitted + refused by a fault + refused by a quota:\n  ${lines.join("\n  ")}\n`;
}

/** Expects that everything that can be is active, everything else was refused for its reason, and AWS let in what it allows. */
export function expectAllEnded({ outcomes, calls, findings: { world, problems } }: Load): void {
  const { active, invalid, taken } = expected(outcomes.length, CALLERS);
  expect(tallied(outcomes)).toEqual({ active, "refused invalid-body": invalid, "refused name-taken": taken });
  expect(problems).toEqual([]);
  expect(world.rows.map(({ state }) => state)).toEqual(Array.from({ length: active }, () => "active"));
  expect(world.clients).toHaveLength(active);
  expect(world.secrets).toHaveLength(active);
  expect(exceeded(calls)).toEqual([]);
  expect(untried(calls)).toEqual([]);
}

/** Operations that were called and that no fault can hit: then the load is not what it says. */
const untried = (calls: readonly SeenCall[]): readonly string[] =>
  [...new Set(calls.map(({ service, operation }) => `${service}:${operation}`))].filter(
    (name) =>
      !Object.entries(CALLS).some(([service, its]) => its?.some((operation) => name === `${service}:${operation}`)),
  );
