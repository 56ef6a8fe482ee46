import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { PortalClient } from "@latchkey/local/stack/bootstrap";
import type { StackDescription } from "@latchkey/local/stack/description";
import { readDescription } from "../support/npm-start.ts";
import { FILES, READY, type ServerOptions } from "./server-options.ts";

/** A running server, and who may call it. */
export interface LoadServer {
  readonly description: StackDescription;
  readonly callers: readonly PortalClient[];
  /** `kill -9`: resolves when nothing of it is left. */
  kill(): Promise<void>;
  /** Lets it end as Ctrl-C would. */
  stop(): Promise<void>;
}

const entry = fileURLToPath(new URL("./server.ts", import.meta.url));
const root = fileURLToPath(new URL("../..", import.meta.url));

/** Starts a server on what is in its folder and resolves when it answers. Rejects with what it printed when it ends before. */
export async function startServer(options: ServerOptions): Promise<LoadServer> {
  const child = spawn(process.execPath, ["--import", "tsx", entry, JSON.stringify(options)], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "close");
  await ready(child);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await ended;
  };
  return {
    description: await readDescription(join(options.dir, FILES.data)),
    // The server has written it.
    callers: JSON.parse(await readFile(join(options.dir, FILES.callers), "utf8")) as readonly PortalClient[],
    kill: () => end("SIGKILL"),
    stop: () => end("SIGTERM"),
  };
}

function ready({ stdout, stderr }: ChildProcess): Promise<void> {
  let printed = "";
  return new Promise((resolve, reject) => {
    stderr?.setEncoding("utf8").on("data", (text: string) => (printed += text));
    stdout?.setEncoding("utf8").on("data", (text: string) => text.includes(READY) && resolve());
    stdout?.on("close", () => reject(new Error(`The server ended before it was ready:\n${printed}`)));
  });
}

/** Below the ports that the system gives to outgoing connections, so that nothing takes it while its server is down. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
