import type { Json } from "@latchkey/core/json";
import type { ApiRoute } from "../routes.ts";

/** A `curl` command that makes the request; the environment holds origin and token. */
export function curlSample(route: ApiRoute, example: Json | undefined): string {
  const { method, path, scope, parameters, headers, body } = route;
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => parameters[name]?.example ?? name);
  const needed = Object.entries(headers).filter(([, { required }]) => required);
  const lines = [
    `curl ${method === "GET" ? "" : `--request ${method} `}"$LATCHKEY_URL${filled}"`,
    ...(scope === null ? [] : ['--header "Authorization: Bearer $TOKEN"']),
    ...needed.map(([name, parameter]) => `--header ${quoted(`${name}: ${parameter.example ?? ""}`)}`),
    ...(body === null || example === undefined
      ? []
      : [`--header "Content-Type: ${body.mediaTypes[0] ?? ""}"`, `--data ${quoted(JSON.stringify(example, null, 2))}`]),
  ];
  return lines.join(" \\\n  ");
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
