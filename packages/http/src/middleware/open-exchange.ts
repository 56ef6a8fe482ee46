import type { Clock } from "@latchkey/core/ports/clock";
import type { MiddlewareObj } from "@middy/core";
import type { Deadline } from "../deps.ts";
import type { ApiContext, ApiEvent, ApiResult, OpenEvent } from "../event.ts";

/** The chain of one API function. */
export type ApiMiddleware = MiddlewareObj<OpenEvent, ApiResult>;

/**
 * Opens the exchange: request id, time, and the signal that breaks off all calls of AWS before the function's time is over. It
 * breaks off the calls and not the handler, so that none is outstanding when the answer goes out.
 */
export function openExchange(clock: Clock, { marginMs, maxMs }: Deadline): ApiMiddleware {
  const timers = new WeakMap<object, NodeJS.Timeout>();
  const close = ({ event }: { readonly event: OpenEvent }): void => clearTimeout(timers.get(event));
  return {
    before(request) {
      const event: ApiEvent = request.event;
      const context: ApiContext = request.context;
      const controller = new AbortController();
      const left = Math.max(0, Math.min(maxMs, context.getRemainingTimeInMillis() - marginMs));
      const { requestId } = event.requestContext;
      const exchange = { requestId, startedAt: clock.now(), signal: controller.signal, facts: {} };
      request.event = { ...event, exchange };
      timers.set(request.event, setTimeout(() => controller.abort(), left).unref());
    },
    after: close,
    onError: close,
  };
}
