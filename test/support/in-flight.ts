/** Runs `job` for 0 to total - 1, so many at a time. Answers their results in that order; rejects with the first that fails. */
export async function inFlight<T>(
  total: number,
  width: number,
  job: (index: number) => Promise<T>,
): Promise<readonly T[]> {
  const results: T[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < total) {
      const index = next++;
      results[index] = await job(index);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}
