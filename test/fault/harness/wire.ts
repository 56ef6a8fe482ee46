import { Agent, createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type CallName, type CallSite, nameOf } from "./upstream-call.ts";

/** When a process dies: just before one of its calls is sent, or once its effect has happened. */
export interface Death extends CallSite {
  readonly when: "before" | "after";
}

/** The wire of one process: everything that it sends goes through it, so that its death can be had at any call. */
export interface Line {
  /** Its endpoint for AWS and the login domain. */
  readonly origin: string;
  /** What was sent, in order of arrival. */
  readonly calls: readonly CallName[];
  /**
   * From that call on the process counts as dead: what it sends is not forwarded, and nothing is answered to it any more, so that
   * none of its code goes on. What it had sent beside still takes effect.
   */
  dieAt(death: Death): void;
  /** Resolves when it has died. */
  readonly died: Promise<"died">;
  /** Calls that were sent and not answered, although nobody waits for them any more. To be asked once the handler has answered. */
  outstanding(): Promise<readonly CallName[]>;
  close(): void;
}

export interface Wire {
  /** A new line to a stand-in. */
  line(target: string): Line;
  close(): Promise<void>;
}

/** How long a call that was given up takes at most to be seen as such, in real milliseconds. */
const SEEN_MS = 1_000;

/** One HTTP server in front of every stand-in of a test file: a dead process can then reach none that comes later. */
export async function openWire(): Promise<Wire> {
  const lines = new Map<string, LineState>();
  const agent = new Agent({ keepAlive: true });
  const server = createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
    const [, id = "", ...rest] = (request.url ?? "").split("/");
    const line = lines.get(id);
    if (line === undefined) request.socket.destroy();
    else void line.pass(request, response, `/${rest.join("/")}`);
  });
  await new Promise<void>((resolve) => void server.listen(0, LOOPBACK, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    line(target) {
      const id = `line${lines.size + 1}`;
      const state = lineState(target, agent);
      lines.set(id, state);
      // Its number is never given again.
      return { ...state.line, origin: `http://${LOOPBACK}:${port}/${id}` };
    },
    close() {
      agent.destroy();
      server.closeAllConnections();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
}

/** By number: nothing has to be looked up. */
const LOOPBACK = "127.0.0.1";

interface LineState {
  readonly line: Omit<Line, "origin">;
  pass(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>;
}

interface Sent {
  readonly name: CallName;
  state: "open" | "answered" | "given up";
}

function lineState(target: string, agent: Agent): LineState {
  const calls: CallName[] = [];
  const open = new Set<Sent>();
  /** Of calls that were not answered. An answered one's socket may carry another line's call by now: agents outlive processes. */
  const sockets = new Set<IncomingMessage["socket"]>();
  let death: Death | undefined;
  let dead = false;
  let closed = false;
  let tellDeath: (died: "died") => void = () => undefined;
  const died = new Promise<"died">((resolve) => {
    tellDeath = resolve;
  });
  const diesAt = (when: Death["when"], name: CallName, nth: number): boolean => {
    if (death?.when !== when || death.name !== name || death.nth !== nth) return dead;
    dead = true;
    tellDeath("died");
    return true;
  };
  return {
    line: {
      calls,
      died,
      dieAt(at) {
        // Calls are counted from now on.
        death = { ...at, nth: at.nth + calls.filter((name) => name === at.name).length };
      },
      async outstanding() {
        const asked = calls.length;
        const unanswered = [...open];
        const end = Date.now() + SEEN_MS;
        do await new Promise((resolve) => setTimeout(resolve, 2));
        while (unanswered.some(({ state }) => state === "open") && Date.now() < end);
        const awaited = unanswered.filter(({ state }) => state !== "given up").map(({ name }) => name);
        return [...awaited, ...calls.slice(asked)];
      },
      close() {
        closed = true;
        for (const socket of sockets) socket.destroy();
      },
    },
    async pass(request, response, path) {
      if (closed) return void request.socket.destroy();
      sockets.add(request.socket);
      const name = nameOf(request, path);
      calls.push(name);
      const nth = calls.filter((other) => other === name).length;
      if (dead || diesAt("before", name, nth)) return;
      const sent: Sent = { name, state: "open" };
      open.add(sent);
      const aborted = new AbortController();
      response.once("close", () => {
        if (sent.state === "open") sent.state = "given up";
        open.delete(sent);
        // The dead do not hang up: what they have sent takes effect.
        if (!dead || closed) aborted.abort();
      });
      const answer = await forward(new URL(path, target), request, agent, aborted.signal);
      if (dead || diesAt("after", name, nth)) return;
      if (answer === undefined) return void request.socket.resetAndDestroy();
      sent.state = "answered";
      open.delete(sent);
      sockets.delete(request.socket);
      response.writeHead(answer.status, answer.headers).end(answer.body);
    },
  };
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

/** Undefined when the stand-in broke the connection. */
async function forward(
  url: URL,
  request: IncomingMessage,
  agent: Agent,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  try {
    const body = await bodyOf(request);
    return await new Promise<Answer>((resolve, reject) => {
      const { host: _, ...headers } = request.headers;
      const outgoing = httpRequest(url, { method: request.method, headers, agent, signal }, (response) => {
        bodyOf(response).then(
          (text) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
          reject,
        );
      });
      outgoing.on("error", reject);
      outgoing.end(body);
    });
  } catch {
    return undefined;
  }
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  // Without an encoding a stream of Node yields buffers.
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
