import type { OperationId, OperationIdOf, ParametersOf, RouteOf } from "@latchkey/contract/routes";
import type { Group } from "@latchkey/contract/scopes";
import type { Caller } from "@latchkey/core/caller";
import type { Json } from "@latchkey/core/json";
import type { Call } from "@latchkey/core/ports/call";
import type { Answer } from "./answer.ts";

type CallerOf<Id extends OperationId> = RouteOf<Id>["scope"] extends null ? unknown : { readonly caller: Caller };
type BodyOf<Id extends OperationId> = RouteOf<Id>["body"] extends null
  ? unknown
  : { readonly body: RouteOf<Id>["body"] extends { readonly required: true } ? Json : Json | undefined };

/** A request as its route declares it, read and authorized. */
export type RequestOf<Id extends OperationId> = ParametersOf<Id> & CallerOf<Id> & BodyOf<Id>;

/** One operation of the API: parsed request -> use case -> representation. Throws `LatchkeyError` and `UpstreamError`. */
export type Operation<Id extends OperationId, Deps> = (
  deps: Deps,
  request: RequestOf<Id>,
  call: Call,
) => Promise<Answer>;

/** The operations of a group, all of them. */
export type OperationsOf<G extends Group, Deps> = { readonly [Id in OperationIdOf<G>]: Operation<Id, Deps> };
