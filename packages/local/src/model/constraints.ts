import { wholeMatch } from "./pattern.ts";
import type { Shape } from "./service-model.ts";

/** One rule of a shape beyond its JSON type. */
export interface Constraint {
  readonly kind: "min" | "max" | "pattern" | "enum";
  /** AWS's words for it. */
  readonly text: string;
  readonly holds: (value: unknown) => boolean;
}

/** The constraints of one shape in AWS's order. They judge a value that already has the shape's JSON type. */
export function constraintsOf(shape: Shape): readonly Constraint[] {
  return [...boundsOf(shape), ...patternOf(shape), ...enumOf(shape)];
}

function boundsOf(shape: Shape): readonly Constraint[] {
  if (shape.type === "structure" || shape.type === "boolean" || shape.type === "timestamp") return [];
  const { min, max } = shape;
  const isNumber = shape.type !== "string" && shape.type !== "list" && shape.type !== "map" && shape.type !== "blob";
  const noun = isNumber ? "value" : "length";
  const constraints: Constraint[] = [];
  if (max !== undefined) {
    const text = `Member must have ${noun} less than or equal to ${max}`;
    constraints.push({ kind: "max", text, holds: (value) => sizeOf(shape, value) <= max });
  }
  if (min !== undefined) {
    const text = `Member must have ${noun} greater than or equal to ${min}`;
    constraints.push({ kind: "min", text, holds: (value) => sizeOf(shape, value) >= min });
  }
  return constraints;
}

/** Characters (code points) of a string, bytes of a blob, entries of a list or map, the value of a number. */
function sizeOf(shape: Shape, value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value === "string")
    return shape.type === "blob" ? Buffer.byteLength(value, "base64") : Array.from(value).length;
  if (Array.isArray(value)) return value.length;
  return Object.keys(value ?? {}).length;
}

function patternOf(shape: Shape): readonly Constraint[] {
  if (shape.type !== "string" || shape.pattern === undefined) return [];
  const expression = wholeMatch(shape.pattern);
  const text = `Member must satisfy regular expression pattern: ${shape.pattern}`;
  return [{ kind: "pattern", text, holds: (value) => typeof value === "string" && expression.test(value) }];
}

function enumOf(shape: Shape): readonly Constraint[] {
  if (shape.type !== "string" || shape.enum === undefined) return [];
  const allowed = new Set<unknown>(shape.enum);
  const text = `Member must satisfy enum value set: [${shape.enum.join(", ")}]`;
  return [{ kind: "enum", text, holds: (value) => allowed.has(value) }];
}
