/** One route of an HTTP API, as data. */
export interface Route {
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS" | "ANY";
  /** `/v1/things/{id}`, `/v1/{proxy+}` (greedy: one or more segments, at the end), or `$default` for what no other route takes. */
  readonly path: string;
  /** ARN or name of the function behind it. */
  readonly function: string;
  /**
   * A token must hold one of these. Absent: the route is public. Empty: any token of the issuer passes, ID tokens too, as
   * API Gateway has it.
   */
  readonly scopes?: readonly string[];
}

export interface RouteMatch {
  readonly route: Route;
  /** `GET /v1/things/{id}`, or `$default`. */
  readonly routeKey: string;
  readonly pathParameters?: Readonly<Record<string, string>>;
}

export type Router = (method: string, path: string) => RouteMatch | undefined;

const DEFAULT = "$default";
/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const MAX_SCOPES = 10;

/**
 * Chooses routes as API Gateway does: the full match before the greedy one before `$default`; of several, the one whose segments are
 * spelled out the furthest; at the same path, the method before `ANY`. Throws for routes that API Gateway would refuse.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html#http-api-develop-routes.evaluation
 */
export function router(routes: readonly Route[]): Router {
  const compiled = routes.map(compile).sort(bySpecificity);
  refuseTwins(compiled);
  const fallback = compiled.find(({ routeKey }) => routeKey === DEFAULT);
  const templates = compiled.filter((candidate) => candidate !== fallback);
  return (method, path) => {
    const segments = path.split("/").slice(1);
    for (const { route, routeKey, pattern } of templates) {
      if (route.method !== method && route.method !== "ANY") continue;
      const parameters = matchSegments(pattern, segments);
      if (parameters) return { route, routeKey, ...(parameters !== NONE && { pathParameters: parameters }) };
    }
    return fallback && { route: fallback.route, routeKey: DEFAULT };
  };
}

interface Segment {
  readonly kind: "literal" | "parameter" | "greedy";
  /** The text, or the name of the parameter. */
  readonly text: string;
}

interface Compiled {
  readonly route: Route;
  readonly routeKey: string;
  readonly pattern: readonly Segment[];
}

function compile(route: Route): Compiled {
  const routeKey = route.path === DEFAULT ? DEFAULT : `${route.method} ${route.path}`;
  if ((route.scopes?.length ?? 0) > MAX_SCOPES) {
    throw new Error(`Route ${routeKey} has more than ${MAX_SCOPES} scopes`);
  }
  if (routeKey === DEFAULT) return { route, routeKey, pattern: [] };
  if (!route.path.startsWith("/")) throw new Error(`Route ${routeKey}: its path must begin with /`);
  const pattern = route.path.slice(1).split("/").map(segmentOf);
  if (pattern.slice(0, -1).some(({ kind }) => kind === "greedy")) {
    throw new Error(`Route ${routeKey}: only the last segment can be greedy`);
  }
  return { route, routeKey, pattern };
}

function segmentOf(text: string): Segment {
  const [, name, plus] = /^\{([^{}+]+)(\+?)\}$/.exec(text) ?? [];
  if (name === undefined) return { kind: "literal", text };
  return { kind: plus === "+" ? "greedy" : "parameter", text: name };
}

function refuseTwins(compiled: readonly Compiled[]): void {
  const seen = new Set<string>();
  for (const { routeKey } of compiled) {
    if (seen.has(routeKey)) throw new Error(`Route ${routeKey} is there twice`);
    seen.add(routeKey);
  }
}

const RANK = { literal: 0, parameter: 1, greedy: 2 };

function bySpecificity(one: Compiled, other: Compiled): number {
  const greedy = Number(isGreedy(one)) - Number(isGreedy(other));
  if (greedy !== 0) return greedy;
  for (const [index, segment] of one.pattern.entries()) {
    const rank = RANK[segment.kind] - RANK[other.pattern[index]?.kind ?? "greedy"];
    if (rank !== 0) return rank;
  }
  return Number(one.route.method === "ANY") - Number(other.route.method === "ANY");
}

const isGreedy = ({ pattern }: Compiled): boolean => pattern.at(-1)?.kind === "greedy";

/** Shared by all matches without parameters, so that the common case allocates nothing. */
const NONE: Readonly<Record<string, string>> = {};

/** The parameters, or undefined when the path does not match. A parameter is never empty. */
function matchSegments(
  pattern: readonly Segment[],
  segments: readonly string[],
): Readonly<Record<string, string>> | undefined {
  if (segments.length < pattern.length) return undefined;
  let parameters: Record<string, string> | undefined;
  for (const [index, { kind, text }] of pattern.entries()) {
    const value = kind === "greedy" ? segments.slice(index).join("/") : (segments[index] ?? "");
    if (kind === "literal" ? value !== text : value === "") return undefined;
    if (kind !== "literal") parameters = { ...parameters, [text]: value };
    if (kind === "greedy") return parameters;
  }
  return segments.length === pattern.length ? (parameters ?? NONE) : undefined;
}
