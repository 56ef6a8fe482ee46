import type { ApiRoute } from "@latchkey/contract/routes";
import { type Group, REVEAL_SCOPE } from "@latchkey/contract/scopes";
import type { Caller } from "@latchkey/core/caller";
import type { Json } from "@latchkey/core/json";
import type { Call } from "@latchkey/core/ports/call";
import type { Answer } from "./answer.ts";
import { type Access, authorize, requireScope } from "./authorize.ts";
import { readBody } from "./body.ts";
import type { OpenEvent } from "./event.ts";
import { type Parameters, readParameters } from "./read-parameters.ts";
import type { Router } from "./router.ts";

/** A request whose parts have been read; which they are, its route says. */
export interface ReadRequest extends Parameters {
  readonly caller?: Caller;
  readonly body?: Json | undefined;
}

/** An operation whose request type is no longer known. */
export type AnyOperation = (request: ReadRequest, call: Call) => Promise<Answer>;

/** A group's operations by id. */
export type Operations = (operationId: string) => AnyOperation | undefined;

/**
 * Serves one request: route, caller, parameters, right to reveal, body, operation, in this order, so that nothing is read of a
 * request that may not be made, and nothing is done for one that is not valid.
 */
export async function serve(
  { group, router, operations }: { readonly group: Group; readonly router: Router; readonly operations: Operations },
  event: OpenEvent,
): Promise<Answer> {
  const { facts, signal } = event.exchange;
  const match = router(event.requestContext.http.method, event.rawPath);
  const { route } = match;
  facts.operationId = route.operationId;
  const operation = operations(route.operationId);
  if (operation === undefined)
    throw new Error(`${route.operationId} belongs to the group ${route.group}, but the gateway sent it to ${group}`);
  const access = accessOf(route, event);
  if (access !== undefined) facts.owner = access.caller.owner;
  const parameters = readParameters(match, event);
  const id = parameters.path["id"];
  if (id !== undefined) facts.integrationId = id;
  if (access !== undefined) requireReveal(route, parameters.query, access);
  const request = {
    ...parameters,
    ...(access && { caller: access.caller }),
    ...(route.body && { body: readBody(event, route.body) }),
  };
  const answer = await operation(request, { signal });
  if (answer.integrationId !== undefined) facts.integrationId = answer.integrationId;
  return answer;
}

/** The gateway refuses requests without a token; one that it let through all the same is a gateway without its authorizer. */
function accessOf({ scope, operationId }: ApiRoute, { requestContext }: OpenEvent): Access | undefined {
  if (scope === null) return undefined;
  const claims = requestContext.authorizer?.jwt?.claims;
  if (claims === undefined) throw new Error(`${operationId} was reached without the gateway's authorizer`);
  return authorize(claims, scope);
}

function requireReveal({ mayReveal }: ApiRoute, query: Parameters["query"], { scopes }: Access): void {
  if (!mayReveal || query["secret"] === "reference" || query["dryRun"] === true) return;
  requireScope(scopes, REVEAL_SCOPE, {
    parameter: "secret",
    detail: "Send ?secret=reference to go without the live secret.",
  });
}
