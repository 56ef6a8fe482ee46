import type { CognitoContext } from "./context.ts";
import { ensureProviderGroup } from "./provider-groups.ts";
import type { IdentityProvider } from "./state.ts";

/** Adds an identity provider to its pool, together with the group of its users, or replaces the one of that name. */
export function storeIdentityProvider(
  context: Pick<CognitoContext, "state" | "clock">,
  given: Omit<IdentityProvider, "createdAt" | "modifiedAt">,
): IdentityProvider {
  const key = `${given.poolId}/${given.name}`;
  const now = context.clock.now();
  const createdAt = context.state.identityProviders.get(key)?.createdAt ?? now;
  const provider = { ...given, createdAt, modifiedAt: now };
  context.state.identityProviders.put(key, provider);
  ensureProviderGroup(context, given.poolId, given.name);
  return provider;
}
