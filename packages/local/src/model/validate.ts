import { AwsError } from "../kernel/aws-error.ts";
import type { Input } from "../kernel/service.ts";
import { type Constraint, constraintsOf } from "./constraints.ts";
import { assertJsonType } from "./json-type.ts";
import { inputOf, type ListShape, type MapShape, type ServiceModel, type Shape, shapeOf } from "./service-model.ts";
import { showValue } from "./show-value.ts";

/** Throws `AwsError` for an input that the service model refuses. */
export type Validator = (operation: string, input: Input) => void;

/**
 * Checks inputs as AWS does before an operation runs: required members, bounds, patterns and enumerations. Unknown members are
 * ignored and `null` is an absent member. Throws `SerializationException` for a member of the wrong JSON type, otherwise `errorType`
 * with AWS's text, which counts and lists every violation and never shows a sensitive value.
 */
export function createValidator(model: ServiceModel, errorType: string): Validator {
  const compiled = new Map<Shape, readonly Constraint[]>();
  const constraints = (shape: Shape): readonly Constraint[] => {
    const known = compiled.get(shape) ?? constraintsOf(shape);
    compiled.set(shape, known);
    return known;
  };
  return (operation, input) => {
    const shape = inputOf(model, operation);
    if (shape === undefined) return;
    const violations: string[] = [];
    visit({ model, constraints, violations }, shape, input, "", false);
    if (violations.length === 0) return;
    const errors = violations.length === 1 ? "error" : "errors";
    throw new AwsError(errorType, `${violations.length} validation ${errors} detected: ${violations.join("; ")}`);
  };
}

interface Visit {
  readonly model: ServiceModel;
  readonly constraints: (shape: Shape) => readonly Constraint[];
  readonly violations: string[];
}

function visit(context: Visit, shape: Shape, value: unknown, path: string, sensitive: boolean): void {
  assertJsonType(shape, value, path);
  const hidden = sensitive || shape.sensitive === true;
  for (const constraint of context.constraints(shape)) {
    if (constraint.holds(value)) continue;
    context.violations.push(violation(hidden ? undefined : showValue(value), path, constraint.text));
  }
  if (shape.type === "structure") visitMembers(context, shape, asRecord(value), path, hidden);
  if (shape.type === "list") visitElements(context, shape, asList(value), path, hidden);
  if (shape.type === "map") visitEntries(context, shape, asRecord(value), path, hidden);
}

function visitMembers(
  context: Visit,
  shape: Shape & { type: "structure" },
  value: Input,
  path: string,
  sensitive: boolean,
): void {
  for (const [name, memberShape] of Object.entries(shape.members)) {
    const member = shapeOf(context.model, memberShape);
    const at = path === "" ? memberName(name) : `${path}.${memberName(name)}`;
    const found = value[name] ?? undefined;
    if (found !== undefined) visit(context, member, found, at, sensitive);
    else if (shape.required?.includes(name)) {
      const shown = sensitive || member.sensitive === true ? undefined : "null";
      context.violations.push(violation(shown, at, "Member must not be null"));
    }
  }
}

function visitElements(context: Visit, shape: ListShape, value: readonly unknown[], path: string, sensitive: boolean) {
  const member = shapeOf(context.model, shape.member);
  if (member.type === "structure" || member.type === "list" || member.type === "map") {
    for (const [index, element] of value.entries()) {
      visit(context, member, element, `${path}.${index + 1}.member`, sensitive);
    }
    return;
  }
  for (const element of value) assertJsonType(member, element, path);
  visitSimple(context, member, value, { path, sensitive, shown: value, prefix: "Member must satisfy constraint" });
}

function visitEntries(context: Visit, shape: MapShape, value: Input, path: string, sensitive: boolean): void {
  const place = { path, sensitive, shown: value };
  const values = shapeOf(context.model, shape.value);
  for (const entry of Object.values(value)) assertJsonType(values, entry, path);
  const keys = shapeOf(context.model, shape.key);
  visitSimple(context, keys, Object.keys(value), { ...place, prefix: "Map keys must satisfy constraint" });
  visitSimple(context, values, Object.values(value), { ...place, prefix: "Map value must satisfy constraint" });
}

interface Place {
  readonly path: string;
  readonly sensitive: boolean;
  readonly shown: unknown;
  readonly prefix: string;
}

/** AWS reports simple members of a list or map at the list or map itself, once, with all constraints of the member. */
function visitSimple(context: Visit, member: Shape, values: readonly unknown[], place: Place): void {
  const constraints = context.constraints(member);
  if (constraints.every((constraint) => values.every(constraint.holds))) return;
  const hidden = place.sensitive || member.sensitive === true;
  const text = `${place.prefix}: [${constraints.map((constraint) => constraint.text).join(", ")}]`;
  context.violations.push(violation(hidden ? undefined : showValue(place.shown), place.path, text));
}

function violation(shown: string | undefined, path: string, constraint: string): string {
  const value = shown === undefined ? "Value" : shown === "null" ? "Value null" : `Value '${shown}'`;
  return `${value} at '${path}' failed to satisfy constraint: ${constraint}`;
}

/** `CallbackURLs` is `callbackURLs` in AWS's messages. */
export const memberName = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

// Both follow `assertJsonType`, which refused everything else.
const asRecord = (value: unknown): Input => value as Input;
const asList = (value: unknown): readonly unknown[] => value as readonly unknown[];
