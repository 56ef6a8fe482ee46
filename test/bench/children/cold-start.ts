import { spawn } from "node:child_process";
import { once } from "node:events";
import { startRuntimeApi } from "../upstream/runtime-api.ts";

/** One cold start, in milliseconds from the start of the process. */
export interface ColdStart {
  /** Until it asked for its first event. */
  readonly initMs: number;
  /** Until it had answered that. */
  readonly totalMs: number;
}

export interface ColdSubject {
  /** Where its `bundle.mjs` is. */
  readonly folder: string;
  readonly event: unknown;
}

interface Lambda {
  /** Path of the Node that runs it. */
  readonly node: string;
  /** Path of the loop. */
  readonly loop: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Far more than anything takes: a process that hangs is a defect. */
const LIMIT_MS = 30_000;

/** What Lambda tells every function, beside what the deployment does. */
const LAMBDA_ENV = {
  AWS_LAMBDA_FUNCTION_NAME: "bench",
  AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "1024",
  AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/bench",
  AWS_LAMBDA_LOG_STREAM_NAME: "bench",
  _HANDLER: "bundle.handler",
};

/** Starts a process, has it answer one event, and ends it. Rejects when the function fails, with what it printed. */
export async function coldStart({ node, loop, env }: Lambda, { folder, event }: ColdSubject): Promise<ColdStart> {
  const api = await startRuntimeApi(JSON.parse(JSON.stringify(event).replaceAll("{n}", "1")));
  const startedAt = performance.now();
  const child = spawn(node, [loop], {
    env: { ...env, ...LAMBDA_ENV, AWS_LAMBDA_RUNTIME_API: api.host, LAMBDA_TASK_ROOT: folder },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: LIMIT_MS,
    killSignal: "SIGKILL",
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (printed += text));
  const ended = once(child, "close");
  const early = ended.then((): never => {
    throw new Error("the function ended by itself, or took too long");
  });
  early.catch(() => undefined);
  try {
    const initMs = (await Promise.race([api.readyAt, early])) - startedAt;
    const totalMs = (await Promise.race([api.answeredAt, early])) - startedAt;
    return { initMs, totalMs };
  } catch (cause) {
    throw new Error(`${folder} failed:\n${printed}`, { cause });
  } finally {
    child.kill("SIGKILL");
    await ended;
    await api.close();
  }
}
