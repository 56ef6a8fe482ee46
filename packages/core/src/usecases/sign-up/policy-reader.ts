import type { Call } from "../../ports/call.ts";
import type { ClientPolicies, ClientPolicy } from "../../ports/client-policies.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import { UpstreamError } from "../../upstream.ts";

/** What is known of the client of an event. */
export type PolicyAnswer =
  | { readonly kind: "ours"; readonly policy: ClientPolicy }
  /** Not one of ours: its event is returned untouched. */
  | { readonly kind: "foreign" }
  /** The store could not be read, and nothing was known from before. */
  | { readonly kind: "failed" };

/** A client may become ours at any moment: that it is not is believed no longer than this, in milliseconds. */
const UNKNOWN_MS = 5_000;

interface Entry {
  readonly policy: ClientPolicy | undefined;
  readonly until: number;
}

/** As many clients as one function instance remembers. */
const MAX_ENTRIES = 1_000;

/**
 * Reads policies with a cache: an answer is good for `cacheMs` milliseconds. When the store cannot be read, the last known policy of a client goes on to hold, however
 * old; that a client was not ours is not remembered beyond its time.
 */
export function policyReader(
  { policies, clock, log }: { readonly policies: ClientPolicies; readonly clock: Clock; readonly log: Log },
  cacheMs: number,
): (clientId: string, call: Call) => Promise<PolicyAnswer> {
  const entries = new Map<string, Entry>();
  return async (clientId, call) => {
    const entry = entries.get(clientId);
    if (entry !== undefined && entry.until > clock.now()) return answerOf(entry.policy);
    try {
      const policy = await policies.read(clientId, call);
      if (entries.size >= MAX_ENTRIES) entries.clear();
      const goodFor = policy === undefined ? Math.min(cacheMs, UNKNOWN_MS) : cacheMs;
      entries.set(clientId, { policy, until: clock.now() + goodFor });
      return answerOf(policy);
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      log.warn("policies could not be read", { reason: error.reason, lastKnown: entry?.policy !== undefined });
      return entry?.policy === undefined ? { kind: "failed" } : answerOf(entry.policy);
    }
  };
}

const answerOf = (policy: ClientPolicy | undefined): PolicyAnswer =>
  policy === undefined ? { kind: "foreign" } : { kind: "ours", policy };
