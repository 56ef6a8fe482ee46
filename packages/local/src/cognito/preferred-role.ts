import type { Group } from "./state.ts";

/**
 * The role of the group with the lowest precedence value; none when groups of that precedence disagree.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-user-groups.html
 */
export function preferredRole(groups: readonly Group[]): string | undefined {
  const ranked = groups.filter((group) => group.roleArn !== undefined && group.precedence !== undefined);
  const best = Math.min(...ranked.map((group) => group.precedence ?? Infinity));
  const roles = new Set(ranked.filter((group) => group.precedence === best).map((group) => group.roleArn));
  return roles.size === 1 ? [...roles][0] : undefined;
}
