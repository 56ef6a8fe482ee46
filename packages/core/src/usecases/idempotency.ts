import { LatchkeyError } from "../errors.ts";

/** A key stays bound to what its first use made for a day. */
export const IDEMPOTENCY_MS = 24 * 60 * 60 * 1000;

export const keyReused = (): LatchkeyError =>
  new LatchkeyError(
    "idempotency-key-reused",
    "This Idempotency-Key was used with another request. Use a new key for a new request.",
    { errors: [{ header: "Idempotency-Key", detail: "Send a new key." }] },
  );
