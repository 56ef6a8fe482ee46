import type { Clock } from "./clock.ts";
import type { Connection } from "./connection.ts";
import type { Fault, Refusal } from "./faults.ts";

/** One parsed call that waits to be performed; `A` is what leaves as its answer. */
export interface PendingCall<A> {
  readonly clock: Clock;
  /** Has the effect, makes it durable and turns whatever happens into the answer. */
  perform(): Promise<A>;
  /** The answer of a read as of `ms` ago. */
  performStale(ms: number): Promise<A>;
  /** The answer of a call that has no effect, in the vocabulary of its service. */
  refused(fault: Refusal): A;
  /** Whether an effect whose caller is gone may still happen. */
  mayLand(): boolean;
}

/** Performs and answers one call, the way the fault says; see `Fault`. */
export async function serveWithFault<A>(
  call: PendingCall<A>,
  fault: Fault | undefined,
  connection: Connection<A>,
): Promise<void> {
  switch (fault?.kind) {
    case undefined:
      connection.answer(await call.perform());
      break;
    case "throttle":
    case "error":
      connection.answer(call.refused(fault));
      break;
    case "reset-before":
      connection.reset();
      break;
    case "reset-after":
      await call.perform();
      connection.reset();
      break;
    case "hang":
      await connection.closed;
      break;
    case "late":
      connection.reset();
      await call.clock.sleep(fault.ms);
      if (call.mayLand()) await call.perform();
      break;
    case "delay": {
      const answer = await call.perform();
      await Promise.race([call.clock.sleep(fault.ms), connection.closed]);
      connection.answer(answer);
      break;
    }
    case "stale":
      connection.answer(await call.performStale(fault.ms));
      break;
  }
}
