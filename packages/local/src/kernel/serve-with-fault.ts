import { AwsError } from "./aws-error.ts";
import { type Answer, type Connection, errorAnswer } from "./aws-json.ts";
import type { Clock } from "./clock.ts";
import type { Fault } from "./faults.ts";
import type { AwsService, Input } from "./service.ts";
import { serviceErrors } from "./service-errors.ts";
import type { Store } from "./store.ts";

/** One parsed and valid call that waits to be performed. */
export interface PendingCall {
  readonly service: AwsService;
  readonly operation: string;
  readonly input: Input;
  readonly clock: Clock;
  readonly store: Store;
  /** Runs an effect, makes it durable and turns whatever happens into the answer. */
  readonly perform: (run: () => unknown) => Promise<Answer>;
  /** False once the server closes. */
  readonly isOpen: () => boolean;
}

/** Performs and answers one call, the way the fault says; see `Fault`. */
export async function serveWithFault(
  call: PendingCall,
  fault: Fault | undefined,
  connection: Connection,
): Promise<void> {
  const handle = (): unknown => call.service.handle(call.operation, call.input);
  switch (fault?.kind) {
    case undefined:
      connection.answer(await call.perform(handle));
      break;
    case "throttle":
      connection.answer(errorAnswer(serviceErrors[call.service.name].throttled()));
      break;
    case "error":
      connection.answer(errorAnswer(new AwsError(fault.type, fault.message ?? fault.type)));
      break;
    case "reset-before":
      connection.reset();
      break;
    case "reset-after":
      await call.perform(handle);
      connection.reset();
      break;
    case "hang":
      await connection.closed;
      break;
    case "late":
      connection.reset();
      await call.clock.sleep(fault.ms);
      if (call.isOpen()) await call.perform(handle);
      break;
    case "delay": {
      const answer = await call.perform(handle);
      await Promise.race([call.clock.sleep(fault.ms), connection.closed]);
      connection.answer(answer);
      break;
    }
    case "stale":
      connection.answer(await call.perform(() => readPast(call, fault.ms, handle)));
      break;
  }
}

const READ = /^(?:Admin|Batch)?(?:Get|List|Describe)/;

function readPast(call: PendingCall, ms: number, handle: () => unknown): unknown {
  if (call.service.name === "dynamodb" || !READ.test(call.operation)) {
    throw new Error(
      `A stale ${call.service.name} ${call.operation} is impossible: only reads of the store have a past`,
    );
  }
  return call.store.asOf(ms, handle);
}
