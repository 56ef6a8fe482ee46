import { createHash, randomInt } from "node:crypto";
import type { Clock } from "@latchkey/core/ports/clock";
import type { Ids } from "@latchkey/core/ports/ids";
import { Secret } from "@latchkey/core/secret";
import { monotonicFactory } from "ulid";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const SECRET_LENGTH = 52;

/** Ids by ULID, increasing within a process even within one millisecond; secrets from the operating system's generator. */
export function systemIds(clock: Clock): Ids {
  // Asked once per character: `randomInt` draws from a pool, which `randomBytes` would pay a call of the system for each time.
  const next = monotonicFactory(() => randomInt(2 ** 32) / 2 ** 32);
  const ulid = (): string => next(clock.now());
  return {
    integration: () => `int_${ulid()}`,
    operation: () => `op_${ulid()}`,
    rotation: () => `rot_${ulid()}`,
    event: () => `evt_${ulid()}`,
    revision: () => `rev_${ulid()}`,
    clientSecret: () =>
      new Secret(Array.from({ length: SECRET_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join("")),
    tokenFor,
  };
}

/** RFC 9562 version 8: 122 bits of the text's SHA-256. */
function tokenFor(text: string): string {
  const bytes = createHash("sha256").update(text).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
