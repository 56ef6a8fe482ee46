/** The constraints of one AWS service: what its published model says about operations and their shapes, without the prose. */
export interface ServiceModel {
  readonly operations: Readonly<Record<string, OperationModel>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

export interface OperationModel {
  /** Name of the input structure; null when the operation takes none. */
  readonly input: string | null;
  readonly output: string | null;
  /** The error types that the operation declares. */
  readonly errors: readonly string[];
}

export type Shape =
  | StructureShape
  | ListShape
  | MapShape
  | StringShape
  | NumberShape
  | BlobShape
  | BooleanShape
  | TimestampShape;

interface Sensitive {
  /** The value must never be shown, not even in an error message. */
  readonly sensitive?: boolean;
}

/** Bounds, inclusive: of the length (characters, bytes, entries) or of the value of a number. */
interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

export interface StructureShape extends Sensitive {
  readonly type: "structure";
  /** Shape names by member name. */
  readonly members: Readonly<Record<string, string>>;
  readonly required?: readonly string[];
}

export interface ListShape extends Sensitive, Bounds {
  readonly type: "list";
  readonly member: string;
}

export interface MapShape extends Sensitive, Bounds {
  readonly type: "map";
  readonly key: string;
  readonly value: string;
}

export interface StringShape extends Sensitive, Bounds {
  readonly type: "string";
  /** A Java regular expression that the whole value has to match. */
  readonly pattern?: string;
  readonly enum?: readonly string[];
}

export interface NumberShape extends Sensitive, Bounds {
  readonly type: "integer" | "long" | "double" | "float";
}

export interface BlobShape extends Sensitive, Bounds {
  readonly type: "blob";
}

export interface BooleanShape extends Sensitive {
  readonly type: "boolean";
}

export interface TimestampShape extends Sensitive {
  readonly type: "timestamp";
}

/** The shape of that name. Throws when the model names a shape that it does not define. */
export function shapeOf(model: ServiceModel, name: string): Shape {
  const shape = model.shapes[name];
  if (shape === undefined) throw new Error(`The service model has no shape ${name}`);
  return shape;
}

/** The input structure of an operation, or undefined when it takes none. Throws for an operation outside the model. */
export function inputOf(model: ServiceModel, operation: string): StructureShape | undefined {
  const described = model.operations[operation];
  if (described === undefined) throw new Error(`The service model has no operation ${operation}`);
  if (described.input === null) return undefined;
  const shape = shapeOf(model, described.input);
  if (shape.type !== "structure") throw new Error(`The input of ${operation} is not a structure`);
  return shape;
}
