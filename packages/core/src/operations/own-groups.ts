import type { IntegrationId } from "../ids.ts";
import type { Integration } from "../integration.ts";
import type { Policies } from "../policies/check-policies.ts";
import { cognitoGroup } from "../policies/group-name.ts";
import type { Call } from "../ports/call.ts";
import type { Engine } from "../services.ts";

/** The Cognito groups that policies name, each once. */
export const groupsNamed = (id: IntegrationId, { signUp, access }: Policies): readonly string[] => [
  ...new Set([...(signUp?.groups ?? []), ...(access?.groups ?? [])].map((name) => cognitoGroup(id, name))),
];

/** Those of them that belong to the integration alone, with the ones that it had before; undefined when there are none. */
export function ownGroups(row: Pick<Integration, "id" | "groups">, policies: Policies): readonly string[] | undefined {
  const own = groupsNamed(row.id, policies).filter((group) => group.startsWith(`${row.id}.`));
  const all = [...new Set([...(row.groups ?? []), ...own])];
  return all.length === 0 ? undefined : all;
}

/** Makes the groups that policies name, in parallel. */
export async function ensureGroups(
  { groups, deployment }: Pick<Engine, "groups" | "deployment">,
  row: Pick<Integration, "id" | "name">,
  policies: Policies,
  call: Call,
): Promise<void> {
  const description = `Latchkey integration ${row.id}`;
  await Promise.all(
    groupsNamed(row.id, policies).map((group) => groups.ensure(deployment.pool, group, description, call)),
  );
}

/** Deletes the groups that were made for an integration alone. */
export async function removeOwnGroups(
  { groups, deployment }: Pick<Engine, "groups" | "deployment">,
  row: Pick<Integration, "groups">,
  call: Call,
): Promise<void> {
  for (const group of row.groups ?? []) await groups.remove(deployment.pool, group, call);
}
