import { Readable } from "node:stream";
import { callbackify } from "node:util";

/** What abstract-level's key and value iterators share. */
interface Entries {
  /** Up to `size` further entries; none at the end. */
  nextv(size: number): Promise<unknown[]>;
  close(): Promise<void>;
}

const CHUNK = 64;

/** The entries as a stream, read in chunks. The iterator, which pins a snapshot of the database, is closed however the stream ends. */
export function entryStream(entries: Entries): Readable {
  const close = callbackify(() => entries.close());
  return new Readable({
    objectMode: true,
    highWaterMark: CHUNK,
    read() {
      void fill(this, entries);
    },
    destroy: (error, done) => close((failure) => done(error ?? failure)),
  });
}

async function fill(stream: Readable, entries: Entries): Promise<void> {
  try {
    const chunk = await entries.nextv(CHUNK);
    for (const entry of chunk) stream.push(entry);
    if (chunk.length === 0) stream.push(null);
  } catch (error) {
    stream.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}
