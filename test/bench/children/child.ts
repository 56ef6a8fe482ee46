import { type ChildProcess, spawn } from "node:child_process";

/** A process that was started for a measurement and talks by messages. */
export interface Child {
  /** The next message. Rejects when the process ends before. */
  message(): Promise<unknown>;
  /** Sends a job and answers what was done. Rejects with what failed. */
  ask(job: object): Promise<unknown>;
  close(): Promise<void>;
}

interface ChildOptions {
  /** Path of the Node that runs it. */
  readonly node: string;
  /** Script and arguments, with Node's own options before them. */
  readonly args: readonly string[];
  /** Its whole environment. */
  readonly env: Readonly<Record<string, string>>;
}

export function startChild({ node, args, env }: ChildOptions): Child {
  // What functions log is no part of a measurement.
  const child = spawn(node, args, { env, stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const message = () => nextMessage(child);
  return {
    message,
    async ask(job) {
      const answered = message();
      child.send(job);
      return doneOf(await answered);
    },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.disconnect();
      await gone;
    },
  };
}

function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const leave = (code: number | null): void => reject(new Error(`the measured process ended with ${code}`));
    child.once("exit", leave);
    child.once("message", (message) => {
      child.off("exit", leave);
      resolve(message);
    });
  });
}

/** What the scripts of this folder send: what was done, or why not. */
export function doneOf(message: unknown): unknown {
  const { done, failed } = message as { readonly done?: unknown; readonly failed?: string };
  if (failed !== undefined) throw new Error(failed);
  return done;
}
