import type { IncomingMessage } from "node:http";
import { AwsError } from "./aws-error.ts";
import type { Input } from "./service.ts";

/** The largest request of the three services is DynamoDB's 16 MiB batch. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/**
 * Reads an AWS JSON request body; an empty one is `{}`. Throws `AwsError`: `SerializationException` for what is no JSON object,
 * `RequestEntityTooLargeException` for more than 16 MiB. Answers undefined when the caller left before the end.
 */
export async function readInput(request: IncomingMessage): Promise<Input | undefined> {
  const bytes = await readBytes(request);
  return bytes === undefined ? undefined : parseInput(bytes.toString("utf8"));
}

async function readBytes(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      // The rest is still read, because a caller that is writing would not see an answer.
      if (length <= MAX_BODY_BYTES) chunks.push(chunk);
    }
  } catch (error) {
    if (request.readableAborted) return undefined;
    throw error;
  }
  if (length > MAX_BODY_BYTES) {
    throw new AwsError("RequestEntityTooLargeException", `The request is larger than ${MAX_BODY_BYTES} bytes`);
  }
  return Buffer.concat(chunks);
}

function parseInput(text: string): Input {
  const value = text.trim() === "" ? {} : parseJson(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new AwsError("SerializationException", "The request body is not a JSON object");
  }
  // Every non-array object that JSON can express is a record of strings.
  return value as Input;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, withoutNullMembers);
  } catch {
    throw new AwsError("SerializationException", "The request body is not valid JSON");
  }
}

/** In AWS JSON a member that is `null` is a member that is not there. */
function withoutNullMembers(this: unknown, _key: string, value: unknown): unknown {
  return value === null && !Array.isArray(this) ? undefined : value;
}
