import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type AwsEndpointContext, createAwsEndpoint } from "./aws-endpoint.ts";
import { LOOPBACK } from "./options.ts";

/** Serves what is not an AWS call (login pages, mailbox); answers false when the request is not its own. */
export type Fallback = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

export interface AwsServerContext extends AwsEndpointContext {
  readonly fallback?: Fallback;
}

export interface AwsServer {
  /** Starts to listen on the loopback interface; 0 takes a free port. Rejects with the system's error, for example `EADDRINUSE`. */
  listen(port: number): Promise<RunningServer>;
}

export interface RunningServer {
  readonly port: number;
  /** Stops listening, breaks every connection, and resolves when no call is running any more. */
  close(): Promise<void>;
}

/** Idle client connections stay open longer than SDK clients keep them, so that the server never closes one under a new request. */
const KEEP_ALIVE_MS = 75_000;

/**
 * One HTTP origin for all of the stand-in: `POST /` with `X-Amz-Target` is an AWS call, everything else goes to `fallback`, and what
 * that does not want is 404.
 */
export function createAwsServer(context: AwsServerContext): AwsServer {
  const endpoint = createAwsEndpoint(context);
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    void route(request, response);
  });
  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const target = request.headers["x-amz-target"];
      if (request.method === "POST" && request.url === "/" && typeof target === "string") {
        await endpoint.serve(target, request, response);
      } else if (!(await context.fallback?.(request, response))) {
        answerText(response, 404, "Not found");
      }
    } catch (error) {
      context.onError(error);
      answerText(response, 500, "Internal error");
    }
  };
  return {
    listen: (port) =>
      new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, LOOPBACK, () => {
          server.off("error", reject);
          resolve({ port: portOf(server.address()), close });
        });
      }),
  };

  async function close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    server.closeAllConnections();
    await Promise.all([closed, endpoint.close()]);
  }
}

function answerText(response: ServerResponse, status: number, text: string): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${text}\n`);
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("The server does not listen on a TCP port");
  return address.port;
}
