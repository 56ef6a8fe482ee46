import type { IntegrationId } from "@latchkey/core/ids";
import { idempotencyKey, ifNoneMatch } from "./header-parameters.ts";
import type { Parameter, PathParameter } from "./parameters.ts";
import { artifactParameter, connectorParameter, integrationIdParameter } from "./path-parameters.ts";
import { connectorFilter, cursor, dryRun, label, limit, secretMode, stateFilter } from "./query-parameters.ts";
import type { Group, Scope } from "./scopes.ts";

export type Method = "GET" | "POST" | "PATCH" | "DELETE";

/** One operation of the API: everything that router, gateway, authorization and document need to know of it. */
export interface Route {
  readonly operationId: string;
  readonly method: Method;
  /** Segments are literal or one `{parameter}` each; never with a trailing slash. */
  readonly path: `/${string}`;
  /** The function that serves it; no other one does. */
  readonly group: Group;
  /** The scope that the token needs; null for a public route. */
  readonly scope: Scope | null;
  /** Whether the answer holds the live secret unless `?secret=reference` or a dry run asks otherwise: needs `integrations/reveal`. */
  readonly mayReveal: boolean;
  /** Parameters of the path, by the name in braces. */
  readonly parameters: Readonly<Record<string, PathParameter>>;
  readonly query: Readonly<Record<string, Parameter<unknown>>>;
  /** By the name as it is usually written; case makes no difference. */
  readonly headers: Readonly<Record<string, Parameter<unknown>>>;
  /** Whether it takes a JSON body. */
  readonly body: boolean;
}

const protectedRoute = { mayReveal: false, parameters: {}, query: {}, headers: {}, body: false } as const;
const publicRoute = { ...protectedRoute, method: "GET", group: "read", scope: null } as const;

/** The API, one entry per operation. Gateway routes, dispatch, `Allow`, document and tests derive from it. */
export const routes = [
  {
    ...protectedRoute,
    operationId: "listConnectors",
    method: "GET",
    path: "/v1/connectors",
    group: "read",
    scope: "integrations/read",
  },
  {
    ...protectedRoute,
    operationId: "getConnector",
    method: "GET",
    path: "/v1/connectors/{connector}",
    group: "read",
    scope: "integrations/read",
    parameters: { connector: connectorParameter },
  },
  {
    ...protectedRoute,
    operationId: "createIntegration",
    method: "POST",
    path: "/v1/integrations",
    group: "write",
    scope: "integrations/write",
    mayReveal: true,
    query: { dryRun, secret: secretMode },
    headers: { "Idempotency-Key": idempotencyKey },
    body: true,
  },
  {
    ...protectedRoute,
    operationId: "listIntegrations",
    method: "GET",
    path: "/v1/integrations",
    group: "read",
    scope: "integrations/read",
    query: { limit, cursor, connector: connectorFilter, state: stateFilter, label },
  },
  {
    ...protectedRoute,
    operationId: "getIntegration",
    method: "GET",
    path: "/v1/integrations/{id}",
    group: "read",
    scope: "integrations/read",
    parameters: { id: integrationIdParameter },
    headers: { "If-None-Match": ifNoneMatch },
  },
  {
    ...protectedRoute,
    operationId: "deleteIntegration",
    method: "DELETE",
    path: "/v1/integrations/{id}",
    group: "write",
    scope: "integrations/write",
    parameters: { id: integrationIdParameter },
  },
  {
    ...protectedRoute,
    operationId: "getPayload",
    method: "GET",
    path: "/v1/integrations/{id}/payload",
    group: "reveal",
    scope: "integrations/read",
    mayReveal: true,
    parameters: { id: integrationIdParameter },
    query: { secret: secretMode },
  },
  {
    ...protectedRoute,
    operationId: "getArtifact",
    method: "GET",
    path: "/v1/integrations/{id}/payload/{artifact}",
    group: "reveal",
    scope: "integrations/read",
    mayReveal: true,
    parameters: { id: integrationIdParameter, artifact: artifactParameter },
    query: { secret: secretMode },
  },
  { ...publicRoute, operationId: "getHealth", path: "/healthz" },
  { ...publicRoute, operationId: "getOpenapi", path: "/v1/openapi.json" },
  { ...publicRoute, operationId: "getDocs", path: "/docs" },
] as const satisfies readonly Route[];

type Routes = (typeof routes)[number];
export type OperationId = Routes["operationId"];
/** A route of the table, when which one does not matter. */
export type ApiRoute = Route & { readonly operationId: OperationId };
export type RouteOf<Id extends OperationId> = Extract<Routes, { readonly operationId: Id }>;
export type OperationIdOf<G extends Group> = Extract<Routes, { readonly group: G }>["operationId"];

type Values<Parameters> = {
  readonly [Name in keyof Parameters]: Parameters[Name] extends Parameter<infer Value> ? Value : never;
};

/** The parts of a request after they were read: an `{id}` is always the id of an integration, others are any text. */
export interface ParametersOf<Id extends OperationId> {
  readonly path: { readonly [Name in keyof RouteOf<Id>["parameters"]]: Name extends "id" ? IntegrationId : string };
  readonly query: Values<RouteOf<Id>["query"]>;
  readonly headers: Values<RouteOf<Id>["headers"]>;
}
