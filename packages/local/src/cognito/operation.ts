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

/** What an operation is to see of its input: the members that the service model knows. AWS ignores others. */
export function knownMembers(model: ServiceModel, name: string, input: Input): Input {
  const shape = model.shapes[model.operations[name]?.input ?? ""];
  const members = shape?.type === "structure" ? shape.members : {};
  return Object.fromEntries(Object.entries(input).filter(([member]) => Object.hasOwn(members, member)));
}
