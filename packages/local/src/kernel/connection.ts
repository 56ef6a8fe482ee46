import type { IncomingMessage, ServerResponse } from "node:http";

/** The caller's side of one call; `A` is what leaves as its answer. */
export interface Connection<A> {
  answer(answer: A): void;
  /** Breaks the TCP connection without an answer: the caller sees `ECONNRESET`. */
  reset(): void;
  /** Resolves when the connection is gone or the answer has left. */
  readonly closed: Promise<void>;
}

/** Wraps one HTTP exchange, whose answer `write` puts on the wire. */
export function connectionOf<A>(
  request: IncomingMessage,
  response: ServerResponse,
  write: (answer: A) => void,
): Connection<A> {
  const closed = new Promise<void>((resolve) => {
    response.once("close", resolve);
  });
  return { closed, answer: write, reset: () => request.socket.resetAndDestroy() };
}
