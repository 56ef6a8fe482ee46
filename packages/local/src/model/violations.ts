import type { Input } from "../kernel/service.ts";
import { type Constraint, constraintsOf } from "./constraints.ts";
import { breakingScalar, validEntry, validSample, validStructure } from "./sample.ts";
import {
  inputOf,
  type ListShape,
  type MapShape,
  type ServiceModel,
  type Shape,
  type StructureShape,
  shapeOf,
} from "./service-model.ts";
import { memberName } from "./validate.ts";

export type ViolationKind = Constraint["kind"] | "required" | "type";

/** An input that breaks the service model in one place. */
export interface Violation {
  /** The place as AWS's message names it, for example `refreshTokenRotation.feature`. */
  readonly member: string;
  readonly kind: ViolationKind;
  /** The value there must not be shown. */
  readonly sensitive: boolean;
  readonly input: Input;
  /** The same input with a valid value in that place. */
  readonly base: Input;
}

/** The smallest valid input of an operation. */
export function validInput(model: ServiceModel, operation: string): Input {
  const shape = inputOf(model, operation);
  return shape === undefined ? {} : validStructure(model, shape);
}

/**
 * For an operation: one input for each constraint of each member at every depth, valid everywhere but there. Constraints that no value
 * can break (a minimum of 0, a pattern that matches everything) yield nothing.
 */
export function* violations(model: ServiceModel, operation: string): Generator<Violation> {
  const shape = inputOf(model, operation);
  if (shape === undefined) return;
  for (const { path, kind, sensitive, value, valid } of ofStructure(model, shape)) {
    // Built from a structure, so both are objects.
    yield { member: path, kind, sensitive, input: value as Input, base: valid as Input };
  }
}

/** A broken value of some shape, beside a valid one that differs only in that place. `path` is relative to the shape. */
interface Broken {
  readonly path: string;
  readonly kind: ViolationKind;
  readonly sensitive: boolean;
  readonly value: unknown;
  readonly valid: unknown;
}

function* ofShape(model: ServiceModel, shape: Shape): Generator<Broken> {
  const valid = validSample(model, shape);
  const sensitive = shape.sensitive === true;
  yield { path: "", kind: "type", sensitive, value: shape.type === "string" ? 1 : "?", valid };
  for (const broken of insideOf(model, shape)) yield { ...broken, sensitive: sensitive || broken.sensitive };
}

function insideOf(model: ServiceModel, shape: Shape): Iterable<Broken> {
  if (shape.type === "structure") return ofStructure(model, shape);
  if (shape.type === "list") return ofList(model, shape);
  if (shape.type === "map") return ofMap(model, shape);
  return ofScalar(model, shape);
}

function* ofScalar(model: ServiceModel, shape: Shape): Generator<Broken> {
  const valid = validSample(model, shape);
  for (const constraint of constraintsOf(shape)) {
    const value = breakingScalar(shape, constraint);
    if (value !== undefined) yield { path: "", kind: constraint.kind, sensitive: false, value, valid };
  }
}

function* ofStructure(model: ServiceModel, shape: StructureShape): Generator<Broken> {
  const valid = validStructure(model, shape);
  for (const [name, memberShape] of Object.entries(shape.members)) {
    const member = shapeOf(model, memberShape);
    const path = memberName(name);
    if (shape.required?.includes(name)) {
      const { [name]: _missing, ...value } = valid;
      yield { path, kind: "required", sensitive: member.sensitive === true, value, valid };
    }
    for (const broken of ofShape(model, member)) {
      yield {
        ...broken,
        path: joined(path, broken.path),
        value: { ...valid, [name]: broken.value },
        valid: { ...valid, [name]: broken.valid },
      };
    }
  }
}

function* ofList(model: ServiceModel, shape: ListShape): Generator<Broken> {
  const member = shapeOf(model, shape.member);
  const element = validSample(model, member);
  const repeated = (count: number): unknown[] => Array.from({ length: count }, () => element);
  yield* ofCount(shape, repeated);
  const rest = repeated(Math.max((shape.min ?? 0) - 1, 0));
  // Simple elements are reported at the list itself, structures by their number.
  const path = member.type === "structure" ? "1.member" : "";
  for (const broken of ofShape(model, member)) {
    yield {
      ...broken,
      path: joined(path, broken.path),
      value: [broken.value, ...rest],
      valid: [broken.valid, ...rest],
    };
  }
}

function* ofMap(model: ServiceModel, shape: MapShape): Generator<Broken> {
  const [key, value] = validEntry(model, shape);
  yield* ofCount(shape, (count) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`${key}${n}`, value])));
  for (const broken of ofScalar(model, shapeOf(model, shape.key))) {
    yield { ...broken, value: { [String(broken.value)]: value }, valid: { [String(broken.valid)]: value } };
  }
  for (const broken of ofShape(model, shapeOf(model, shape.value))) {
    yield { ...broken, value: { [key]: broken.value }, valid: { [key]: broken.valid } };
  }
}

function* ofCount({ min = 0, max }: ListShape | MapShape, repeated: (count: number) => unknown): Generator<Broken> {
  const valid = repeated(min);
  if (min > 0) yield { path: "", kind: "min", sensitive: false, value: repeated(min - 1), valid };
  if (max !== undefined) yield { path: "", kind: "max", sensitive: false, value: repeated(max + 1), valid };
}

const joined = (path: string, rest: string): string => [path, rest].filter(Boolean).join(".");
