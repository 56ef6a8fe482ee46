const EVERY_MS = 3_000;

/** Prints a line every few seconds until it is stopped. */
export function progress(line: () => string): () => void {
  const timer = setInterval(() => process.stderr.write(`${line()}\n`), EVERY_MS);
  return () => {
    clearInterval(timer);
    process.stderr.write(`${line()}\n`);
  };
}
