/** Runs `job` once everything queued before it has ended, well or badly; answers what it answers. */
export type SerialQueue = <T>(job: () => Promise<T>) => Promise<T>;

/** One line for jobs that must not interleave. */
export function serialQueue(): SerialQueue {
  let last: Promise<unknown> = Promise.resolve();
  return (job) => {
    const result = last.then(job);
    last = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  };
}
