import type { Input } from "../kernel/service.ts";
import type { ServiceModel } from "../model/service-model.ts";
import type { CognitoContext } from "./context.ts";

/**
 * One API operation: answers the output structure or throws `AwsError`. `unknown` are the members of the request that the service model
 * does not know.
 */
export type Operation = (context: CognitoContext, input: Input, unknown: Input) => unknown;

/** A group of operations by their API names. */
export type Operations = Readonly<Record<string, Operation>>;

/** Makes an operation of a function that states which members it reads, as the service model types them. */
export function operation(run: (context: CognitoContext, input: never, unknown: Input) => unknown): Operation {
  // The server has checked the input against the service model before it calls.
  return (context, input, unknown) => run(context, input as never, unknown);
}

/** AWS JSON timestamps are epoch seconds with a fraction. */
export const epochSeconds = (milliseconds: number): number => milliseconds / 1000;

/** Parts an input by whether the service model knows a member. AWS ignores what it does not know. */
export function splitInput(
  model: ServiceModel,
  name: string,
  input: Input,
): { readonly known: Input; readonly unknown: Input } {
  const shape = model.shapes[model.operations[name]?.input ?? ""];
  const members = shape?.type === "structure" ? shape.members : {};
  const entries = Object.entries(input);
  return {
    known: Object.fromEntries(entries.filter(([member]) => Object.hasOwn(members, member))),
    unknown: Object.fromEntries(entries.filter(([member]) => !Object.hasOwn(members, member))),
  };
}
