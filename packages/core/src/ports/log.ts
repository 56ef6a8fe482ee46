import type { JsonObject } from "../json.ts";

/** Events as data: a short constant message and secret-free fields. */
export interface Log {
  info(message: string, fields?: JsonObject): void;
  warn(message: string, fields?: JsonObject): void;
  error(message: string, fields?: JsonObject, cause?: unknown): void;
}
