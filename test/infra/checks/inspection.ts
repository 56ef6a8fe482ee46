import type { StackView } from "./stack-view.ts";

/** Notes one assertion about a stack: what should hold, in words that say where it does not. */
export type That = (holds: boolean, violation: string) => void;

/** Looks at one side of a stack. */
export type Check = (stack: StackView, that: That) => void;

export interface Findings {
  readonly assertions: number;
  readonly violations: readonly string[];
}

/** Runs checks over a stack. A check that asserts nothing counts as a violation: it has lost what it looks at. */
export function inspect(stack: StackView, checks: Readonly<Record<string, Check>>): Findings {
  const violations: string[] = [];
  let assertions = 0;
  for (const [name, check] of Object.entries(checks)) {
    const before = assertions;
    check(stack, (holds, violation) => {
      assertions += 1;
      if (!holds) violations.push(`${name}: ${violation}`);
    });
    if (assertions === before) violations.push(`${name}: asserts nothing`);
  }
  return { assertions, violations };
}
