import type { Input } from "../kernel/service.ts";
import type { ServiceModel } from "../model/service-model.ts";
import type { CognitoContext } from "./context.ts";

/** One API operation: answers the output structure or throws `AwsError`. */
export type Operation = (context: CognitoContext, input: Input) => unknown;

/** A group of operations by their API names. */
export type Operations = Readonly<Record<string, Operation>>;

/** Makes an operation of a function that states which members it reads, as the service model types them. */
export function operation(run: (context: CognitoContext, input: never) => unknown): Operation {
  // The server has checked the input against the service model before it calls.
  return (context, input) => run(context, input as never);
}

/** AWS JSON timestamps are epoch seconds with a fraction. */
export const epochSeconds = (milliseconds: number): number => milliseconds / 1000;

/** What an operation is to see of its input: the members that the service model knows, without nulls. */
export function knownMembers(model: ServiceModel, name: string, input: Input): Input {
  const shape = model.shapes[model.operations[name]?.input ?? ""];
  const members = shape?.type === "structure" ? shape.members : {};
  return Object.fromEntries(Object.entries(withoutNulls(input)).filter(([member]) => Object.hasOwn(members, member)));
}

/** AWS JSON treats `null` as an absent member, at every depth. */
function withoutNulls(value: Input): Input {
  return Object.fromEntries(Object.entries(value).flatMap(([name, member]) => kept(name, member)));
}

function kept(name: string, member: unknown): readonly (readonly [string, unknown])[] {
  if (member === null || member === undefined) return [];
  return [[name, cleaned(member)]];
}

function cleaned(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((element) => element !== null).map(cleaned);
  return isRecord(value) ? withoutNulls(value) : value;
}

const isRecord = (value: unknown): value is Input => typeof value === "object" && value !== null;
