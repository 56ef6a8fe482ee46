import type { IncomingMessage } from "node:http";

/** An HTTP API takes 10 MB. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

const EMPTY = Buffer.alloc(0);

/**
 * The request's body, or `too-large`: that one is read to its end too, because a client that is still writing would not see the
 * answer. `incomplete` when the client left before the end.
 */
export function readBody(request: IncomingMessage): Promise<Buffer | "too-large" | "incomplete"> {
  const { "content-length": length, "transfer-encoding": encoding } = request.headers;
  if (encoding === undefined && (length === undefined || length === "0")) return Promise.resolve(EMPTY);
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    });
    request.once("end", () => resolve(size > MAX_BODY_BYTES ? "too-large" : Buffer.concat(chunks, size)));
    request.once("error", () => resolve("incomplete"));
  });
}
