import type { Group } from "@latchkey/contract/scopes";
import createChain from "@middy/core";
import type { HttpDeps } from "./deps.ts";
import type { ApiContext, ApiEvent, ApiResult, OpenEvent } from "./event.ts";
import { accessLog } from "./middleware/access-log.ts";
import { openExchange } from "./middleware/open-exchange.ts";
import { problemAnswers } from "./middleware/problem-answers.ts";
import { sharedHeaders } from "./middleware/shared-headers.ts";
import type { OperationsOf } from "./operation.ts";
import { toResult } from "./result.ts";
import { createRouter } from "./router.ts";
import { type AnyOperation, type Operations, serve } from "./serve.ts";

/** An API function: answers every event, whatever happens. */
export type ApiHandler = (event: ApiEvent, context: ApiContext) => Promise<ApiResult>;

/**
 * The handler of one privilege group. It serves the operations of that group and refuses all others. middy's own early answer is
 * off: it would go out while calls of AWS are still outstanding.
 */
export function createApi<G extends Group, Deps extends HttpDeps>(
  group: G,
  operations: OperationsOf<G, Deps>,
  deps: Deps,
): ApiHandler {
  const { clock, log } = deps.services;
  const served = { group, router: createRouter(), operations: boundTo(operations, deps) };
  const chain = createChain<OpenEvent, ApiResult>({ timeoutEarlyInMillis: 0 })
    .use(openExchange(clock, deps.deadline))
    .use(accessLog({ log, clock }))
    .use(sharedHeaders())
    .use(problemAnswers(log))
    .handler(async (event: OpenEvent) => toResult(await serve(served, event)));
  // The first middleware makes an open event of the gateway's; the context has far more than is read.
  return chain as unknown as ApiHandler;
}

function boundTo<G extends Group, Deps>(operations: OperationsOf<G, Deps>, deps: Deps): Operations {
  // Parse boundary: the request was read as the operation's own route declares it, which is what its type says.
  const table = new Map(Object.entries(operations)) as ReadonlyMap<
    string,
    (deps: Deps, ...rest: Parameters<AnyOperation>) => ReturnType<AnyOperation>
  >;
  return (operationId) => {
    const operation = table.get(operationId);
    return operation && ((request, call) => operation(deps, request, call));
  };
}
