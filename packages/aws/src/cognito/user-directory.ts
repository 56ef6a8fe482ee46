import {
  AdminAddUserToGroupCommand,
  AdminGetUserCommand,
  AdminLinkProviderForUserCommand,
  AdminListGroupsForUserCommand,
  type AttributeType,
  type CognitoIdentityProviderClient,
  ListUsersCommand,
  type UserType,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Call } from "@latchkey/core/ports/call";
import type { ExternalIdentity, PoolRef, PoolUser, UserDirectory } from "@latchkey/core/ports/user-directory";
import { UpstreamError } from "@latchkey/core/upstream";
import type { RetryContext } from "../retry.ts";
import { type Cognito, cognitoCalls, tolerating } from "./calls.ts";

/** Users of the pool through the SDK. */
export function cognitoUserDirectory(client: CognitoIdentityProviderClient, retry: RetryContext): UserDirectory {
  const cognito = cognitoCalls(client, retry);
  return {
    async find(pool, username, call) {
      const found = await getUser(cognito, pool, username, call);
      return found && userOf({ ...found, Username: username }, attributesOf(found.UserAttributes));
    },
    byEmail: (pool, email, call) => byEmail(cognito, pool, email, call),
    link: (pool, username, identity, call) => link(cognito, pool, username, identity, call),
    groupsOf: (pool, username, call) => groupsOf(cognito, pool, username, call),
    async addToGroup(pool, username, group, call) {
      const command = new AdminAddUserToGroupCommand({ UserPoolId: pool.id, Username: username, GroupName: group });
      await cognito.run("AdminAddUserToGroup", "idempotent", call, (options) => cognito.client.send(command, options));
    },
  };
}

type Attributes = ReadonlyMap<string, string>;

const attributesOf = (list: readonly AttributeType[] | undefined): Attributes =>
  new Map((list ?? []).map(({ Name = "", Value = "" }) => [Name, Value]));

function userOf(
  { Username = "", UserStatus = "UNKNOWN", Enabled = false, UserCreateDate }: Omit<UserType, "Attributes">,
  attributes: Attributes,
): PoolUser {
  const email = attributes.get("email");
  return {
    username: Username,
    status: UserStatus,
    enabled: Enabled,
    ...(email !== undefined && { email }),
    emailVerified: attributes.get("email_verified") === "true",
    createdAt: UserCreateDate?.getTime() ?? 0,
  };
}

function getUser(cognito: Cognito, pool: PoolRef, username: string, call: Call) {
  const command = new AdminGetUserCommand({ UserPoolId: pool.id, Username: username });
  return tolerating(
    "UserNotFoundException",
    cognito.run("AdminGetUser", "idempotent", call, (options) => cognito.client.send(command, options)),
  );
}

/** A quote in the address must not end the filter (https://docs.aws.amazon.com/cognito/latest/developerguide/how-to-manage-user-accounts.html). */
const filterFor = (email: string): string => `email = "${email.replace(/["\\]/g, "\\$&")}"`;

/** To the last page: one verified user may stand behind any number of others. */
async function byEmail(cognito: Cognito, pool: PoolRef, email: string, call: Call): Promise<readonly PoolUser[]> {
  const users: PoolUser[] = [];
  let next: string | undefined;
  do {
    const command = new ListUsersCommand({
      UserPoolId: pool.id,
      Filter: filterFor(email),
      Limit: 60,
      PaginationToken: next,
    });
    const page = await cognito.run("ListUsers", "idempotent", call, (options) => cognito.client.send(command, options));
    for (const { Attributes, ...user } of page.Users ?? []) users.push(userOf(user, attributesOf(Attributes)));
    next = page.PaginationToken;
  } while (next !== undefined);
  return users;
}

/**
 * By the provider's own id of the person, which is all that social providers take
 * (https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminLinkProviderForUser.html).
 */
async function link(
  cognito: Cognito,
  pool: PoolRef,
  username: string,
  { provider, subject }: ExternalIdentity,
  call: Call,
): Promise<void> {
  const command = new AdminLinkProviderForUserCommand({
    UserPoolId: pool.id,
    DestinationUser: { ProviderName: "Cognito", ProviderAttributeValue: username },
    SourceUser: {
      ProviderName: provider,
      ProviderAttributeName: "Cognito_Subject",
      ProviderAttributeValue: subject,
    },
  });
  try {
    await cognito.run("AdminLinkProviderForUser", "idempotent", call, (options) =>
      cognito.client.send(command, options),
    );
  } catch (error) {
    if (!(error instanceof UpstreamError) || error.failure !== "rejected") throw error;
    // Of two first sign-ins at once, the second finds what the first has done.
    const user = await getUser(cognito, pool, username, call);
    const identities = attributesOf(user?.UserAttributes).get("identities");
    if (!hasIdentity(identities, { provider, subject })) throw error;
  }
}

/** The attribute `identities`: a JSON list of `{providerName, userId}`. */
function hasIdentity(text: string | undefined, { provider, subject }: ExternalIdentity): boolean {
  if (text === undefined) return false;
  // Cognito alone writes this attribute.
  const identities = JSON.parse(text) as readonly { readonly providerName?: string; readonly userId?: string }[];
  return identities.some(({ providerName, userId }) => providerName === provider && userId === subject);
}

async function groupsOf(cognito: Cognito, pool: PoolRef, username: string, call: Call): Promise<readonly string[]> {
  const groups: string[] = [];
  let next: string | undefined;
  do {
    const command = new AdminListGroupsForUserCommand({
      UserPoolId: pool.id,
      Username: username,
      Limit: 60,
      NextToken: next,
    });
    const page = await cognito.run("AdminListGroupsForUser", "idempotent", call, (options) =>
      cognito.client.send(command, options),
    );
    for (const { GroupName } of page.Groups ?? []) if (GroupName !== undefined) groups.push(GroupName);
    next = page.NextToken;
  } while (next !== undefined);
  return groups;
}
