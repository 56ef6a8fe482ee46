import { problems } from "@latchkey/contract/problems";
import type { LatchkeyError } from "@latchkey/core/errors";
import type { Log } from "@latchkey/core/ports/log";
import type { Exchange } from "../exchange.ts";
import { problemAnswer, refusalOf } from "../problem.ts";
import { toResult } from "../result.ts";
import type { ApiMiddleware } from "./open-exchange.ts";

/** Answers what was thrown as problem details, and logs what the operator has to know of with its cause. */
export function problemAnswers(log: Log): ApiMiddleware {
  return {
    onError(request) {
      const { exchange } = request.event;
      const refusal = refusalOf(request.error);
      exchange.facts.code = refusal.code;
      report(log, refusal, exchange);
      request.response = toResult(problemAnswer(refusal, exchange.requestId));
    },
  };
}

function report(log: Log, { code, message, cause }: LatchkeyError, { requestId, facts }: Exchange): void {
  const fields = { requestId, operationId: facts.operationId ?? null, code, detail: message };
  if (problems[code].status === 500) log.error("request failed", fields, cause);
  else if (cause instanceof Error) log.warn("request refused by AWS", { ...fields, cause: cause.message });
}
