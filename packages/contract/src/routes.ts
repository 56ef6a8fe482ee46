import type { IntegrationId, RotationId } from "@latchkey/core/ids";
import { idempotencyKey, ifMatch, ifNoneMatch, needlessKey, uselessKey } from "./header-parameters.ts";
import type { Parameter, PathParameter } from "./parameters.ts";
import {
  artifactParameter,
  connectorParameter,
  integrationIdParameter,
  rotationIdParameter,
} from "./path-parameters.ts";
import {
  afterEvent,
  connectorFilter,
  cursor,
  drift,
  dryRun,
  label,
  limit,
  secretMode,
  stateFilter,
} from "./query-parameters.ts";
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
  /** The JSON body that it takes; null when it takes none, and one that is sent all the same is not looked at. */
  readonly body: RouteBody | null;
}

export interface RouteBody {
  /** Any of these, as `Content-Type` names them. */
  readonly mediaTypes: readonly string[];
  /** Whether a request without a body is refused. */
  readonly required: boolean;
}

const protectedRoute = { mayReveal: false, parameters: {}, query: {}, headers: {}, body: null } as const;
const JSON_BODY = { mediaTypes: ["application/json"], required: true } as const;
const publicRoute = { ...protectedRoute, method: "GET", group: "read", scope: null } as const;

const rotationRoute = {
  ...protectedRoute,
  group: "write",
  scope: "integrations/rotate",
  parameters: { id: integrationIdParameter, rotation: rotationIdParameter },
} as const;

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
    body: JSON_BODY,
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
    operationId: "updateIntegration",
    method: "PATCH",
    path: "/v1/integrations/{id}",
    group: "write",
    scope: "integrations/write",
    parameters: { id: integrationIdParameter },
    query: { drift },
    headers: { "If-Match": ifMatch },
    body: { mediaTypes: ["application/merge-patch+json", "application/json"], required: true },
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
  {
    ...protectedRoute,
    operationId: "startRotation",
    method: "POST",
    path: "/v1/integrations/{id}/rotations",
    group: "write",
    scope: "integrations/rotate",
    parameters: { id: integrationIdParameter },
    headers: { "Idempotency-Key": idempotencyKey },
    body: { ...JSON_BODY, required: false },
  },
  {
    ...rotationRoute,
    operationId: "getRotation",
    method: "GET",
    path: "/v1/integrations/{id}/rotations/{rotation}",
  },
  {
    ...rotationRoute,
    operationId: "completeRotation",
    method: "POST",
    path: "/v1/integrations/{id}/rotations/{rotation}/complete",
    headers: { "Idempotency-Key": needlessKey },
  },
  {
    ...rotationRoute,
    operationId: "abortRotation",
    method: "POST",
    path: "/v1/integrations/{id}/rotations/{rotation}/abort",
    headers: { "Idempotency-Key": needlessKey },
  },
  {
    ...protectedRoute,
    operationId: "getIntegrationHealth",
    method: "GET",
    path: "/v1/integrations/{id}/health",
    group: "inspect",
    scope: "integrations/read",
    parameters: { id: integrationIdParameter },
  },
  {
    ...protectedRoute,
    operationId: "listMembers",
    method: "GET",
    path: "/v1/integrations/{id}/members",
    group: "read",
    scope: "integrations/read",
    parameters: { id: integrationIdParameter },
    query: { limit, cursor },
  },
  {
    ...protectedRoute,
    operationId: "previewAccess",
    method: "POST",
    path: "/v1/integrations/{id}/access-preview",
    group: "inspect",
    scope: "integrations/admin",
    parameters: { id: integrationIdParameter },
    headers: { "Idempotency-Key": uselessKey },
    body: JSON_BODY,
  },
  {
    ...protectedRoute,
    operationId: "listIntegrationEvents",
    method: "GET",
    path: "/v1/integrations/{id}/events",
    group: "read",
    scope: "integrations/read",
    parameters: { id: integrationIdParameter },
    query: { limit, cursor },
  },
  {
    ...protectedRoute,
    operationId: "listEvents",
    method: "GET",
    path: "/v1/events",
    group: "read",
    scope: "integrations/read",
    query: { after: afterEvent, limit },
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

/** An `{id}` is always the id of an integration, a `{rotation}` that of a rotation; others are any text. */
type PathValue<Name> = Name extends "id" ? IntegrationId : Name extends "rotation" ? RotationId : string;

/** The parts of a request after they were read. */
export interface ParametersOf<Id extends OperationId> {
  readonly path: { readonly [Name in keyof RouteOf<Id>["parameters"]]: PathValue<Name> };
  readonly query: Values<RouteOf<Id>["query"]>;
  readonly headers: Values<RouteOf<Id>["headers"]>;
}
