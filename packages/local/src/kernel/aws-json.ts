import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AwsError } from "./aws-error.ts";
import type { AwsService } from "./service.ts";

/** What leaves as the answer of one call. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** `{"__type": ..., "message": ...}`, beside whatever else the error carries. */
export const errorAnswer = (error: AwsError): Answer => ({
  status: error.status,
  body: { __type: error.type, message: error.message, ...error.extra },
});

/** The caller's side of one call. */
export interface Connection {
  answer(answer: Answer): void;
  /** Breaks the TCP connection without an answer: the caller sees `ECONNRESET`. */
  reset(): void;
  /** Resolves when the connection is gone or the answer has left. */
  readonly closed: Promise<void>;
}

/** Wraps one HTTP exchange of the AWS JSON protocol. */
export function connectionOf(
  request: IncomingMessage,
  response: ServerResponse,
  jsonVersion: AwsService["jsonVersion"],
): Connection {
  const closed = new Promise<void>((resolve) => {
    response.once("close", resolve);
  });
  return {
    closed,
    reset: () => request.socket.resetAndDestroy(),
    answer({ status, body }) {
      const bytes = Buffer.from(JSON.stringify(body ?? {}));
      response.writeHead(status, {
        "content-type": `application/x-amz-json-${jsonVersion}`,
        "content-length": bytes.length,
        "x-amzn-requestid": randomUUID(),
      });
      response.end(bytes);
    },
  };
}
