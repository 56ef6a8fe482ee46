import { type MediaTypeObject, nameOf, resolved } from "@latchkey/contract/openapi/document";
import type { Json, JsonObject } from "@latchkey/core/json";
import { describe, expect, it } from "vitest";
import { contractDocument, contractValidator } from "../support/contract.ts";

const { document, operations } = await contractDocument();
const validator = await contractValidator();
const { components } = document;

/** Every body of the document: requests and answers of each operation, and what the gateway answers. */
const bodies = operations.flatMap(({ operationId, operation }) => [
  ...Object.entries(operation.requestBody?.content ?? {}).map(([type, media]) => ({
    title: `${operationId} request ${type}`,
    media,
  })),
  ...Object.entries(operation.responses).flatMap(([status, response]) =>
    Object.entries(resolved(components.responses, response).content ?? {}).map(([type, media]) => ({
      title: `${operationId} ${status} ${type}`,
      media,
    })),
  ),
]);

const examplesOf = (media: MediaTypeObject) =>
  Object.entries(media.examples ?? {}).map(([name, example]) => ({
    name,
    value: resolved(components.examples, example).value,
  }));

describe("each example of a body is what its schema asks for", () => {
  it.each(bodies.filter(({ media }) => media.examples !== undefined))("$title", ({ media }) => {
    for (const { name, value } of examplesOf(media))
      expect({ name, faults: validator.faults(media.schema, value) }).toEqual({ name, faults: [] });
  });
});

describe("each example of a parameter is what its schema asks for", () => {
  const parameters = operations.flatMap(({ operationId, operation }) =>
    (operation.parameters ?? []).map((parameter) => ({ operationId, ...parameter })),
  );

  it.each(parameters.filter(({ example }) => example !== undefined))(
    "$operationId $name",
    ({ schema, example = "" }) => {
      expect(validator.faults(schema, example)).toEqual([]);
    },
  );
});

describe("each example and default inside a schema is what that schema asks for", () => {
  const nested = Object.entries(components.schemas).flatMap(([name, schema]) => schemasWithin(name, schema));
  const exemplified = nested.filter(({ schema }) => "examples" in schema || "default" in schema);

  it.each(exemplified)("$path", ({ schema }) => {
    const examples = (schema["examples"] ?? []) as readonly Json[];
    for (const value of [...examples, ...("default" in schema ? [schema["default"]] : [])])
      expect(validator.faults(schema, value)).toEqual([]);
  });

  it("has some", () => expect(exemplified.length).toBeGreaterThan(10));
});

describe("examples", () => {
  it("are there for every JSON body", () => {
    const without = bodies.filter(
      ({ title, media }) => media.examples === undefined && title.endsWith("json") && "$ref" in media.schema,
    );
    expect(without.map(({ title }) => title)).toEqual([]);
  });

  it("are all used", () => {
    const used = new Set(
      bodies.flatMap(({ media }) =>
        Object.values(media.examples ?? {}).flatMap((example) => ("$ref" in example ? [nameOf(example.$ref)] : [])),
      ),
    );
    expect(Object.keys(components.examples).filter((name) => !used.has(name))).toEqual([]);
  });

  it("show a registration of every connector", () => {
    const variants = components.schemas["Registration"]?.["oneOf"] as readonly JsonObject[];
    expect(Object.keys(components.examples).filter((name) => name.startsWith("register-"))).toHaveLength(
      variants.length,
    );
  });
});

describe("the validator", () => {
  const registration = { $ref: "#/components/schemas/Registration" };
  const valid = components.examples["register-gitlab"]?.value as JsonObject;

  it.each([
    ["an unknown member", { ...valid, state: "active" }],
    ["a missing name", { connector: valid["connector"], settings: valid["settings"] }],
    ["an unknown connector", { ...valid, connector: "constructor" }],
    ["settings of another connector", { ...valid, connector: "generic-oidc" }],
    ["a blank name", { ...valid, name: "   " }],
    ["21 labels", { ...valid, labels: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`k${i}`, ""])) }],
  ])("refuses %s", (_title, value) => {
    expect(validator.faults(registration, value as Json)).not.toEqual([]);
  });
});

function schemasWithin(path: string, schema: Json): readonly { readonly path: string; readonly schema: JsonObject }[] {
  if (Array.isArray(schema)) return schema.flatMap((entry, index) => schemasWithin(`${path}/${index}`, entry));
  if (typeof schema !== "object" || schema === null) return [];
  const members = Object.entries(schema)
    .filter(([key]) => !["examples", "default", "const", "enum"].includes(key))
    .flatMap(([key, member]) => schemasWithin(`${path}/${key}`, member));
  const isSchema = "type" in schema || "oneOf" in schema;
  return [...(isSchema && typeof schema["type"] !== "object" ? [{ path, schema }] : []), ...members];
}
