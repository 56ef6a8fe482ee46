import { fileURLToPath } from "node:url";
import { doneOf, startChild } from "./child.ts";

/** What one job took, in milliseconds. `result` is what the last event was answered with. */
export interface Done {
  readonly took: readonly number[];
  readonly cpuMs: number;
  readonly result: unknown;
}

export interface Job {
  readonly function: string;
  /** `{n}` in it stands for a text of its own in each event. */
  readonly event: unknown;
  readonly times: number;
}

/** In bytes, after a collection of garbage. */
export interface Memory {
  readonly heapUsed: number;
  readonly rss: number;
}

/** A process that runs bundles without measuring their start. */
export interface Worker {
  run(job: Job): Promise<Done>;
  memory(): Promise<Memory>;
  close(): Promise<void>;
}

export interface WorkerOptions {
  /** Path of the Node that runs it. */
  readonly node: string;
  /** Function name -> path of its bundle. */
  readonly bundles: Readonly<Record<string, string>>;
  /** Its whole environment. */
  readonly env: Readonly<Record<string, string>>;
}

const script = fileURLToPath(new URL("./worker.mjs", import.meta.url));

export async function startWorker({ node, bundles, env }: WorkerOptions): Promise<Worker> {
  const child = startChild({ node, args: ["--expose-gc", script, JSON.stringify(bundles)], env });
  doneOf(await child.message());
  // What `worker.mjs` answers.
  return {
    run: async (job) => (await child.ask({ kind: "run", ...job })) as Done,
    memory: async () => (await child.ask({ kind: "memory" })) as Memory,
    close: child.close,
  };
}
