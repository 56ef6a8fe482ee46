import type { IntegrationId } from "../ids.ts";
import type { JsonObject } from "../json.ts";
import { admits, NO_ACCESS_TEXT } from "./decide-access.ts";
import type { AccessPolicy } from "./policies.ts";
import { productGroups } from "./product-groups.ts";

/** What an application's tokens are decided by. */
export interface TokenPolicy {
  readonly integrationId: IntegrationId;
  readonly access?: AccessPolicy;
  /** The claim in which the product wants the groups besides `cognito:groups`. */
  readonly groupsClaim?: string;
}

export type TokenDecision =
  | {
      readonly admitted: true;
      /** `cognito:groups` of both tokens. */
      readonly groups: readonly string[];
      /** Claims to add to the ID token. */
      readonly claims: JsonObject;
      readonly droppedGroups: number;
    }
  | { readonly admitted: false; readonly text: string };

/** Whether a user with these Cognito groups gets tokens of an application, and with which claims. Pure. */
export function decideToken(policy: TokenPolicy, userGroups: readonly string[]): TokenDecision {
  const { integrationId, access, groupsClaim } = policy;
  if (!admits(integrationId, access, userGroups)) return { admitted: false, text: NO_ACCESS_TEXT };
  const { groups, dropped } = productGroups(integrationId, userGroups);
  const claims = groupsClaim === undefined ? {} : { [groupsClaim]: groups };
  return { admitted: true, groups, claims, droppedGroups: dropped };
}
