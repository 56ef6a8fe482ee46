import type { Call, Faults } from "@latchkey/local/kernel/faults";

/** What was seen. */
export interface Recording {
  /** By the function that made them. */
  readonly calls: ReadonlyMap<string, readonly Call[]>;
  /** Operations of the contract that were asked for. */
  readonly served: ReadonlySet<string>;
}

/** Which function made which calls. One function at a time is at work while it is recorded. */
export interface Recorder extends Recording {
  /** Runs one step and notes its calls as those of the function. */
  as<T>(functionName: string, step: () => Promise<T>): Promise<T>;
  readonly served: Set<string>;
}

/** Records over any number of stacks. */
export function createRecorder(): Recorder & { watch(faults: Faults): void } {
  const calls = new Map<string, readonly Call[]>();
  let watched: Faults | undefined;
  return {
    calls,
    served: new Set(),
    watch(faults) {
      watched = faults;
    },
    async as(functionName, step) {
      if (watched === undefined) throw new Error("Nothing is watched yet.");
      watched.forget();
      try {
        return await step();
      } finally {
        calls.set(functionName, [...(calls.get(functionName) ?? []), ...watched.calls]);
        watched.forget();
      }
    },
  };
}
