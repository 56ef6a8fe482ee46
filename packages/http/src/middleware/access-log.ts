import type { Clock } from "@latchkey/core/ports/clock";
import type { Log } from "@latchkey/core/ports/log";
import type { ApiMiddleware } from "./open-exchange.ts";

/**
 * One line per request: who did what to which integration, how it ended, how long it took in milliseconds. No body, no query, no
 * header.
 */
export function accessLog({ log, clock }: { readonly log: Log; readonly clock: Clock }): ApiMiddleware {
  const write: ApiMiddleware["after"] = ({ event, response }) => {
    const { requestId, startedAt, facts } = event.exchange;
    const { operationId = null, owner = null, integrationId = null, code = null } = facts;
    const status = response?.statusCode ?? null;
    log.info("request", { requestId, operationId, status, code, owner, integrationId, ms: clock.now() - startedAt });
  };
  return { after: write, onError: write };
}
