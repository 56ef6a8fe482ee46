import type { Json, JsonObject } from "@latchkey/core/json";
import * as z from "zod/mini";
import { type FieldMeta, fieldMeta } from "./field-meta.ts";

const ORDER = ["$schema", "const", "type", "title", "description", "default", "examples", "oneOf", "format", "pattern"];

/**
 * The JSON Schema 2020-12 of what a schema takes in, fit for a form: titles, descriptions, defaults, examples, properties in form
 * order, enums as `oneOf: [{const, title}]` (https://json-schema.org/draft/2020-12/json-schema-validation). For build time only:
 * zod's generator has no place in a Lambda bundle. Throws on a schema that JSON Schema cannot express.
 */
export function toJsonSchema(schema: z.ZodMiniType): JsonObject {
  const generated = z.toJSONSchema(schema, {
    io: "input",
    target: "draft-2020-12",
    override: ({ zodSchema, jsonSchema }) => {
      const meta = fieldMeta.get(zodSchema);
      if (meta !== undefined) Object.assign(jsonSchema, membersOf(meta));
      if (meta?.choices !== undefined) delete jsonSchema.enum;
    },
  });
  // Parse boundary: the generator's type admits undefined members, its JSON text does not.
  return inOrder(JSON.parse(JSON.stringify(generated))) as JsonObject;
}

const membersOf = ({ title, description, examples, choices, constraints }: FieldMeta): object => ({
  title,
  description,
  ...(examples !== undefined && { examples }),
  ...(choices !== undefined && { oneOf: choices.map((entry) => ({ const: entry.value, title: entry.title })) }),
  ...constraints,
});

const rank = (key: string): number => (ORDER.includes(key) ? ORDER.indexOf(key) : ORDER.length);

/** Annotations first, as a reader wants them. The members of `properties` keep their order: it is the form's. */
function inOrder(schema: Json, isProperties = false): Json {
  if (Array.isArray(schema)) return schema.map((entry) => inOrder(entry));
  if (typeof schema !== "object" || schema === null) return schema;
  const entries = Object.entries(schema);
  if (!isProperties) entries.sort(([a], [b]) => rank(a) - rank(b));
  return Object.fromEntries(
    entries.map(([key, value]) => [key, inOrder(value, key === "properties" && !isProperties)]),
  );
}
