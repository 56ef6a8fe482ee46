import type { JsonObject } from "@latchkey/core/json";

/** The triggers of a user pool that this service fills, as the stack's outputs name them. */
export const slots = ["preSignUp", "postConfirmation", "preTokenGeneration"] as const;

export type Slot = (typeof slots)[number];

/** Function ARNs by trigger. */
export type Functions = Partial<Readonly<Record<Slot, string>>>;

/** Cognito's name of a trigger. */
export const slotName = (slot: Slot): string => slot.charAt(0).toUpperCase() + slot.slice(1);

/** The function that holds a trigger, with the version of its events where Cognito has several. */
export interface Holder {
  readonly arn: string;
  readonly version?: string;
}

/** Who holds a trigger now; undefined for a free one. Cognito has two members for the token trigger, of which the newer one counts. */
export function holderOf(slot: Slot, lambdaConfig: JsonObject): Holder | undefined {
  const plain = lambdaConfig[slotName(slot)];
  const config = slot === "preTokenGeneration" ? lambdaConfig["PreTokenGenerationConfig"] : undefined;
  if (isObject(config) && typeof config["LambdaArn"] === "string") {
    const version = config["LambdaVersion"];
    return { arn: config["LambdaArn"], ...(typeof version === "string" && { version }) };
  }
  return typeof plain === "string" && plain !== "" ? { arn: plain } : undefined;
}

/**
 * A pool's `LambdaConfig` with this function in the slot, or with nobody in it. The token trigger takes events of version 2, which carry
 * both tokens (https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html).
 */
export function withHolder(slot: Slot, arn: string | undefined, lambdaConfig: JsonObject): JsonObject {
  const { [slotName(slot)]: _, ...rest } = lambdaConfig;
  const given = arn === undefined ? {} : { [slotName(slot)]: arn };
  if (slot !== "preTokenGeneration") return { ...rest, ...given };
  const { PreTokenGenerationConfig: __, ...others } = rest;
  if (arn === undefined) return others;
  return { ...others, ...given, PreTokenGenerationConfig: { LambdaVersion: TOKEN_EVENTS, LambdaArn: arn } };
}

/** Version of the token trigger's events. */
export const TOKEN_EVENTS = "V2_0";

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
