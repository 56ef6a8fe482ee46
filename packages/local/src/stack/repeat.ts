/** Runs a job again and again, never beside itself; 0 never. Answers how to stop it, which waits for a running one. */
export function repeat(
  job: () => Promise<unknown>,
  everyMs: number,
  onError: (error: unknown) => void,
): () => Promise<void> {
  if (everyMs === 0) return () => Promise.resolve();
  let running: Promise<unknown> | undefined;
  const timer = setInterval(() => {
    running ??= job()
      .catch(onError)
      .finally(() => {
        running = undefined;
      });
  }, everyMs);
  return async () => {
    clearInterval(timer);
    await running;
  };
}
