import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Json, JsonObject } from "@latchkey/core/json";
import { ClientFailure, ProductRefusal } from "./client-errors.ts";

/**
 * A running program in the product's language that hosts the product's own code. It reads one JSON object a line on its standard
 * input, answers each with one JSON object a line on its standard output, in order, and logs to standard error. It ends when its
 * standard input does. Every request has a member `do`; an answer with a member `error` means that the product refused.
 *
 * - `{"do":"about"}` answers `{"products":[{"name","version"}]}`: which code runs, read from the build.
 * - `{"do":"open","artifact":{"name","body"},"files":{"<path>":"<content>"}}` loads an artifact as the product does and forgets
 *   everything before; answers `{"ok":true}`.
 * - `{"do":"login"}` begins a sign-in; answers `{"url"}`, where the browser is sent.
 * - `{"do":"callback","url"}` is the browser coming back; answers who signed in: `{"subject","email",...}`.
 *
 * A proof may have further requests and members.
 */
export interface ClientProcess {
  /** Throws `ProductRefusal` when the product refuses, `ClientFailure` when the program gives no answer in time. */
  ask(request: ClientRequest, timeoutMs?: number): Promise<JsonObject>;
  /** Ends the program; waits until it has ended. */
  close(): Promise<void>;
}

export interface ClientRequest extends JsonObject {
  readonly do: string;
}

export interface ClientCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Beside this process's own variables. */
  readonly env?: Readonly<Record<string, string>>;
}

const ANSWER_WITHIN_MS = 30_000;
const END_WITHIN_MS = 5_000;
const LOG_LINES = 20;

/** Starts a client program. A program that cannot be started shows at the first `ask`. */
export function startClient({ command, args, cwd, env }: ClientCommand): ClientProcess {
  // What a proof talks to is on this machine, whatever proxy leads to the rest of the world.
  const direct = { no_proxy: "localhost,127.0.0.1", NO_PROXY: "localhost,127.0.0.1" };
  const child = spawn(command, args, { cwd, env: { ...process.env, ...direct, ...env }, stdio: "pipe" });
  const log = lastLinesOf(child);
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const broken = failureOf(child, () => log.join("\n"));
  let turn: Promise<unknown> = Promise.resolve();
  const exchange = async (request: ClientRequest, timeoutMs: number): Promise<JsonObject> => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const line = await within(Promise.race([answers.next(), broken]), timeoutMs, child, request);
    return answerOf(line.done === true ? await broken : line.value);
  };
  return {
    ask(request, timeoutMs = ANSWER_WITHIN_MS) {
      // One at a time, so that each answer belongs to its request; a refusal of one does not concern the next.
      const answer = turn.then(() => exchange(request, timeoutMs));
      turn = answer.catch(() => undefined);
      return answer;
    },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
      const ended = once(child, "exit");
      child.stdin.end();
      const timer = setTimeout(() => child.kill("SIGKILL"), END_WITHIN_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** The last lines of the program's log, kept current. */
function lastLinesOf(child: ChildProcessWithoutNullStreams): readonly string[] {
  const lines: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => {
    lines.push(line);
    if (lines.length > LOG_LINES) lines.shift();
  });
  return lines;
}

/** Rejects when the program cannot be started or has ended. */
function failureOf(child: ChildProcessWithoutNullStreams, log: () => string): Promise<never> {
  const failure = new Promise<never>((_resolve, reject) => {
    child.on("error", (error) => reject(new ClientFailure(`The client does not start: ${error.message}`)));
    // "close" and not "exit": by then the log has been read.
    child.on("close", (code, signal) =>
      reject(new ClientFailure(`The client ended (${signal ?? code}). Its last words:\n${log()}`)),
    );
    child.stdin.on("error", () => undefined);
  });
  // Nobody may be asking when it ends.
  failure.catch(() => undefined);
  return failure;
}

/** What comes of `answer`, unless it takes too long: then the client is stopped, because its late answer would be taken for the next. */
async function within<T>(answer: Promise<T>, ms: number, child: ChildProcess, request: ClientRequest): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new ClientFailure(`The client gave no answer to ${JSON.stringify(request).slice(0, 500)} in ${ms} ms.`));
    }, ms);
  });
  try {
    return await Promise.race([answer, overdue]);
  } finally {
    clearTimeout(timer);
  }
}

function answerOf(line: string): JsonObject {
  const answer = parsed(line);
  if (typeof answer !== "object" || answer === null || Array.isArray(answer))
    throw new ClientFailure(`The client answered no JSON object: ${line.slice(0, 500)}`);
  // Just checked; `isArray` does not narrow readonly arrays away.
  const members = answer as JsonObject;
  const error = members["error"];
  if (error !== undefined) throw new ProductRefusal(typeof error === "string" ? error : JSON.stringify(error));
  return members;
}

function parsed(line: string): Json {
  try {
    // Parse boundary: what JSON.parse answers is JSON.
    return JSON.parse(line) as Json;
  } catch {
    throw new ClientFailure(`The client answered no JSON: ${line.slice(0, 500)}`);
  }
}
