import type { JsonObject } from "@latchkey/core/json";
import type { Log } from "@latchkey/core/ports/log";

type Level = "info" | "warn" | "error";

/**
 * One JSON object a line, as CloudWatch Logs takes it. `write` gets the line without its newline. A cause is reduced to names,
 * messages and stack: errors of the AWS SDK carry the whole request and response.
 */
export function jsonLog(write: (line: string) => void): Log {
  const put = (level: Level, message: string, fields?: JsonObject, cause?: unknown): void =>
    write(JSON.stringify({ level, message, ...fields, ...(cause !== undefined && { cause: causeOf(cause) }) }));
  return {
    info: (message, fields) => put("info", message, fields),
    warn: (message, fields) => put("warn", message, fields),
    error: (message, fields, cause) => put("error", message, fields, cause),
  };
}

const MAX_DEPTH = 4;

function causeOf(cause: unknown, depth = 0): JsonObject {
  if (!(cause instanceof Error)) return { name: typeof cause };
  const inner = cause.cause === undefined || depth === MAX_DEPTH ? {} : { cause: causeOf(cause.cause, depth + 1) };
  return { name: cause.name, message: cause.message, stack: cause.stack ?? "", ...inner };
}
