import type { Json } from "@latchkey/core/json";
import type { ApiRoute } from "../routes.ts";

/** A `curl` command that makes the request; the environment holds origin and token. */
export function curlSample({ method, path, scope, parameters, body }: ApiRoute, example: Json | undefined): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => parameters[name]?.example ?? name);
  const lines = [
    `curl ${method === "GET" ? "" : `--request ${method} `}"$LATCHKEY_URL${filled}"`,
    ...(scope === null ? [] : ['--header "Authorization: Bearer $TOKEN"']),
    ...(body ? ['--header "Content-Type: application/json"', `--data '${shellQuoted(example ?? {})}'`] : []),
  ];
  return lines.join(" \\\n  ");
}

const shellQuoted = (value: Json): string => JSON.stringify(value, null, 2).replaceAll("'", "'\\''");
