import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { StackDescription } from "@latchkey/local/stack/description";

const root = fileURLToPath(new URL("../..", import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `npm start` in a process group of its own, as a person's terminal would have it. */
export interface NpmStart {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves with everything printed so far once it says that it is ready. Rejects when it ends before. */
  ready(): Promise<string>;
}

export function npmStart(...options: readonly string[]): NpmStart {
  const child = spawn("npm", ["start", "--silent", "--", ...options], { cwd: root, detached: true });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  const ready = new Promise<string>((resolve, reject) => {
    child.stdout.on("data", () => {
      if (stdout.includes("Ctrl-C")) resolve(stdout);
    });
    void ended.then(({ code }) => reject(new Error(`ended with ${code} before it was ready:\n${stderr}`)));
  });
  // Nobody may be waiting for readiness when it ends.
  ready.catch(() => undefined);
  return { process: child, ended, ready: () => ready };
}

export const readDescription = async (dataDir: string): Promise<StackDescription> =>
  JSON.parse(await readFile(join(dataDir, "stack.json"), "utf8")) as StackDescription;

/** Kills the whole process group at once, as a power failure would. */
export async function killGroup({ process: child, ended }: NpmStart): Promise<void> {
  if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  await ended;
}
