import { randomUUID } from "node:crypto";
import { AwsError } from "../../kernel/aws-error.ts";
import type { CognitoContext } from "../context.ts";
import { invalidParameter } from "../errors.ts";
import { type CodeDelivery, sendInvitation } from "../mail.ts";
import { type Operations, operation } from "../operation.ts";
import { pageOf } from "../paging.ts";
import { assertPassword, passwordRecord, temporaryPassword } from "../passwords.ts";
import { temporaryPasswordDays } from "../pool-settings.ts";
import { requirePool, usersOf } from "../pools.ts";
import { assertConforms, assertMutable, assertRequired, schemaOf } from "../schema.ts";
import { deleteUser, signOutEverywhere } from "../sign-out.ts";
import type { Pool, User } from "../state.ts";
import { postConfirmation, preSignUp } from "../triggers.ts";
import {
  type Attribute,
  attributeList,
  attributeRecord,
  describedState,
  describedUser,
  optionalRecord,
} from "../user-attributes.ts";
import { userFilter } from "../user-filter.ts";
import { assertNameIsFree, claimAliases, foldOf, newIdentity } from "../user-names.ts";
import { cannotBeConfirmed, findUser, newUser, requireUser, resetPassword, updateUser } from "../users.ts";

type Metadata = Readonly<Record<string, string>>;

interface OfUser {
  readonly UserPoolId: string;
  readonly Username: string;
}

interface CreateInput extends OfUser {
  readonly UserAttributes?: readonly Attribute[];
  readonly ValidationData?: readonly Attribute[];
  readonly TemporaryPassword?: string;
  readonly ForceAliasCreation?: boolean;
  readonly MessageAction?: "RESEND" | "SUPPRESS";
  readonly DesiredDeliveryMediums?: readonly ("EMAIL" | "SMS")[];
  readonly ClientMetadata?: Metadata;
}

interface ListInput {
  readonly UserPoolId: string;
  readonly AttributesToGet?: readonly string[];
  readonly Filter?: string;
  readonly Limit?: number;
  readonly PaginationToken?: string;
}

/** Users as administrators see and change them. */
export const userOperations: Operations = {
  AdminCreateUser: operation(async (context, input: CreateInput) => ({
    User: describedUser(await (input.MessageAction === "RESEND" ? reinvite(context, input) : create(context, input))),
  })),
  AdminGetUser: operation((context, input: OfUser) => {
    const user = requireUser(context, input);
    return { Username: user.username, UserAttributes: attributeList(user), ...describedState(user) };
  }),
  AdminSetUserPassword: operation(async (context, input: OfUser & { Password: string; Permanent?: boolean }) => {
    const pool = requirePool(context, input.UserPoolId);
    const user = requireUser(context, input);
    assertPassword(pool, input.Password);
    const secrets = await passwordRecord(pool, user.username, input.Password);
    if (input.Permanent === true) updateUser(context, user, { ...secrets, status: "CONFIRMED" });
    else updateUser(context, user, { ...secrets, ...temporary(context, pool) });
    return {};
  }),
  AdminResetUserPassword: operation((context, input: OfUser) => {
    resetPassword(context, requirePool(context, input.UserPoolId), requireUser(context, input));
    return {};
  }),
  AdminUpdateUserAttributes: operation((context, input: OfUser & { UserAttributes: readonly Attribute[] }) => {
    const pool = requirePool(context, input.UserPoolId);
    const user = requireUser(context, input);
    const changes = attributeRecord(input.UserAttributes);
    assertConforms(pool, changes);
    assertMutable(pool, user.attributes, changes);
    const attributes = changed(user, changes);
    assertRequired(pool, attributes);
    claimAliases(context, pool, { ...user, attributes }, false);
    updateUser(context, user, { attributes });
    return {};
  }),
  AdminDeleteUser: operation((context, input: OfUser) => {
    deleteUser(context, requireUser(context, input));
    return {};
  }),
  AdminEnableUser: operation((context, input: OfUser) => {
    updateUser(context, requireUser(context, input), { enabled: true });
    return {};
  }),
  AdminDisableUser: operation((context, input: OfUser) => {
    const user = requireUser(context, input);
    signOutEverywhere(context, user);
    updateUser(context, user, { enabled: false });
    return {};
  }),
  AdminConfirmSignUp: operation(async (context, input: OfUser & { ClientMetadata?: Metadata }) => {
    const pool = requirePool(context, input.UserPoolId);
    const user = requireUser(context, input);
    if (user.status !== "UNCONFIRMED") throw cannotBeConfirmed(user);
    const confirmed = updateUser(context, user, { status: "CONFIRMED", codes: {} });
    const clientMetadata = input.ClientMetadata;
    await postConfirmation(context, {
      source: "PostConfirmation_ConfirmSignUp",
      pool,
      user: confirmed,
      clientMetadata,
    });
    return {};
  }),
  AdminUserGlobalSignOut: operation((context, input: OfUser) => {
    signOutEverywhere(context, requireUser(context, input));
    return {};
  }),
  ListUsers: operation((context, input: ListInput) => {
    const pool = requirePool(context, input.UserPoolId);
    const wanted = input.AttributesToGet;
    const known = new Set(schemaOf(pool).map(({ Name }) => Name));
    if (wanted?.some((name) => !known.has(name))) {
      throw invalidParameter("One or more requested attributes do not exist.");
    }
    const users = usersOf(context, pool.id).filter(userFilter(input.Filter, foldOf(pool)));
    const page = pageOf(users, ({ username }) => username, {
      limit: input.Limit,
      most: 60,
      token: input.PaginationToken,
    });
    return {
      Users: page.items.map((user) => describedUser(user, wanted)),
      ...(page.next !== undefined && { PaginationToken: page.next }),
    };
  }),
};

