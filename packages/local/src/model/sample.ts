import { type Constraint, constraintsOf } from "./constraints.ts";
import { type ServiceModel, type Shape, type StringShape, type StructureShape, shapeOf } from "./service-model.ts";

/**
 * Strings that between them match every pattern of the models, as they are or made longer. A pattern that none of them matches makes
 * `validSample` throw: add one here.
 */
const SEEDS = [
  "a",
  "1",
  "abc123ABC",
  "eu-west-1",
  "eu-west-1_Abc123",
  "arn:aws:lambda:eu-west-1:000000000000:function:name",
  "9d3f2b1c-0a4e-4c5d-8e6f-7a8b9c0d1e2f",
  "a@example.com",
  "Code {####}",
  "Press {##here##}",
  "12h",
];
/** Characters that some pattern refuses. */
const STRANGERS = ["\u0001", " ", "!", "\u00e9", "_", "\\", "a"];

/** The smallest value of a shape that satisfies the model: only required members, no more elements than `min`. */
export function validSample(model: ServiceModel, shape: Shape): unknown {
  switch (shape.type) {
    case "structure":
      return validStructure(model, shape);
    case "list":
      return Array.from({ length: shape.min ?? 0 }, () => validSample(model, shapeOf(model, shape.member)));
    case "map":
      return Object.fromEntries(Array.from({ length: shape.min ?? 0 }, () => validEntry(model, shape)));
    case "string":
      return validString(shape);
    case "blob":
      return base64Of(shape.min ?? 0);
    case "boolean":
      return true;
    case "timestamp":
      return 0;
    case "integer":
    case "long":
    case "double":
    case "float":
      return shape.min ?? Math.min(shape.max ?? 1, 1);
  }
}

/** A structure with its required members and nothing else. */
export function validStructure(model: ServiceModel, shape: StructureShape): Readonly<Record<string, unknown>> {
  const required = (shape.required ?? []).map((name) => [name, validMember(model, shape, name)]);
  return Object.fromEntries(required);
}

function validMember(model: ServiceModel, shape: StructureShape, name: string): unknown {
  const member = shape.members[name];
  if (member === undefined) throw new Error(`The service model requires ${name}, which it does not define`);
  return validSample(model, shapeOf(model, member));
}

/** One key and value for a map. */
export function validEntry(model: ServiceModel, shape: Shape & { type: "map" }): readonly [string, unknown] {
  return [String(validSample(model, shapeOf(model, shape.key))), validSample(model, shapeOf(model, shape.value))];
}

function validString(shape: StringShape): string {
  const constraints = constraintsOf(shape);
  const candidates = [...(shape.enum ?? []), ...SEEDS.flatMap((seed) => [seed, ...stretched(seed, shape.min ?? 0)])];
  const valid = candidates.find((candidate) => constraints.every((constraint) => constraint.holds(candidate)));
  if (valid === undefined) throw new Error(`No sample satisfies ${JSON.stringify(shape)}`);
  return valid;
}

/** Longer variants of a string, of exactly that length, that keep what a pattern asks for at its ends. */
function stretched(seed: string, length: number): readonly string[] {
  const missing = length - seed.length;
  if (missing <= 0) return [];
  return [
    seed + "a".repeat(missing),
    "a".repeat(missing) + seed,
    seed + "1".repeat(missing),
    "1".repeat(missing) + seed,
  ];
}

const base64Of = (bytes: number): string => Buffer.alloc(bytes).toString("base64");

/** A scalar that breaks that constraint of its shape, and no other when that is possible; undefined when nothing breaks it. */
export function breakingScalar(shape: Shape, broken: Constraint): unknown {
  const others = constraintsOf(shape).filter((constraint) => constraint.kind !== broken.kind);
  const candidates = candidatesFor(shape, broken).filter((candidate) => !broken.holds(candidate));
  return candidates.find((candidate) => others.every((constraint) => constraint.holds(candidate))) ?? candidates[0];
}

function candidatesFor(shape: Shape, { kind }: Constraint): readonly unknown[] {
  if (shape.type === "string") return stringCandidates(shape, kind);
  const bound = "min" in shape && kind === "min" ? (shape.min ?? 0) - 1 : "max" in shape ? (shape.max ?? 0) + 1 : 0;
  return shape.type === "blob" ? [base64Of(Math.max(bound, 0))] : [bound];
}

function stringCandidates(shape: StringShape, kind: Constraint["kind"]): readonly string[] {
  const { min = 0, max = Number.POSITIVE_INFINITY } = shape;
  if (kind === "max") return SEEDS.flatMap((seed) => stretched(seed, max + 1));
  if (kind === "min") return [...SEEDS.map((seed) => seed.slice(0, Math.max(min - 1, 0))), ""];
  return [...STRANGERS.map((character) => character.repeat(Math.max(min, 1))), "not-a-member", ""];
}
