import { readFile } from "node:fs/promises";
import { type OpenapiDocument, type OperationObject, resolved } from "@latchkey/contract/openapi/document";
import type { Json, JsonObject } from "@latchkey/core/json";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { expect } from "vitest";
import type { ApiAnswer } from "./api.ts";

/** The committed document, as a client reads it. */
export interface ContractDocument {
  readonly document: OpenapiDocument;
  readonly operations: readonly DocumentedOperation[];
}

export interface DocumentedOperation {
  readonly operationId: string;
  readonly path: string;
  /** Lower-case. */
  readonly method: string;
  readonly operation: OperationObject;
  readonly statuses: readonly string[];
  /** The problem codes that it says it answers. */
  readonly codes: readonly string[];
}

export async function contractDocument(): Promise<ContractDocument> {
  const text = await readFile(new URL("../../openapi.json", import.meta.url), "utf8");
  const document = JSON.parse(text) as OpenapiDocument;
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      operationId: operation.operationId,
      path,
      method,
      operation,
      statuses: Object.keys(operation.responses),
      codes: Object.values(operation.responses).flatMap((response) =>
        Object.keys(
          resolved(document.components.responses, response).content?.["application/problem+json"]?.examples ?? {},
        ),
      ),
    })),
  );
  return { document, operations };
}

/** An independent validator of the document's schemas: ajv, draft 2020-12. */
export interface ContractValidator {
  /** What is wrong with a value by a schema of the document; empty when nothing is. */
  faults(schema: JsonObject, value: Json): readonly string[];
  /** Fails unless the document describes the answer: status, media type, headers and body, and nothing beyond it. */
  expectDocumented(operationId: string, answer: Omit<ApiAnswer, "json">): void;
}

export async function contractValidator(): Promise<ContractValidator> {
  const { document, operations } = await contractDocument();
  const closed = validatorOf(document, close);
  const open = validatorOf(document, (schema) => schema);
  return {
    faults: open,
    expectDocumented(operationId, { status, headers, text }) {
      const { operation } = operations.find((candidate) => candidate.operationId === operationId)!;
      const response = resolved(document.components.responses, operation.responses[status]!);
      const mediaType = headers["content-type"]?.split(";")[0];
      expect(Object.keys(headers)).toEqual(expect.arrayContaining(["cache-control", "x-content-type-options"]));
      for (const name of Object.keys(response.headers ?? {}).filter((header) => !OPTIONAL.includes(header)))
        expect(headers).toHaveProperty(name.toLowerCase());
      if (response.content === undefined) {
        expect(text).toBe("");
        return;
      }
      const content = response.content[mediaType ?? ""];
      expect(content, `${operationId} documents no ${mediaType} for ${status}`).toBeDefined();
      const isJson = mediaType?.endsWith("json") ?? false;
      expect(closed(content!.schema, isJson ? JSON.parse(text) : text)).toEqual([]);
    },
  };
}

/** Headers that only some answers of a status have. */
const OPTIONAL = ["Idempotent-Replayed", "Retry-After"];

function validatorOf({ components }: OpenapiDocument, change: (schema: JsonObject) => JsonObject) {
  const ajv = addFormats.default(new Ajv2020({ allErrors: true, strict: false, discriminator: false }));
  const $defs = Object.fromEntries(Object.entries(components.schemas).map(([name, schema]) => [name, change(schema)]));
  ajv.addSchema({ $id: "https://document.test/", components: { schemas: $defs } });
  return (schema: JsonObject, value: Json): readonly string[] => {
    const absolute = JSON.parse(
      JSON.stringify(schema).replaceAll('"$ref":"#', '"$ref":"https://document.test/#'),
    ) as JsonObject;
    const validate = ajv.compile(absolute);
    return validate(value) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
  };
}

/** The same schema without room for members that it does not name: answers are documented open, but tested to be complete. */
function close(schema: JsonObject): JsonObject {
  const members = Object.entries(schema).map(([key, member]) => [key, closeMember(member)]);
  const isObject = schema["type"] === "object" && schema["properties"] !== undefined;
  return {
    ...Object.fromEntries(members),
    ...(isObject && schema["additionalProperties"] === undefined && { additionalProperties: false }),
  };
}

function closeMember(member: Json): Json {
  if (Array.isArray(member)) return member.map(closeMember);
  return typeof member === "object" && member !== null ? close(member as JsonObject) : member;
}
