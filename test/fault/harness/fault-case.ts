import type { SecretPropagation } from "@latchkey/local/cognito/secret-propagation";
import { type Damage, FAULT_KINDS, type Recovery, SLOW_KINDS } from "./fault-kinds.ts";
import type { Scenario } from "./scenario.ts";
import { type CallName, type CallSite, sitesOf } from "./upstream-call.ts";

/** One scenario with one thing that goes wrong. */
export interface FaultCase {
  /** Unique; by it the case is run alone. */
  readonly name: string;
  /** Completes the sentence `recovers when ...`. */
  readonly words: string;
  readonly recovery: Recovery;
  readonly damage?: Damage & { readonly site: CallSite };
  readonly propagation?: Partial<SecretPropagation>;
}

/** Every case of a scenario, given the calls that it makes, call by call. */
export function casesOf(scenario: Scenario, calls: readonly CallName[]): readonly (readonly FaultCase[])[] {
  const named = (words: string) => ({ name: `${scenario.name}: ${words}`, words });
  const bySite = sitesOf(calls).map((site) =>
    FAULT_KINDS.flatMap(({ words, recovery, of, propagation }): readonly FaultCase[] => {
      const damage = propagation === undefined || scenario.rotates ? of(site) : undefined;
      if (damage === undefined) return [];
      const where = named(`${site.name} ${site.nth} ${words}`);
      return [{ ...where, recovery, damage: { ...damage, site }, ...(propagation && { propagation }) }];
    }),
  );
  const slow = SLOW_KINDS.map(
    ({ words, propagation }): FaultCase => ({ ...named(words), recovery: "reconciler", propagation }),
  );
  return scenario.rotates ? [...bySite, slow] : bySite;
}

/** How many calls share one case of a sample. */
const SHARE = 3;

/** One case of every third call, always the same one, but of other calls and kinds from scenario to scenario. */
export const sample = (cases: readonly (readonly FaultCase[])[]): readonly FaultCase[] =>
  cases.flatMap((ofCall, call) => {
    const [first] = ofCall;
    if (first === undefined) return [];
    const chosen = ofCall[hash(first.name) % ofCall.length];
    const [scenario = ""] = first.name.split(":");
    return chosen === undefined || (call + hash(scenario)) % SHARE > 0 ? [] : [chosen];
  });

/** FNV-1a, 32 bits (RFC 9923). */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const char of text) value = Math.imul(value ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return value >>> 0;
}
