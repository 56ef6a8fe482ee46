import type { IntegrationId } from "../ids.ts";

/** In a policy: a group of the whole pool instead of the integration's own. */
const POOL_PREFIX = "pool:";
/** Groups that decide who may use Latchkey itself. */
const RESERVED_PREFIX = "latchkey-";
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

/** Why a policy may not name a group. Undefined when it may. */
export type GroupProblem = "malformed" | "reserved" | "foreign";

/**
 * Checks a group as a policy names it: `editors` is the integration's own, `pool:staff` one of the whole pool. No policy reaches
 * Latchkey's own groups, or by the prefix `pool:` another integration's.
 */
export function groupProblem(name: string): GroupProblem | undefined {
  const bare = isPoolWide(name) ? name.slice(POOL_PREFIX.length) : name;
  if (!NAME.test(bare)) return "malformed";
  // Cognito's groups know case, people do not.
  const folded = bare.toLowerCase();
  if (folded.startsWith(RESERVED_PREFIX)) return "reserved";
  return isPoolWide(name) && folded.startsWith("int_") ? "foreign" : undefined;
}

/** Whether it is a group of the whole pool, which concerns all applications. */
export const isPoolWide = (name: string): boolean => name.startsWith(POOL_PREFIX);

/** The Cognito group that a policy of this integration means: `<id>.editors`, or `staff` for `pool:staff`. */
export const cognitoGroup = (id: IntegrationId, name: string): string =>
  isPoolWide(name) ? name.slice(POOL_PREFIX.length) : `${id}.${name}`;

/** The group as the integration's own product knows it: without the prefix. Undefined for those of other integrations. */
export function productGroup(id: IntegrationId, group: string): string | undefined {
  if (group.startsWith(`${id}.`)) return group.slice(id.length + 1);
  return group.startsWith("int_") || group.startsWith(RESERVED_PREFIX) ? undefined : group;
}

/** A Cognito group as a policy of this integration names it: the inverse of `cognitoGroup`. */
export const policyGroup = (id: IntegrationId, group: string): string =>
  group.startsWith(`${id}.`) ? group.slice(id.length + 1) : `${POOL_PREFIX}${group}`;
