import type { Scenario } from "./scenario.ts";
import { openStage } from "./stage.ts";
import type { CallName } from "./upstream-call.ts";
import type { Wire } from "./wire.ts";

/** The upstream calls of a scenario when nothing goes wrong, in order of arrival. */
export async function recordCalls(wire: Wire, scenario: Scenario): Promise<readonly CallName[]> {
  const defects: unknown[] = [];
  const stage = await openStage(wire, scenario.options ?? {}, (error) => defects.push(error));
  try {
    const trial = await scenario.prepare(stage);
    const { services, line } = stage.process();
    await trial.run(services);
    if (defects.length > 0) throw new AggregateError(defects, "The stand-in failed");
    return line.calls;
  } finally {
    await stage.close();
  }
}
