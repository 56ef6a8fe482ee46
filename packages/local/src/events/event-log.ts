import type { EntryFailure, EventEntry } from "./entry.ts";

/** An event that was taken, with the id that its caller was told. */
export interface PublishedEvent extends EventEntry {
  readonly id: string;
}

/** Lets entries fail that would be taken otherwise. */
export interface EntryRule extends EntryFailure {
  /** Only entries for which this holds are counted and hit. */
  readonly when?: (entry: EventEntry) => boolean;
  /** Which of them, counted from 1 since the rule was added; every one when absent. */
  readonly entry?: number;
}

/** What was published on every bus of one stand-in, for tests. */
export interface EventLog {
  /** The last 10,000 events since the last `forget`, in order of arrival. */
  readonly entries: readonly PublishedEvent[];
  forget(): void;
  /** Adds a rule; the answer removes it. Retryable codes of AWS are `InternalFailure` and `ThrottlingException`. */
  fail(rule: EntryRule): () => void;
}

/** The log as the service sees it. */
export interface WritableEventLog extends EventLog {
  add(event: PublishedEvent): void;
  /** Called for each entry that is about to be taken: answers the rule that hits it, if any. */
  failureOf(entry: EventEntry): EntryFailure | undefined;
}

const REMEMBERED = 10_000;

/** Keeps events in memory. */
export function createEventLog(): WritableEventLog {
  const rules = new Set<EntryRule & { seen: number }>();
  let entries: PublishedEvent[] = [];
  return {
    get entries() {
      return entries.slice(-REMEMBERED);
    },
    forget() {
      entries = [];
    },
    fail(rule) {
      const added = { ...rule, seen: 0 };
      rules.add(added);
      return () => rules.delete(added);
    },
    add(event) {
      entries.push(event);
      // Trimmed by halves, so that an event costs constant time on average.
      if (entries.length > 2 * REMEMBERED) entries = entries.slice(-REMEMBERED);
    },
    failureOf(entry) {
      let hit: EntryFailure | undefined;
      for (const rule of rules) {
        if (rule.when?.(entry) === false) continue;
        rule.seen += 1;
        if (rule.entry === undefined || rule.entry === rule.seen) hit ??= rule;
      }
      return hit;
    },
  };
}
