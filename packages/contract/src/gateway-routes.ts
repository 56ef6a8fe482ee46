import { type Method, type Route, routes } from "./routes.ts";
import { type Group, type Scope, scopes } from "./scopes.ts";

/** One route of the gateway (an API Gateway HTTP API or the local one) and the function behind it. */
export interface GatewayRoute {
  /** As in API Gateway: `GET /v1/{proxy+}`, or `$default` for what no other route takes. */
  readonly routeKey: string;
  readonly method: Method | "ANY";
  /** `{name}` takes one segment, `{proxy+}` one or more, `$default` everything. */
  readonly path: string;
  readonly group: Group;
  /** Any one of them passes the gateway, each handler checks the exact one; null needs no token. */
  readonly scopes: readonly Scope[] | null;
}

/** The group that takes all of a method's protected paths but those that have a route of their own. */
const mainGroup = (method: Method): Group => (method === "GET" ? "read" : "write");

const gatewayRoute = (method: Method, path: string, group: Group, all: readonly Scope[] | null): GatewayRoute => ({
  routeKey: `${method} ${path}`,
  method,
  path,
  group,
  scopes: all,
});

/** Public routes and those that leave their method's main group; API Gateway prefers them to `{proxy+}`. */
const ownRoutes = (all: readonly Route[]): readonly GatewayRoute[] =>
  all
    .filter(({ scope, method, group }) => scope === null || group !== mainGroup(method))
    .map(({ method, path, group, scope }) => gatewayRoute(method, path, group, scope === null ? null : scopes));

const greedyRoutes = (all: readonly Route[]): readonly GatewayRoute[] =>
  [...new Set(all.filter(({ scope }) => scope !== null).map(({ method }) => method))].map((method) =>
    gatewayRoute(method, "/v1/{proxy+}", mainGroup(method), scopes),
  );

/**
 * The gateway's routes, few and per method and group. The scopes of a protected route are never empty: without scopes a JWT
 * authorizer lets ID tokens pass (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html). What
 * no route takes goes without a token to `read`, which answers it with 404 or 405.
 */
export const gatewayRoutes = (): readonly GatewayRoute[] => [
  ...ownRoutes(routes),
  ...greedyRoutes(routes),
  { routeKey: "$default", method: "ANY", path: "$default", group: "read", scopes: null },
];

/**
 * What the gateway lets browsers of named origins send and read
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html). API Gateway answers preflight requests itself.
 */
export const gatewayCors = {
  allowMethods: [...new Set(routes.map(({ method }) => method))],
  allowHeaders: ["Authorization", "Content-Type", ...new Set(routes.flatMap(({ headers }) => Object.keys(headers)))],
  exposeHeaders: ["ETag", "Location", "Retry-After", "Idempotent-Replayed", "Content-Disposition"],
} as const;
