import type { Clock } from "@latchkey/local/kernel/clock";

/** Time that passes like the machine's, and that a test can move on, so that leases and days need not be waited for. */
export interface JumpClock extends Clock {
  /** Moves time to that moment and wakes whoever sleeps until then, one after the other, each at its own time. */
  jumpTo(moment: number): Promise<void>;
  /** When the next sleeper wakes. Undefined when nobody sleeps. */
  nextWake(): number | undefined;
}

/** What a woken call of the stand-in takes at most, in real milliseconds. */
const LANDING_MS = 25;

export function jumpClock(): JumpClock {
  let offset = 0;
  const sleepers = new Set<{ readonly at: number; wake(): void }>();
  const now = (): number => Date.now() + offset;
  const nextWake = (): number | undefined =>
    sleepers.size === 0 ? undefined : Math.min(...[...sleepers].map(({ at }) => at));
  return {
    now,
    nextWake,
    sleep: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => sleeper.wake(), Math.min(ms, 2 ** 31 - 1)).unref();
        const sleeper = {
          at: now() + ms,
          wake() {
            sleepers.delete(sleeper);
            clearTimeout(timer);
            resolve();
          },
        };
        sleepers.add(sleeper);
      }),
    async jumpTo(moment) {
      for (let at = nextWake(); at !== undefined && at <= moment; at = nextWake()) {
        offset = Math.max(offset, at - Date.now());
        for (const sleeper of sleepers) if (sleeper.at <= at) sleeper.wake();
        await new Promise((resolve) => setTimeout(resolve, LANDING_MS));
      }
      offset = Math.max(offset, moment - Date.now());
    },
  };
}
