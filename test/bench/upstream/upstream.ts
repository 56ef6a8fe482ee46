import { once } from "node:events";
import {
  createServer as createPlainServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { setImmediate, setTimeout as wait } from "node:timers/promises";
import type { SeenCall } from "./call-levels.ts";
import type { Certificate } from "./certificate.ts";
import { player, recorder, type Tape, type WireAnswer } from "./tape.ts";

/** What stands for AWS under a measured process: forwards to the stand-in and keeps its answers, or gives them again. */
export interface Upstream {
  readonly origin: string;
  /** Every call since the last `forget`, those that measure the upstream itself included. */
  readonly calls: readonly SeenCall[];
  forget(): void;
  /** Forwards every call to that origin from now on. The tape that it answers grows meanwhile. */
  record(origin: string): Tape;
  play(tape: Tape): void;
  /** Lets each answer leave so many milliseconds after its call has arrived, or been forwarded if that takes longer. At first at once. */
  delay(latencyMs: number): void;
  /** Wrong use of the tape, if any. */
  readonly errors: readonly unknown[];
  close(): Promise<void>;
}

/** How much of a wait is left to a timer. */
const TIMER_SHARE = 0.8;

type Source = (name: string, incoming: IncomingMessage, body: string) => Promise<WireAnswer> | WireAnswer;

/** The call that only measures a round trip: it is on no tape. */
const ROUND_TRIP = "RoundTrip";
const EMPTY: WireAnswer = { status: 200, headers: { "content-type": "application/x-amz-json-1.0" }, body: "{}" };

/** Over HTTPS with a certificate, over HTTP without one. */
export async function startUpstream(certificate?: Certificate): Promise<Upstream> {
  let calls: SeenCall[] = [];
  const errors: unknown[] = [];
  let latencyMs = 0;
  let source: Source = () => Promise.reject(new Error("nothing is played"));
  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const name = nameOf(incoming);
    const seen: SeenCall = { name, arrivedAt: performance.now(), answeredAt: Number.POSITIVE_INFINITY };
    calls.push(seen);
    const body = await textOf(incoming);
    const answer = name === ROUND_TRIP ? EMPTY : await source(name, incoming, body);
    // They leave with the body. What is done while the answer waits is no part of the latency.
    response.writeHead(answer.status, answer.headers);
    await reached(seen.arrivedAt + latencyMs);
    seen.answeredAt = performance.now();
    response.end(answer.body);
  };
  const answer = (incoming: IncomingMessage, response: ServerResponse): void => {
    serve(incoming, response).catch((error: unknown) => {
      errors.push(error);
      response.destroy();
    });
  };
  const server = certificate ? createServer(certificate, answer) : createPlainServer(answer);
  server.keepAliveTimeout = 75_000;
  await once(server.listen(0, "localhost"), "listening");
  // A server that listens on TCP has an address of this form.
  const { port } = server.address() as AddressInfo;
  return {
    origin: `${certificate ? "https" : "http"}://localhost:${port}`,
    get calls() {
      return calls;
    },
    forget: () => (calls = []),
    record(origin) {
      const { tape, record } = recorder();
      source = async (name, incoming, body) => {
        const got = await forward(origin, incoming, body);
        record(name, { request: { headers: endToEnd(incoming.headers), body }, answer: got });
        return got;
      };
      return tape;
    },
    play: (tape) => (source = played(tape)),
    delay: (ms) => (latencyMs = ms),
    errors,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/**
 * Resolves at that time of `performance.now()`, to a few hundredths of a millisecond. A timer counts whole milliseconds and may fire a tenth late: with
 * timers alone, calls made together would look slower than one, because the latest of them counts.
 */
async function reached(at: number): Promise<void> {
  const early = at - performance.now();
  if (early > 0) await wait(early * TIMER_SHARE);
  while (performance.now() < at) await setImmediate();
}

function nameOf({ method, url, headers }: IncomingMessage): string {
  const target = headers["x-amz-target"];
  return typeof target === "string" ? (target.split(".").pop() ?? target) : `${method} ${url}`;
}

async function textOf(stream: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of stream.setEncoding("utf8")) text += String(chunk);
  return text;
}

const played = (tape: Tape): Source => {
  const play = player(tape);
  return (name, _, body) => play(name, body);
};

/** Headers that belong to the message, not to its connection (RFC 9110 7.6.1). */
const endToEnd = (headers: IncomingHttpHeaders): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === "string" && !/^(connection|keep-alive|transfer-encoding|date|host)$/.test(name)
        ? [[name, value]]
        : [],
    ),
  );

function forward(origin: string, { method, url, headers }: IncomingMessage, body: string): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(new URL(url ?? "/", origin), { method, headers }, (incoming) => {
      const { statusCode: status = 0 } = incoming;
      textOf(incoming).then((text) => resolve({ status, headers: endToEnd(incoming.headers), body: text }), reject);
    });
    outgoing.on("error", reject).end(body);
  });
}
