import { randomUUID } from "node:crypto";
import type { Worker } from "node:worker_threads";
import { FunctionError } from "./invoker.ts";
import { type FunctionDefinition, startWorker, type WorkerMessage } from "./start-worker.ts";

export interface EnvironmentOptions {
  readonly name: string;
  readonly arn: string;
  readonly definition: FunctionDefinition;
  readonly onLine: (line: string) => void;
  /** Called once, when this environment takes no further event. */
  readonly onGone: () => void;
}

/** One worker thread with a loaded bundle. It runs events beside each other, and keeps the process alive only while it does. */
export interface Environment {
  /** Resolves when the bundle is loaded; rejects with `FunctionError` `crashed` when it cannot be. */
  readonly ready: Promise<void>;
  /** Takes and answers JSON. Rejects with `FunctionError`. */
  invoke(event: string): Promise<string>;
  /** Resolves when the thread has ended. */
  readonly ended: Promise<void>;
  /** Ends the thread. Events that still run are rejected as `crashed`. */
  terminate(): Promise<void>;
}

/** Lambda gives a bundle ten seconds to load. */
const INIT_LIMIT_MS = 10_000;

/** Starts a thread for one function. */
export function startEnvironment(options: EnvironmentOptions): Environment {
  const worker = startWorker(options);
  const events = runningEvents(worker);
  let gone = false;
  let lost: FunctionError | undefined;
  const leave = (): void => {
    if (!gone) options.onGone();
    gone = true;
  };
  const crash = (message: string): void => {
    lost ??= new FunctionError("crashed", message);
    leave();
    events.rejectAll(lost);
    void worker.terminate();
  };
  worker.once("error", (error) => crash(messageOf(error)));
  worker.once("exit", (code) => crash(`Runtime exited with error: exit status ${code}`));
  const ended = new Promise<void>((resolve) => {
    worker.once("exit", () => resolve());
  });
  const ready = loaded(worker, options.name);
  const settled = ready.catch((error: unknown) => crash(messageOf(error)));
  void settled.then(() => events.release());
  return {
    ready,
    ended,
    async invoke(event) {
      await ready;
      if (lost) throw lost;
      const outcome = await events.run(event, options);
      if (outcome.kind === "timeout") leave();
      // Lambda would have run the other events in environments of their own, so they may finish.
      if (gone && events.count() === 0) void worker.terminate();
      return resultOf(outcome);
    },
    async terminate() {
      crash(`The environment of ${options.name} was shut down`);
      await worker.terminate();
    },
  };
}

type Outcome =
  | { readonly kind: "returned"; readonly result: string }
  | { readonly kind: "thrown"; readonly name: string; readonly message: string }
  | { readonly kind: "timeout"; readonly message: string };

function resultOf(outcome: Outcome): string {
  if (outcome.kind === "returned") return outcome.result;
  if (outcome.kind === "timeout") throw new FunctionError("timeout", outcome.message);
  throw new FunctionError("thrown", outcome.message, outcome.name);
}

interface RunningEvents {
  /** Resolves with what became of the event; rejects when the environment is lost meanwhile. */
  run(event: string, options: EnvironmentOptions): Promise<Outcome>;
  rejectAll(error: FunctionError): void;
  count(): number;
  /** Lets the process end while nothing runs. */
  release(): void;
}

interface Waiting {
  resolve(outcome: Outcome): void;
  reject(error: FunctionError): void;
}

function runningEvents(worker: Worker): RunningEvents {
  const running = new Map<number, Waiting>();
  let lastId = 0;
  const release = (): void => {
    if (running.size === 0) worker.unref();
  };
  worker.on("message", (message: WorkerMessage) => {
    if (message.kind === "returned" || message.kind === "thrown") running.get(message.id)?.resolve(message);
  });
  return {
    async run(event, { arn, definition: { timeoutMs } }) {
      const id = ++lastId;
      const requestId = randomUUID();
      worker.ref();
      const outcome = new Promise<Outcome>((resolve, reject) => running.set(id, { resolve, reject }));
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      worker.postMessage({ id, event, requestId, arn, remainingMs: timeoutMs });
      const timer = setTimeout(() => {
        const message = `${requestId} Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
        running.get(id)?.resolve({ kind: "timeout", message });
      }, timeoutMs);
      try {
        return await outcome;
      } finally {
        clearTimeout(timer);
        running.delete(id);
        release();
      }
    },
    rejectAll(error) {
      for (const { reject } of running.values()) reject(error);
    },
    count: () => running.size,
    release,
  };
}

/** Settles with the first message of the worker, or with its end. */
function loaded(worker: Worker, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = (reason: string): void => reject(new FunctionError("crashed", `${name} did not start: ${reason}`));
    const timer = setTimeout(
      refuse,
      INIT_LIMIT_MS,
      `its bundle took more than ${INIT_LIMIT_MS / 1000} seconds to load`,
    );
    worker.on("message", (message: WorkerMessage) => {
      if (message.kind !== "ready" && message.kind !== "failed") return;
      clearTimeout(timer);
      if (message.kind === "failed") refuse(message.message);
      else resolve();
    });
    worker.once("error", (error) => refuse(messageOf(error)));
    worker.once("exit", (code) => {
      clearTimeout(timer);
      refuse(`exit status ${code}`);
    });
  });
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
