import type { LambdaInvoker } from "../lambda/invoker.ts";
import { type Answer, refusal } from "./answer.ts";
import { proxyResult } from "./proxy-result.ts";

/** An HTTP API waits this long for its function, and no setting changes that. */
export const INTEGRATION_TIMEOUT_MS = 30_000;

export interface IntegrationOptions {
  readonly invoke: LambdaInvoker["invoke"];
  readonly timeoutMs: number;
}

/** Asks the function. A failed or malformed answer is 500, none in time 503. */
export async function integrate(
  { invoke, timeoutMs }: IntegrationOptions,
  arn: string,
  event: unknown,
): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Answer>((resolve) => {
    timer = setTimeout(() => resolve(refusal(503, `no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([answerOf(invoke(arn, event)), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function answerOf(invocation: Promise<unknown>): Promise<Answer> {
  try {
    return proxyResult(await invocation) ?? refusal(500, "the function's result is malformed");
  } catch (error) {
    return refusal(500, error instanceof Error ? error.message : String(error));
  }
}
