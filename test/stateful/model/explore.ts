import { textOf, type World } from "./world.ts";

/** What can happen in a world, and what is wrong with it. */
export interface System {
  readonly start: World;
  readonly next: (world: World) => readonly Step[];
  readonly violation: (world: World) => string | undefined;
  /** Whether everything has come to rest: every world has to lead to one like that. */
  readonly rests: (world: World) => boolean;
}

export interface Step {
  readonly label: string;
  readonly world: World;
}

export interface Exploration {
  readonly states: number;
  readonly transitions: number;
  /** The shortest way to a world that is wrong, or that nothing can help any more. */
  readonly counterexample?: { readonly violation: string; readonly trace: readonly string[] };
}

/** Visits every world that can be reached, breadth first. Stops at the first violation; throws beyond `limit` states. */
export function explore({ start, next, violation, rests }: System, limit = 1_000_000): Exploration {
  const seen = new Map([[textOf(start), 0]]);
  const ways: { readonly from: number; readonly label: string }[] = [{ from: -1, label: "start" }];
  const sources: number[][] = [[]];
  const resting: number[] = [];
  let transitions = 0;
  const found = (end: number, wrong: string): Exploration => ({
    states: seen.size,
    transitions,
    counterexample: { violation: wrong, trace: traceTo(ways, end) },
  });
  // A map keeps its order, and can grow while it is walked.
  for (const [text, number] of seen) {
    // It is the text of a world, and nothing else.
    const world = JSON.parse(text) as World;
    const wrong = violation(world);
    if (wrong !== undefined) return found(number, wrong);
    if (rests(world)) resting.push(number);
    for (const step of next(world)) {
      transitions += 1;
      const identity = textOf(step.world);
      const target = seen.get(identity) ?? seen.size;
      if (target === limit) throw new RangeError(`more than ${limit} states`);
      if (target === seen.size) {
        seen.set(identity, target);
        ways.push({ from: number, label: step.label });
        sources.push([]);
      }
      sources[target]?.push(number);
    }
  }
  const lost = firstLost(sources, resting);
  return lost === undefined ? { states: seen.size, transitions } : found(lost, "nothing comes to rest any more");
}

function traceTo(ways: readonly { readonly from: number; readonly label: string }[], end: number): readonly string[] {
  const trace: string[] = [];
  for (let way = ways[end]; way !== undefined && way.from >= 0; way = ways[way.from]) trace.push(way.label);
  return trace.toReversed();
}

/** The first state from which no resting one can be reached, searched backwards from these. */
function firstLost(sources: readonly (readonly number[])[], resting: readonly number[]): number | undefined {
  const saved = new Set(resting);
  for (const state of saved) for (const source of sources[state] ?? []) saved.add(source);
  const lost = sources.findIndex((_, state) => !saved.has(state));
  return lost === -1 ? undefined : lost;
}