async function create(context: CognitoContext, input: CreateInput): Promise<User> {
  const pool = requirePool(context, input.UserPoolId);
  const sub = randomUUID();
  const identity = newIdentity(pool, input.Username, sub, attributeRecord(input.UserAttributes));
  assertConforms(pool, identity.attributes);
  const password = input.TemporaryPassword ?? temporaryPassword(pool);
  assertPassword(pool, password);
  assertNameIsFree(context, pool, identity, "User account already exists");
  await preSignUp(context, {
    source: "PreSignUp_AdminCreateUser",
    pool,
    ...identity,
    validationData: optionalRecord(input.ValidationData),
    clientMetadata: input.ClientMetadata,
  });
  const secrets = await passwordRecord(pool, identity.username, password);
  // Somebody else may have taken the name while the function ran.
  assertNameIsFree(context, pool, identity, "User account already exists");
  const user = newUser(context, pool, { ...identity, sub, ...secrets, ...temporary(context, pool) });
  claimAliases(context, pool, user, input.ForceAliasCreation === true);
  if (input.MessageAction !== "SUPPRESS") invite(context, pool, user, password, input);
  context.state.users.put(`${pool.id}/${user.username}`, user);
  return user;
}

/** Sends a new temporary password to a user who has not used the first. */
async function reinvite(context: CognitoContext, input: CreateInput): Promise<User> {
  const pool = requirePool(context, input.UserPoolId);
  const user = findUser(context, pool.id, input.Username);
  if (user === undefined) throw new AwsError("UserNotFoundException", "User does not exist.");
  if (user.status !== "FORCE_CHANGE_PASSWORD") {
    throw new AwsError("UnsupportedUserStateException", `Resend not possible. ${user.status} is not supported.`);
  }
  const password = input.TemporaryPassword ?? temporaryPassword(pool);
  assertPassword(pool, password);
  const secrets = await passwordRecord(pool, user.username, password);
  invite(context, pool, user, password, input);
  return updateUser(context, user, { ...secrets, ...temporary(context, pool) });
}

const temporary = (context: CognitoContext, pool: Pool): Pick<User, "status" | "temporaryPasswordExpiresAt"> => ({
  status: "FORCE_CHANGE_PASSWORD",
  temporaryPasswordExpiresAt: context.clock.now() + temporaryPasswordDays(pool.settings) * 86_400_000,
});

/** Without a wish, by e-mail if the user has an address, else by telephone, else not at all. */
function invite(
  context: CognitoContext,
  pool: Pool,
  user: User,
  password: string,
  { Username: username, DesiredDeliveryMediums: wished }: CreateInput,
): CodeDelivery | undefined {
  const mediums = wished ?? ["EMAIL", "SMS"];
  const reach = mediums.includes("EMAIL") && user.attributes["email"] ? "email" : "phone_number";
  const reachable = user.attributes[reach] !== undefined && (reach === "email" || mediums.includes("SMS"));
  if (reachable) return sendInvitation(context, pool, user, reach, { username, password });
  if (wished === undefined) return undefined;
  throw new AwsError("CodeDeliveryFailureException", `The user has no address for ${wished.join(" or ")}.`);
}

/** An empty value deletes; a new address or number is unverified unless the same call says otherwise. */
function changed(user: User, changes: Readonly<Record<string, string>>): User["attributes"] {
  const unverified: Record<string, string> = {};
  for (const name of ["email", "phone_number"]) {
    if (changes[name] === undefined || changes[name] === user.attributes[name]) continue;
    unverified[`${name}_verified`] = changes[name] === "" ? "" : "false";
  }
  const merged = { ...user.attributes, ...unverified, ...changes };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ""));
}
