import { type ApiRoute, routes } from "@latchkey/contract/routes";
import { LatchkeyError } from "@latchkey/core/errors";
import { shown } from "./shown.ts";

export interface Match {
  readonly route: ApiRoute;
  /** Values of the path's `{parameters}`, never empty. */
  readonly path: Readonly<Record<string, string>>;
}

export type Router = (method: string, rawPath: string) => Match;

/**
 * Finds the route of a request. The gateway has decoded the path, and nothing is decoded a second time; a trailing slash is part of
 * the path, for API Gateway and for us, so that no path ever reaches another function than its own. Throws `method-not-allowed`
 * with the methods that the path has, or `route-not-found`.
 */
export function createRouter(table: readonly ApiRoute[] = routes): Router {
  const compiled = table.map((route) => ({ route, segments: route.path.split("/") }));
  return (method, rawPath) => {
    const segments = rawPath.split("/");
    const matches = compiled.flatMap((entry) => {
      const path = matchSegments(entry.segments, segments);
      return path === undefined ? [] : [{ route: entry.route, path }];
    });
    const match = matches.find(({ route }) => route.method === method);
    if (match !== undefined) return match;
    throw matches.length > 0 ? methodNotAllowed(method, matches) : routeNotFound(rawPath);
  };
}

function matchSegments(
  pattern: readonly string[],
  segments: readonly string[],
): Readonly<Record<string, string>> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const path: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const segment = segments[index] ?? "";
    const isParameter = expected.startsWith("{");
    if (isParameter ? segment === "" : segment !== expected) return undefined;
    if (isParameter) path[expected.slice(1, -1)] = segment;
  }
  return path;
}

function methodNotAllowed(method: string, matches: readonly Match[]): LatchkeyError {
  const allow = [...new Set(matches.map(({ route }) => route.method))].sort().join(", ");
  const detail = `This path does not take ${shown(method)}. Use one of: ${allow}.`;
  return new LatchkeyError("method-not-allowed", detail, { members: { allow } });
}

function routeNotFound(rawPath: string): LatchkeyError {
  const hint = rawPath.endsWith("/") && rawPath !== "/" ? " Paths have no trailing slash." : "";
  return new LatchkeyError(
    "route-not-found",
    `There is no route ${shown(rawPath)}.${hint} GET /docs shows all of them.`,
  );
}
