import type { ServiceName } from "./service.ts";

/**
 * Whose calls can go wrong: an AWS service, or the login domain, of which the operation `token` (`POST /oauth2/token`) is known here, by
 * `grant_type` and `client_id` alone.
 */
export type FaultTarget = ServiceName | "login";

/**
 * What goes wrong with one call:
 * - `throttle`: the service's own throttling error, no effect; 429 from the login domain
 * - `error`: any AWS error by name, no effect (`InternalErrorException` and its kin answer 500); from the login domain an error code of
 *   OAuth, `server_error` with status 500 and every other with 400
 * - `reset-before` / `reset-after`: the connection breaks before or after the effect
 * - `hang`: no effect and no answer, until the caller gives up
 * - `late`: the connection breaks now, the effect lands after `ms` of the stand-in's time; never for the login domain
 * - `delay`: the effect happens at once, the answer follows after `ms`
 * - `stale`: a read (Get, List, Describe) answers as if everything of the last `ms` had not happened yet. DynamoDB keeps no past, so
 *   there, for writes and for the login domain it is a mistake, which is answered with 500 and reported
 */
export type Fault =
  | Refusal
  | { readonly kind: "reset-before" | "reset-after" | "hang" }
  | { readonly kind: "late" | "delay" | "stale"; readonly ms: number };

/** The faults that are an answer of their own. */
export type Refusal =
  | { readonly kind: "throttle" }
  | { readonly kind: "error"; readonly type: string; readonly message?: string };

/** One served call, as tests assert it. `index` counts calls of the same service and operation from 1. */
export interface Call {
  readonly service: FaultTarget;
  readonly operation: string;
  readonly index: number;
  readonly input: Readonly<Record<string, unknown>>;
  readonly fault?: Fault;
}

export interface FaultRule {
  readonly service: FaultTarget;
  readonly operation: string;
  /** Which call of that operation, counted from 1 since the rule was added; every call when absent. */
  readonly call?: number;
  /** Only calls for which this holds are counted and hit. */
  readonly when?: (input: Readonly<Record<string, unknown>>) => boolean;
  readonly fault: Fault;
}

export interface Faults {
  /** Adds a rule; the answer removes it. */
  add(rule: FaultRule): () => void;
  clear(): void;
  /** Every call since the last `forget`, in order of arrival. */
  readonly calls: readonly Call[];
  forget(): void;
  /** Called by the server for each request: records it and answers the fault that hits it, if any. */
  next(service: FaultTarget, operation: string, input: Readonly<Record<string, unknown>>): Fault | undefined;
}

/** Fault hooks of one stand-in. `recording` keeps the calls for tests; a long-running server leaves it off. */
export function createFaults({ recording = false } = {}): Faults {
  const rules = new Set<FaultRule & { seen: number }>();
  const counts = new Map<string, number>();
  let calls: Call[] = [];
  return {
    add(rule) {
      const entry = { ...rule, seen: 0 };
      rules.add(entry);
      return () => rules.delete(entry);
    },
    clear: () => rules.clear(),
    get calls() {
      return calls;
    },
    forget() {
      calls = [];
      counts.clear();
    },
    next(service, operation, input) {
      let hit: Fault | undefined;
      for (const rule of rules) {
        if (rule.service !== service || rule.operation !== operation || rule.when?.(input) === false) continue;
        rule.seen += 1;
        if (rule.call === undefined || rule.call === rule.seen) hit ??= rule.fault;
      }
      if (recording) {
        const key = `${service}:${operation}`;
        const index = (counts.get(key) ?? 0) + 1;
        counts.set(key, index);
        calls.push({ service, operation, index, input, ...(hit && { fault: hit }) });
      }
      return hit;
    },
  };
}
