import type { Findings } from "../checks/inspection.ts";
import type { StackView } from "../checks/stack-view.ts";

/** One line for a stage that was looked at: how much of it, and how thoroughly. */
export function tell(stage: string, stack: StackView, { assertions, violations }: Findings): void {
  const made = stack.resources.filter(({ type }) => type.startsWith("aws:") || type.startsWith("random:")).length;
  console.log(`stage ${stage}: ${made} resources, ${assertions} assertions, ${violations.length} violations`);
}
