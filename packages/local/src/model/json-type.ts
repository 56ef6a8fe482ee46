import { AwsError } from "../kernel/aws-error.ts";
import type { Shape } from "./service-model.ts";

/**
 * Throws `SerializationException` when the JSON value cannot be read as the shape: AWS refuses it while it parses the request, before
 * any constraint is looked at.
 */
export function assertJsonType(shape: Shape, value: unknown, path: string): void {
  if (FITS[shape.type](value)) return;
  const place = path === "" ? "the request" : `'${path}'`;
  throw new AwsError(
    "SerializationException",
    `${tokenOf(value)} can not be converted to ${WANTED[shape.type]} at ${place}`,
  );
}

const WANTED: Readonly<Record<Shape["type"], string>> = {
  structure: "a structure",
  list: "a list",
  map: "a map",
  string: "a String",
  integer: "an Integer",
  long: "a Long",
  double: "a Double",
  float: "a Float",
  blob: "a base64 Blob",
  boolean: "a Boolean",
  timestamp: "a Timestamp in epoch seconds",
};

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const isObject = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);
const isNumber = (value: unknown): boolean => typeof value === "number";

const FITS: Readonly<Record<Shape["type"], (value: unknown) => boolean>> = {
  structure: isObject,
  list: Array.isArray,
  map: isObject,
  string: (value) => typeof value === "string",
  integer: Number.isInteger,
  long: Number.isInteger,
  double: isNumber,
  float: isNumber,
  blob: (value) => typeof value === "string" && BASE64.test(value),
  boolean: (value) => typeof value === "boolean",
  timestamp: isNumber,
};

function tokenOf(value: unknown): string {
  if (Array.isArray(value)) return "START_ARRAY";
  if (value === null) return "NULL_VALUE";
  if (typeof value === "object") return "START_OBJECT";
  if (typeof value === "boolean") return value ? "TRUE_VALUE" : "FALSE_VALUE";
  return typeof value === "number" ? "NUMBER_VALUE" : "STRING_VALUE";
}
