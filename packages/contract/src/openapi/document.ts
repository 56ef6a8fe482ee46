import type { Json, JsonObject } from "@latchkey/core/json";

/** The part of OpenAPI 3.1 that our document uses (https://spec.openapis.org/oas/v3.1.1.html). */
export interface OpenapiDocument {
  readonly openapi: "3.1.1";
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly summary: string;
    readonly description: string;
    readonly license: { readonly name: string; readonly identifier: string };
  };
  readonly servers: readonly { readonly url: string; readonly description: string }[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly security: readonly SecurityRequirement[];
  /** Path -> lower-case method -> operation. */
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonObject>>;
    readonly responses: Readonly<Record<string, ResponseObject>>;
    readonly headers: Readonly<Record<string, HeaderObject>>;
    readonly examples: Readonly<Record<string, ExampleObject>>;
    readonly links: Readonly<Record<string, JsonObject>>;
    readonly securitySchemes: JsonObject;
  };
  /** Every problem code, those that belong to no operation included. */
  readonly "x-problems": readonly ProblemRow[];
}

export interface Reference {
  readonly $ref: string;
}

export type SecurityRequirement = Readonly<Record<string, readonly string[]>>;

export interface OperationObject {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly parameters?: readonly ParameterObject[];
  readonly requestBody?: { readonly required: boolean; readonly description: string; readonly content: Content };
  /** By status, or `default`. */
  readonly responses: Readonly<Record<string, ResponseObject | Reference>>;
  readonly security: readonly SecurityRequirement[];
  readonly "x-codeSamples": readonly { readonly lang: string; readonly source: string }[];
}

export interface ParameterObject {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: true;
  readonly description: string;
  readonly schema: JsonObject;
  readonly example?: string;
}

export interface ResponseObject {
  readonly description: string;
  readonly headers?: Readonly<Record<string, Reference>>;
  readonly content?: Content;
  readonly links?: Readonly<Record<string, Reference>>;
}

/** By media type. */
export type Content = Readonly<Record<string, MediaTypeObject>>;

export interface MediaTypeObject {
  readonly schema: JsonObject;
  readonly examples?: Readonly<Record<string, ExampleObject | Reference>>;
}

export interface HeaderObject {
  readonly description: string;
  readonly schema: JsonObject;
  readonly example: Json;
}

/** JSON, or the text of a body that is none. */
export interface ExampleObject {
  readonly summary: string;
  readonly value: Json;
}

export interface ProblemRow {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly meaning: string;
}

const isReference = (value: object): value is Reference => "$ref" in value;

/** The component that a reference names, or the value itself. */
export function resolved<T extends object>(components: Readonly<Record<string, T>>, value: T | Reference): T {
  if (!isReference(value)) return value;
  const found = components[nameOf(value.$ref)];
  if (found === undefined) throw new Error(`${value.$ref} names no component`);
  return found;
}

/** `#/components/schemas/Payload` -> `Payload` */
export const nameOf = (reference: string): string => reference.slice(reference.lastIndexOf("/") + 1);
