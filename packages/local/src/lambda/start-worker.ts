import { Worker } from "node:worker_threads";
import { logLines } from "./log-lines.ts";

/** What one function is made of. */
export interface FunctionDefinition {
  /** Path of an ES module that exports `handler`. */
  readonly bundle: string;
  /** The whole environment of the function: nothing else is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** How long one event may take, its bundle being loaded. */
  readonly timeoutMs: number;
  /** What the Lambda context says; nothing enforces it. 128 by default. */
  readonly memoryLimitInMB?: number;
}

/** What `worker.mjs` says: whether the bundle could be loaded, how each event ended, and whatever is printed meanwhile. */
export type WorkerMessage =
  | { readonly kind: "printed"; readonly stream: "stdout" | "stderr"; readonly text: string }
  | { readonly kind: "ready" }
  | { readonly kind: "failed"; readonly message: string }
  | { readonly kind: "returned"; readonly id: number; readonly result: string }
  | { readonly kind: "thrown"; readonly id: number; readonly name: string; readonly message: string };

/** Starts a thread that loads the bundle, and hands on each line that it prints. */
export function startWorker({
  name,
  definition,
  onLine,
}: {
  readonly name: string;
  readonly definition: FunctionDefinition;
  readonly onLine: (line: string) => void;
}): Worker {
  const { bundle, env, memoryLimitInMB = 128 } = definition;
  const worker = new Worker(new URL("./worker.mjs", import.meta.url), {
    workerData: { bundle, functionName: name, memoryLimitInMB: String(memoryLimitInMB) },
    env: { ...env },
    // Neither the loader nor the flags of this process: functions run as they are built.
    execArgv: [],
    name,
  });
  const printed = { stdout: logLines(onLine), stderr: logLines(onLine) };
  worker.on("message", (message: WorkerMessage) => {
    if (message.kind === "printed") printed[message.stream].take(message.text);
  });
  // The thread itself does not print what ends it.
  worker.once("error", (error) => printed.stderr.take(`Uncaught ${textOf(error)}\n`));
  worker.once("exit", () => {
    printed.stdout.end();
    printed.stderr.end();
  });
  return worker;
}

const textOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
