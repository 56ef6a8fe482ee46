import { ClassicLevel } from "classic-level";

/**
 * One kind of record, in memory, written through to disk at `Store.commit`. Values are plain JSON and are never changed in
 * place: replace them with `put`.
 */
export interface Collection<T> {
  get(key: string): T | undefined;
  put(key: string, value: T): void;
  delete(key: string): void;
  /** In the order of first insertion. */
  entries(): IterableIterator<[string, T]>;
  values(): IterableIterator<T>;
  readonly size: number;
}

/** The state of the stand-in's hand-written services. */
export interface Store {
  collection<T>(name: string): Collection<T>;
  /** Makes every change so far durable, as one batch. The server calls it before each answer leaves. */
  commit(): Promise<void>;
  close(): Promise<void>;
}

const SEPARATOR = "\u0000";

type Change = { type: "put"; key: string; value: string } | { type: "del"; key: string };

/** Opens the store in `dir` (created when missing), or in memory only when `dir` is undefined. */
export async function openStore(dir?: string): Promise<Store> {
  const level = dir === undefined ? undefined : new ClassicLevel(dir);
  await level?.open();
  const maps = new Map<string, Map<string, unknown>>();
  for (const [key, value] of (await level?.iterator().all()) ?? []) {
    const at = key.indexOf(SEPARATOR);
    mapOf(maps, key.slice(0, at)).set(key.slice(at + 1), JSON.parse(value));
  }
  let pending: Change[] = [];
  let writing: Promise<void> = Promise.resolve();
  const commit = (): Promise<void> => {
    if (level === undefined || pending.length === 0) return writing;
    const batch = pending;
    pending = [];
    writing = writing.then(() => level.batch(batch));
    return writing;
  };
  return {
    collection: <T>(name: string) =>
      collectionOf<T>(mapOf(maps, name), name, (change) => level && pending.push(change)),
    commit,
    async close() {
      await commit();
      await level?.close();
    },
  };
}

function mapOf(maps: Map<string, Map<string, unknown>>, name: string): Map<string, unknown> {
  const found = maps.get(name) ?? new Map<string, unknown>();
  maps.set(name, found);
  return found;
}

function collectionOf<T>(map: Map<string, unknown>, name: string, record: (change: Change) => void): Collection<T> {
  // The one place where stored JSON gets its type back; only this module writes it.
  const typed = map as Map<string, T>;
  return {
    get: (key) => typed.get(key),
    put(key, value) {
      typed.set(key, value);
      record({ type: "put", key: name + SEPARATOR + key, value: JSON.stringify(value) });
    },
    delete(key) {
      if (typed.delete(key)) record({ type: "del", key: name + SEPARATOR + key });
    },
    entries: () => typed.entries(),
    values: () => typed.values(),
    get size() {
      return typed.size;
    },
  };
}
