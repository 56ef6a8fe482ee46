/** Notes how to take one step back. */
export type OnClose = (step: () => Promise<unknown>) => void;

/**
 * Runs a start of several steps, each of which says how to take it back. They are taken back in reverse order by `close`, or at once
 * when a later step fails: a start that cannot be leaves nothing running.
 */
export async function startUp<T extends object>(
  start: (onClose: OnClose) => Promise<T>,
): Promise<T & { close(): Promise<void> }> {
  const steps: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const step of steps.splice(0).toReversed()) await step();
  };
  try {
    return { ...(await start((step) => steps.push(step))), close };
  } catch (error) {
    await close();
    throw error;
  }
}
