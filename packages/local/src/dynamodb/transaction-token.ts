import { createHash } from "node:crypto";
import { AwsError } from "../kernel/aws-error.ts";
import type { Clock } from "../kernel/clock.ts";
import type { UnitOfWork } from "./dynalite-store.ts";
import { type KeyValue } from "./key-value.ts";
import { rangeOf, tokenPrefix } from "./keys.ts";

/** How long DynamoDB remembers a `ClientRequestToken` after its transaction succeeded. */
const REMEMBERED_MS = 10 * 60 * 1000;

/** Makes a transaction with a `ClientRequestToken` happen once. Call both inside the write that performs it. */
export interface TransactionTokens {
  /**
   * Answers whether the request was performed already. Throws `IdempotentParameterMismatchException` when the token was used for a
   * different one.
   */
  seen(unit: UnitOfWork, token: string, request: unknown): boolean;
  /** Stages the token with the changes of its transaction. */
  remember(unit: UnitOfWork, token: string, request: unknown): void;
}

interface Remembered {
  readonly hash: string;
  /** Epoch milliseconds. */
  readonly until: number;
}

/** Reads the tokens that `level` still remembers. */
export async function transactionTokens(level: KeyValue, clock: Clock): Promise<TransactionTokens> {
  const ends = await storedEnds(level);
  return {
    seen(unit, token, request) {
      // Only `remember` writes under this prefix.
      const found = unit.stage.get(tokenPrefix + token) as Remembered | undefined;
      if (found === undefined || found.until <= clock.now()) return false;
      if (found.hash === hashOf(request)) return true;
      throw new AwsError(
        "IdempotentParameterMismatchException",
        "The request uses the same client token as a previous, but non-identical request. Use a new token",
      );
    },
    remember(unit, token, request) {
      const until = clock.now() + REMEMBERED_MS;
      forgetExpired(unit, ends, clock.now());
      unit.stage.put(tokenPrefix + token, { hash: hashOf(request), until } satisfies Remembered);
      // Deleted first, so that the map stays in the order of the ends.
      ends.delete(token);
      ends.set(token, until);
    },
  };
}

async function storedEnds(level: KeyValue): Promise<Map<string, number>> {
  const found: [string, number][] = [];
  for await (const stored of level.keys(rangeOf(tokenPrefix))) {
    const key = String(stored);
    const { until } = level.getSync(key) as Remembered;
    found.push([key.slice(tokenPrefix.length), until]);
  }
  return new Map(found.sort(([, one], [, other]) => one - other));
}

/** A token that is forgotten in a write which then fails stays stored; the next start finds it again. */
function forgetExpired(unit: UnitOfWork, ends: Map<string, number>, now: number): void {
  for (const [token, until] of ends) {
    if (until > now) return;
    ends.delete(token);
    unit.stage.delete(tokenPrefix + token);
  }
}

function hashOf(request: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify(sorted(request)))
    .digest("base64");
}

/** The same value with the members of every object in alphabetical order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
}
