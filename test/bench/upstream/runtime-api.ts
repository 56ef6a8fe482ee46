import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * The Lambda runtime API (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html) for one process and one event. Another process
 * gets another port: what an ended one has still sent must not be taken for its first words. Times are of `performance.now()`.
 */
export interface RuntimeApi {
  /** `127.0.0.1:<port>`, as `AWS_LAMBDA_RUNTIME_API` wants it. */
  readonly host: string;
  /** When the process asked for the event: its code is loaded. */
  readonly readyAt: Promise<number>;
  /** When it answered the event. Rejects with what it reported instead. */
  readonly answeredAt: Promise<number>;
  close(): Promise<void>;
}

const ARN = "arn:aws:lambda:eu-west-1:123456789012:function:bench";
const TIMEOUT_MS = 29_000;

export async function startRuntimeApi(event: unknown): Promise<RuntimeApi> {
  const { serve, readyAt, answeredAt } = expected(event);
  const server = createServer(serve);
  await once(server.listen(0, "127.0.0.1"), "listening");
  // A server that listens on TCP has an address of this form.
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    readyAt,
    answeredAt,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

interface Expected extends Pick<RuntimeApi, "readyAt" | "answeredAt"> {
  serve(incoming: IncomingMessage, response: ServerResponse): void;
}

function expected(event: unknown): Expected {
  const [ready, answered] = [deferred<number>(), deferred<number>()];
  let asked = 0;
  const next = (response: ServerResponse, at: number): void => {
    asked += 1;
    ready.resolve(at);
    // Whoever asks again waits, as for the next event in the cloud.
    if (asked === 1) response.writeHead(200, headersOf()).end(JSON.stringify(event));
  };
  const done = async (incoming: IncomingMessage, response: ServerResponse, at: number): Promise<void> => {
    const text = await textOf(incoming);
    response.writeHead(202).end();
    if (incoming.url?.endsWith("/response") && !/"statusCode":[45]/.test(text)) return answered.resolve(at);
    const refused = new Error(`the function failed: ${text.slice(0, 2_000)}`);
    ready.reject(refused);
    answered.reject(refused);
  };
  return {
    readyAt: ready.promise,
    answeredAt: answered.promise,
    serve(incoming, response) {
      const at = performance.now();
      if (incoming.method === "GET") next(response, at);
      else void done(incoming, response, at);
    },
  };
}

const headersOf = () => ({
  "content-type": "application/json",
  "lambda-runtime-aws-request-id": "00000000-0000-4000-8000-000000000001",
  "lambda-runtime-deadline-ms": String(Date.now() + TIMEOUT_MS),
  "lambda-runtime-invoked-function-arn": ARN,
});

interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: Error): void;
}

function deferred<T>(): Deferred<T> {
  let settle: Pick<Deferred<T>, "resolve" | "reject"> = { resolve: () => undefined, reject: () => undefined };
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject };
  });
  // Nobody may be waiting for the second when the first has failed.
  promise.catch(() => undefined);
  return { promise, ...settle };
}

async function textOf(stream: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of stream.setEncoding("utf8")) text += String(chunk);
  return text;
}
