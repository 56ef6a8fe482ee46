import { isMet, type Part, type PartContext, type PartResult } from "./part.ts";

/**
 * Runs a part. A ratio of times that is missed is measured once more, with the whole part on the deployed Node, and the second measurement
 * counts for it: a busy machine is no defect, and a defect is there twice. Exact figures fail at once.
 */
export async function measured(part: Part, context: PartContext): Promise<PartResult> {
  const first = await part.run(context);
  const missed = first.gates.filter((gate) => !isMet(gate));
  if (missed.length === 0 || missed.some(({ noisy }) => !noisy)) return first;
  context.onProgress(`${part.name}: once more, because of ${missed.map(({ name }) => name).join("; ")}`);
  const runtimes = context.runtimes.filter(({ deployed }) => deployed);
  const second = await part.run({ ...context, runtimes });
  const named = new Map(second.gates.map((gate) => [gate.name, gate]));
  const titled = new Map(second.tables.map((table) => [table.title, table]));
  return {
    tables: first.tables.map((table) => titled.get(table.title) ?? table),
    gates: first.gates.map((gate) => (isMet(gate) ? gate : (named.get(gate.name) ?? gate))),
  };
}
