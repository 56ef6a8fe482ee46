import { type Clock, systemClock } from "@latchkey/local/kernel/clock";

/**
 * The time of the stand-in in every process that knows `since`, so that it goes on where it was when a server is started again. Within
 * one turn of the event loop it stands still: what a call is recorded with is the very moment at which its quota was judged.
 */
export function fastClock(since: number, factor: number): Clock {
  let frozen: number | undefined;
  return {
    now() {
      if (frozen === undefined) {
        frozen = since + (Date.now() - since) * factor;
        setImmediate(() => {
          frozen = undefined;
        });
      }
      return frozen;
    },
    sleep: (ms) => systemClock.sleep(ms / factor),
  };
}
