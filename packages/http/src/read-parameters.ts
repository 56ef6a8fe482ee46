import type { Parameter } from "@latchkey/contract/parameters";
import { isRotationId } from "@latchkey/contract/path-parameters";
import type { Route } from "@latchkey/contract/routes";
import { type FieldError, LatchkeyError, notFound } from "@latchkey/core/errors";
import { isIntegrationId } from "@latchkey/core/ids";
import type { ApiEvent } from "./event.ts";
import type { Match } from "./router.ts";
import { shown } from "./shown.ts";

type Values = Readonly<Record<string, unknown>>;

/** Path, query and headers of a request as its route declares them, not yet typed by it. */
export interface Parameters {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Values;
  readonly headers: Values;
}

/**
 * Reads what a route declares. An id without the form of one is `not-found`, before any look-up. Unknown, repeated and wrong
 * query parameters and wrong headers are `invalid-parameter`, all of them at once, each with its fix; other headers are ignored.
 */
export function readParameters({ route, path }: Match, event: ApiEvent): Parameters {
  const id = path["id"];
  if (id !== undefined && !isIntegrationId(id)) throw notFound(shown(id));
  const rotation = path["rotation"];
  if (rotation !== undefined && !isRotationId(rotation))
    throw new LatchkeyError("not-found", `The integration has no rotation ${shown(rotation)}.`);
  const errors: FieldError[] = [];
  const query = queryOf(route, new URLSearchParams(event.rawQueryString ?? ""), errors);
  const headers = valuesOf(
    route.headers,
    (name) => event.headers?.[name.toLowerCase()],
    (header, detail) => errors.push({ header, detail }),
  );
  if (errors.length === 0) return { path, query, headers };
  throw new LatchkeyError("invalid-parameter", "A parameter of the request is not valid; see errors.", { errors });
}

function queryOf(route: Route, given: URLSearchParams, errors: FieldError[]): Values {
  const known = Object.keys(route.query);
  for (const parameter of new Set(given.keys())) {
    if (!known.includes(parameter)) errors.push({ parameter: shown(parameter), detail: unknownParameter(known) });
    else if (given.getAll(parameter).length > 1) errors.push({ parameter, detail: "Send this parameter once." });
  }
  return valuesOf(
    route.query,
    (name) => given.get(name) ?? undefined,
    (parameter, detail) => errors.push({ parameter, detail }),
  );
}

const unknownParameter = (known: readonly string[]): string =>
  known.length === 0
    ? "This route takes no query parameters; remove it."
    : `There is no such parameter here. Known are: ${known.join(", ")}.`;

function valuesOf(
  parameters: Readonly<Record<string, Parameter<unknown>>>,
  textOf: (name: string) => string | undefined,
  refuse: (name: string, detail: string) => void,
): Values {
  const values: Record<string, unknown> = {};
  for (const [name, parameter] of Object.entries(parameters)) {
    const parsed = parameter.parse(textOf(name));
    if (parsed.ok) values[name] = parsed.value;
    else refuse(name, parsed.detail);
  }
  return values;
}
