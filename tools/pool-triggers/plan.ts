import type { JsonObject } from "@latchkey/core/json";
import { type Functions, type Holder, holderOf, isObject, slotName, slots, TOKEN_EVENTS, withHolder } from "./slots.ts";

/** What would be done to a pool, and what stands in the way. */
export interface Plan {
  /** One line each, `+`, `~` or `-` first. */
  readonly changes: readonly string[];
  /** Sentences; with any of them nothing is done. */
  readonly obstacles: readonly string[];
  readonly lambdaConfig: JsonObject;
}

/** Puts the functions into their slots of the pool. A slot held by another function is an obstacle: Cognito runs one for each trigger. */
export function planToSet(pool: JsonObject, functions: Functions): Plan {
  const changes: string[] = [];
  const obstacles: string[] = [];
  let lambdaConfig = lambdaConfigOf(pool);
  for (const slot of slots) {
    const arn = functions[slot];
    if (arn === undefined) continue;
    const holder = holderOf(slot, lambdaConfig);
    if (holder !== undefined && holder.arn !== arn)
      obstacles.push(
        `${slotName(slot)} is held by ${holder.arn}. A pool runs one function for each trigger: take that one out, or let it do its work elsewhere, and run this again.`,
      );
    else if (holder === undefined)
      changes.push(`+ ${slotName(slot)}: ${arn}${slot === "preTokenGeneration" ? ` (events ${TOKEN_EVENTS})` : ""}`);
    else if (slot === "preTokenGeneration" && isOlder(holder))
      changes.push(`~ ${slotName(slot)}: events ${holder.version ?? "V1_0"} -> ${TOKEN_EVENTS}`);
    else continue;
    lambdaConfig = withHolder(slot, arn, lambdaConfig);
  }
  if (functions.preTokenGeneration !== undefined && pool["UserPoolTier"] === "LITE")
    obstacles.push(
      `The pool has the Lite plan, whose token trigger gets events without the access token (V1_0). ${TOKEN_EVENTS} needs the Essentials or the Plus plan.`,
    );
  return { changes, obstacles, lambdaConfig };
}

/** Takes the functions out of the slots that they hold; those of others stay. */
export function planToRemove(pool: JsonObject, functions: Functions): Plan {
  const changes: string[] = [];
  let lambdaConfig = lambdaConfigOf(pool);
  for (const slot of slots) {
    const arn = functions[slot];
    if (arn === undefined || holderOf(slot, lambdaConfig)?.arn !== arn) continue;
    changes.push(`- ${slotName(slot)}: ${arn}`);
    lambdaConfig = withHolder(slot, undefined, lambdaConfig);
  }
  return { changes, obstacles: [], lambdaConfig };
}

/** V3_0 has what V2_0 has, and machines as well. */
const isOlder = ({ version }: Holder): boolean => version === undefined || version < TOKEN_EVENTS;

/** The triggers of a pool as Cognito tells of them. */
export const lambdaConfigOf = (pool: JsonObject): JsonObject => {
  const config = pool["LambdaConfig"];
  return isObject(config) ? config : {};
};
