import type { JsonObject } from "@latchkey/core/json";
import type { DefinedConnector } from "../define.ts";
import { toJsonSchema } from "../schema/json-schema.ts";
import { code, codeBlock, table } from "./markdown.ts";

/** The part of a page about what the caller gives: the settings, and a request with the example's. */
export function settingsSection({ id, schema, example }: DefinedConnector): string {
  const request = { connector: id, name: example.name, settings: example.settings };
  return [
    "## What you give",
    table(["setting", "what it is", "if you leave it out"], rows(toJsonSchema(schema))),
    "Register it with `POST /v1/integrations`:",
    codeBlock("json", JSON.stringify(request, null, 2)),
  ].join("\n\n");
}

/** As far as settings have it: the generator of JSON Schema writes no more. */
interface Field {
  readonly title: string;
  readonly description: string;
  readonly default?: unknown;
  readonly oneOf?: readonly { readonly const: string; readonly title: string }[];
}

function rows(schema: JsonObject): readonly (readonly string[])[] {
  // Parse boundary: every field is registered with title and description; a test proves it.
  const properties = schema["properties"] as unknown as Readonly<Record<string, Field>>;
  return Object.entries(properties).map(([name, field]) => [
    code(name),
    [`${field.title}. ${field.description}`, ...choicesOf(field)].join(" "),
    field.default === undefined ? "required" : code(JSON.stringify(field.default)),
  ]);
}

const choicesOf = ({ oneOf = [] }: Field): readonly string[] =>
  oneOf.length === 0 ? [] : [`One of ${oneOf.map((each) => `${code(each.const)} (${each.title})`).join(", ")}.`];
