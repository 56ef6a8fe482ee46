import type { KeyValue } from "./key-value.ts";

/**
 * Changes that belong together: seen by this stage's own reads at once, and by nobody else before `commit`, which makes them
 * durable as one batch. A stage that is dropped leaves no trace.
 */
export interface Stage {
  get(key: string): unknown;
  put(key: string, value: unknown): void;
  delete(key: string): void;
  commit(): Promise<void>;
}

export function stageOn(level: KeyValue): Stage {
  /** An undefined value is a deletion. */
  const changes = new Map<string, unknown>();
  return {
    get: (key) => (changes.has(key) ? changes.get(key) : level.getSync(key)),
    put: (key, value) => void changes.set(key, value),
    delete: (key) => void changes.set(key, undefined),
    async commit() {
      if (changes.size === 0) return;
      await level.batch(
        [...changes].map(([key, value]) => (value === undefined ? { type: "del", key } : { type: "put", key, value })),
      );
    },
  };
}
