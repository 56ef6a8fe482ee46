/** A stored value with its place in the order of first insertion. */
export interface Row {
  readonly sequence: number;
  readonly value: unknown;
}

/** The recent past of one map of rows, so that a stale read can be answered. */
export interface History {
  /** Call before `key` changes, with the row that it has now. */
  record(at: number, key: string, previous: Row | undefined): void;
  /**
   * The map as it was before everything that happened after `moment`.
   * Throws `RangeError` when the history does not reach back that far.
   */
  before(moment: number, map: ReadonlyMap<string, Row>): ReadonlyMap<string, Row>;
}

interface Change {
  readonly at: number;
  readonly key: string;
  readonly previous: Row | undefined;
}

/** Remembers the last `limit` changes, at least. */
export function createHistory(limit: number): History {
  let changes: Change[] = [];
  let forgottenUntil = Number.NEGATIVE_INFINITY;
  return {
    record(at, key, previous) {
      changes.push({ at, key, previous });
      // Trimmed by halves, so that a change costs constant time on average.
      if (changes.length <= 2 * limit) return;
      forgottenUntil = changes[changes.length - limit - 1]?.at ?? forgottenUntil;
      changes = changes.slice(-limit);
    },
    before(moment, map) {
      if (moment < forgottenUntil) {
        throw new RangeError(`Only the last ${limit} changes of a collection are remembered; ask for a later moment`);
      }
      const past = new Map(map);
      for (const { at, key, previous } of changes.toReversed()) {
        if (at <= moment) break;
        if (previous === undefined) past.delete(key);
        else past.set(key, previous);
      }
      return new Map([...past].sort(([, one], [, other]) => one.sequence - other.sequence));
    },
  };
}
