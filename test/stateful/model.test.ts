import { describe, expect, it } from "vitest";
import { type Exploration, explore } from "./model/explore.ts";
import { type Rule, rules } from "./model/program.ts";
import { system } from "./model/protocol.ts";
import { nothing, registered } from "./model/world.ts";

/** What the owner may send after the registration. Every further request makes some five to nine times as many states. */
const REQUESTS = Number(process.env["LATCHKEY_MODEL_REQUESTS"] ?? 2);

/** The smallest beginnings in which every rule is needed. */
const beginnings = [nothing(0), registered(1), nothing(1), registered(2)];

/** The first violation that comes of leaving a rule out. */
function violationWithout(rule: Rule): Exploration["counterexample"] {
  for (const beginning of beginnings) {
    const { counterexample } = explore(system(beginning, rule));
    if (counterexample !== undefined) return counterexample;
  }
  return undefined;
}

describe("the protocol", () => {
  it("keeps every invariant and always comes to rest, whoever dies, loses an answer or interferes", () => {
    const { states, transitions, counterexample } = explore(system(nothing(REQUESTS)));
    console.log(`model: ${states} states, ${transitions} transitions, ${REQUESTS} requests after the registration`);
    expect(counterexample).toBeUndefined();
  }, 600_000);

  it.each(rules)(
    "is violated without its rule: %s",
    (rule) => {
      const counterexample = violationWithout(rule);
      expect(counterexample?.violation).toBeTypeOf("string");
      expect(counterexample?.trace).not.toEqual([]);
    },
    600_000,
  );
});
