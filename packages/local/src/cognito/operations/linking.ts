import type { CognitoContext } from "../context.ts";
import { invalidParameter, limitExceeded, userNotFound } from "../errors.ts";
import { isSameIdentity, SUBJECT, userWithIdentity } from "../identities.ts";
import { type Operations, operation } from "../operation.ts";
import { requirePool } from "../pools.ts";
import type { IdentityProvider, Pool, UserIdentity } from "../state.ts";
import { findUser, requireUser, updateUser } from "../users.ts";

interface ProviderUser {
  readonly ProviderName?: string;
  readonly ProviderAttributeName?: string;
  readonly ProviderAttributeValue?: string;
}

interface LinkInput {
  readonly UserPoolId: string;
  readonly DestinationUser: ProviderUser;
  readonly SourceUser: ProviderUser;
}

/** https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-identity-federation-consolidate-users.html */
const MAX_IDENTITIES = 5;

/** Links of users to identities at external providers. */
export const linkingOperations: Operations = {
  AdminLinkProviderForUser: operation((context, { UserPoolId, DestinationUser, SourceUser }: LinkInput) => {
    const pool = requirePool(context, UserPoolId);
    const user = requireUser(context, { UserPoolId, Username: destinationName(DestinationUser) });
    const identity = sourceIdentity(context, pool, SourceUser);
    const linked = userWithIdentity(context, pool, identity);
    if (linked?.username === user.username) {
      throw invalidParameter("SourceUser is already linked to DestinationUser");
    }
    if (linked !== undefined || findUser(context, pool.id, usernameOf(identity)) !== undefined) {
      throw invalidParameter(
        "Merging is not currently supported, provide a SourceUser that has not been signed up in order to link",
      );
    }
    if (user.identities.length >= MAX_IDENTITIES) {
      throw limitExceeded(`A user can be linked to at most ${MAX_IDENTITIES} identities.`);
    }
    updateUser(context, user, { identities: [...user.identities, identity] });
    return {};
  }),
  AdminDisableProviderForUser: operation((context, input: { UserPoolId: string; User: ProviderUser }) => {
    const pool = requirePool(context, input.UserPoolId);
    if (input.User.ProviderName === "Cognito") forgetPassword(context, pool, input.User);
    else unlink(context, pool, input.User);
    return {};
  }),
};

/** A destination at the pool itself is named by user name; one that came from a provider by the name it got then. */
function destinationName({ ProviderName, ProviderAttributeValue }: ProviderUser): string {
  if (!ProviderName || !ProviderAttributeValue) {
    throw invalidParameter("DestinationUser requires ProviderName and ProviderAttributeValue.");
  }
  return ProviderName === "Cognito" ? ProviderAttributeValue : `${ProviderName}_${ProviderAttributeValue}`;
}

function sourceIdentity(context: CognitoContext, pool: Pool, source: ProviderUser): UserIdentity {
  const { ProviderName, ProviderAttributeName: attributeName, ProviderAttributeValue: userId } = source;
  if (ProviderName === "Cognito") {
    throw invalidParameter(
      "Invalid SourceUser: Cognito users with a username/password may not be passed in as a SourceUser, only as a DestinationUser",
    );
  }
  if (!ProviderName || !attributeName || !userId) {
    throw invalidParameter("SourceUser requires ProviderName, ProviderAttributeName and ProviderAttributeValue.");
  }
  const { name, type } = requireProvider(context, pool, ProviderName);
  if (type !== "SAML" && type !== "OIDC" && attributeName !== SUBJECT) {
    throw invalidParameter(`Invalid SourceUser: ProviderAttributeName must be ${SUBJECT} for ${name}`);
  }
  return {
    providerName: name,
    providerType: type,
    userId,
    attributeName,
    primary: false,
    createdAt: context.clock.now(),
  };
}

function requireProvider(context: CognitoContext, pool: Pool, name: string): IdentityProvider {
  const provider = context.state.identityProviders.get(`${pool.id}/${name}`);
  if (provider === undefined) throw invalidParameter(`The provider ${name} does not exist for User Pool ${pool.id}.`);
  return provider;
}

const usernameOf = ({ providerName, userId }: UserIdentity): string => `${providerName}_${userId}`;

function forgetPassword(context: CognitoContext, pool: Pool, { ProviderAttributeValue: username = "" }: ProviderUser) {
  const user = requireUser(context, { UserPoolId: pool.id, Username: username });
  const { password: _password, srp: _srp, ...kept } = user;
  context.state.users.put(`${pool.id}/${user.username}`, { ...kept, modifiedAt: context.clock.now() });
}

function unlink(context: CognitoContext, pool: Pool, source: ProviderUser): void {
  const { name: providerName } = requireProvider(context, pool, source.ProviderName ?? "");
  const identity = { providerName, userId: source.ProviderAttributeValue ?? "" };
  const user = userWithIdentity(context, pool, identity);
  const [found] = user?.identities.filter((own) => isSameIdentity(own, identity)) ?? [];
  if (user === undefined || found === undefined) throw userNotFound();
  // A profile is nobody without the identity that it came from.
  if (found.primary) updateUser(context, user, { enabled: false });
  else updateUser(context, user, { identities: user.identities.filter((own) => own !== found) });
}
