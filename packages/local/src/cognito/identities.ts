import type { CognitoContext } from "./context.ts";
import { usersOf } from "./pools.ts";
import type { Pool, User, UserIdentity } from "./state.ts";

type Claims = Readonly<Record<string, unknown>>;
type IdentityKey = Pick<UserIdentity, "providerName" | "userId">;

/** What AdminLinkProviderForUser calls the subject at a provider, whatever the provider calls it. */
export const SUBJECT = "Cognito_Subject";

/** Whether both are the same identity at the same provider. */
export const isSameIdentity = (one: IdentityKey, other: IdentityKey): boolean =>
  one.providerName === other.providerName && one.userId === other.userId;

/** The user who has this identity, as their own or linked. */
export function userWithIdentity(context: CognitoContext, pool: Pool, identity: IdentityKey): User | undefined {
  return usersOf(context, pool.id).find(({ identities }) => identities.some((own) => isSameIdentity(own, identity)));
}

/**
 * The user as whom somebody with these claims of a provider signs in: whoever has the subject, else whoever is linked to another of the
 * claims (`ProviderAttributeName` of AdminLinkProviderForUser).
 */
export function userOfClaims(
  context: CognitoContext,
  pool: Pool,
  providerName: string,
  claims: Claims & { readonly sub: string },
): User | undefined {
  const users = usersOf(context, pool.id);
  const having = (matches: (identity: UserIdentity) => boolean): User | undefined =>
    users.find(({ identities }) => identities.some((own) => own.providerName === providerName && matches(own)));
  const bySubject = having(({ attributeName = SUBJECT, userId }) => attributeName === SUBJECT && userId === claims.sub);
  return (
    bySubject ??
    having(({ attributeName = SUBJECT, userId }) => attributeName !== SUBJECT && claims[attributeName] === userId)
  );
}
