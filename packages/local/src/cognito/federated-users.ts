import { randomUUID } from "node:crypto";
import { AwsError } from "../kernel/aws-error.ts";
import { mappedAttributes } from "./attribute-mapping.ts";
import type { CognitoContext } from "./context.ts";
import { invalidParameter, notAuthorized } from "./errors.ts";
import { userOfClaims } from "./identities.ts";
import { ensureProviderGroup } from "./provider-groups.ts";
import { assertMutable, schemaOf } from "./schema.ts";
import type { Client, IdentityProvider, Pool, User } from "./state.ts";
import { postConfirmation, preSignUp } from "./triggers.ts";
import { assertNameIsFree, claimAliases } from "./user-names.ts";
import { newUser, updateUser } from "./users.ts";

type Attributes = Readonly<Record<string, string>>;

/** Somebody whom an external provider has proven, on the way into an app. */
export interface FederatedSignIn {
  readonly pool: Pool;
  readonly client: Client;
  readonly provider: IdentityProvider;
  /** Of the ID token and of userinfo, checked. */
  readonly claims: Readonly<Record<string, unknown>> & { readonly sub: string };
}

export interface FederatedUser {
  readonly user: User;
  /** Whether this sign-in has made the user. */
  readonly isNew: boolean;
}

/**
 * The user as whom somebody from an external provider signs in. Whoever is known, as a profile of the provider or by a link, gets the
 * mapped attributes again. Anybody else is asked about first (PreSignUp, which may refuse or link), gets a profile, and is then told of
 * (PostConfirmation). Throws `NotAuthorizedException`, `UserNotConfirmedException`, `InvalidParameterException`,
 * `UsernameExistsException`, `AliasExistsException` and the triggers' errors.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-identity-federation.html
 */
export async function federatedSignIn(context: CognitoContext, signIn: FederatedSignIn): Promise<FederatedUser> {
  const { pool, client, provider, claims } = signIn;
  const attributes = mappedAttributes(pool, client, provider, claims);
  const find = (): User | undefined => userOfClaims(context, pool, provider.name, claims);
  const known = find();
  if (known !== undefined) return { user: returning(context, pool, known, attributes), isNew: false };
  const username = `${provider.name}_${claims.sub}`;
  assertAdmissible(context, pool, username, attributes);
  await askAbout(context, signIn, username, attributes);
  // While the function ran, it may have linked the identity, and the same person may have come in through another window.
  const appeared = find();
  if (appeared !== undefined) return { user: returning(context, pool, appeared, attributes), isNew: false };
  assertNameIsFree(context, pool, { username, attributes: {} }, NAME_TAKEN);
  const created = create(context, signIn, username, attributes);
  const source = "PostConfirmation_ConfirmSignUp";
  return { user: await postConfirmation(context, { source, pool, client, user: created }), isNew: true };
}

const NAME_TAKEN = "Already found an entry for this user name";
const LONGEST_NAME = 128;

/** What has to hold before anybody is asked about a newcomer. */
function assertAdmissible(context: CognitoContext, pool: Pool, username: string, attributes: Attributes): void {
  if (pool.settings.AdminCreateUserConfig?.AllowAdminCreateUserOnly === true) throw notAuthorized("Login not allowed");
  if (username.length > LONGEST_NAME) throw invalidParameter(`Username is longer than ${LONGEST_NAME} characters.`);
  const missing = schemaOf(pool).filter(
    ({ Name, Required }) => Required === true && Name !== "sub" && !attributes[Name],
  );
  if (missing.length > 0)
    throw invalidParameter(`attributes required: [${missing.map(({ Name }) => Name).join(", ")}]`);
  assertNameIsFree(context, pool, { username, attributes: {} }, NAME_TAKEN);
}

/**
 * Both aliases are in this event, always empty. The answer's flags are not used: a profile of a provider needs no confirmation, and
 * what is verified is for the mapping to say; that Cognito ignores `autoVerifyEmail` here is assumed.
 */
async function askAbout(
  context: CognitoContext,
  { pool, client }: FederatedSignIn,
  username: string,
  attributes: Attributes,
): Promise<void> {
  const noAliases = { "cognito:email_alias": "", "cognito:phone_number_alias": "" };
  const source = "PreSignUp_ExternalProvider";
  await preSignUp(context, { source, pool, client, username, attributes: { ...noAliases, ...attributes } });
}

function create(
  context: CognitoContext,
  { pool, provider, claims }: FederatedSignIn,
  username: string,
  attributes: Attributes,
): User {
  const user = newUser(context, pool, {
    username,
    sub: randomUUID(),
    status: "EXTERNAL_PROVIDER",
    attributes,
    groups: [ensureProviderGroup(context, pool.id, provider.name)],
    identities: [
      {
        providerName: provider.name,
        providerType: provider.type,
        userId: claims.sub,
        primary: true,
        createdAt: context.clock.now(),
      },
    ],
  });
  context.state.users.put(`${pool.id}/${username}`, user);
  return user;
}

/** Mapped attributes are written at every sign-in, also when they are as they were: an immutable one ends the second sign-in. */
function returning(context: CognitoContext, pool: Pool, user: User, attributes: Attributes): User {
  if (!user.enabled) throw notAuthorized("User is disabled.");
  // Whoever signed up with an address that is not theirs shall gain nothing from a link to its owner.
  if (user.status === "UNCONFIRMED") throw new AwsError("UserNotConfirmedException", "User is not confirmed.");
  assertMutable(pool, user.attributes, attributes);
  const merged = { ...user.attributes, ...attributes };
  claimAliases(context, pool, { ...user, attributes: merged }, false);
  return updateUser(context, user, { attributes: merged });
}
