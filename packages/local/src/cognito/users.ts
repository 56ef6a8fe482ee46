import { randomUUID } from "node:crypto";
import { AwsError } from "../kernel/aws-error.ts";
import { hidesUserExistence, writableAttributes } from "./clients.ts";
import { assertCode, codeMismatch, expiredCode, withNewCode, withoutCode } from "./codes.ts";
import type { CognitoContext } from "./context.ts";
import { invalidParameter, notAuthorized, userNotFound } from "./errors.ts";
import { type CodeDelivery, deliveryTo, reachOf, sendPasswordReset, sendVerification } from "./mail.ts";
import { assertPassword, isPassword, passwordRecord } from "./passwords.ts";
import { requirePool, usersOf } from "./pools.ts";
import { assertConforms, assertRequired, isPhoneNumber } from "./schema.ts";
import type { Client, Pool, User } from "./state.ts";
import { type PreSignUpDecision, postConfirmation, preSignUp } from "./triggers.ts";
import { assertNameIsFree, claimAliases, foldOf, namesOf, newIdentity } from "./user-names.ts";

type StringMap = Readonly<Record<string, string>>;

/** Whose client asks, about whom. */
export interface UserRequest {
  readonly pool: Pool;
  readonly client: Client;
  /** Whatever the user typed: user name, `sub` or alias. */
  readonly username: string;
  readonly clientMetadata?: StringMap | undefined;
}

const keyOf = (user: Pick<User, "poolId" | "username">): string => `${user.poolId}/${user.username}`;

/**
 * Finds a user by user name, `sub`, or an attribute that serves as name in this pool. Ignores case unless the pool is configured to be
 * case-sensitive.
 */
export function findUser(context: CognitoContext, poolId: string, login: string): User | undefined {
  const pool = context.state.pools.get(poolId);
  if (pool === undefined) return undefined;
  const fold = foldOf(pool);
  const direct = context.state.users.get(`${poolId}/${login}`);
  if (direct !== undefined) return direct;
  return usersOf(context, poolId).find((user) => namesOf(pool, user).some((name) => fold(name) === fold(login)));
}

/** The user whom an administrative call names, or `ResourceNotFoundException` or `UserNotFoundException`. */
export function requireUser(
  context: CognitoContext,
  { UserPoolId, Username }: { readonly UserPoolId: string; readonly Username: string },
): User {
  const user = findUser(context, requirePool(context, UserPoolId).id, Username);
  if (user === undefined) throw userNotFound();
  return user;
}

/** Replaces members of a user record, as it is now, and answers the new one. Throws `UserNotFoundException` when it is gone. */
export function updateUser(
  context: CognitoContext,
  user: Pick<User, "poolId" | "username">,
  change: Partial<User>,
): User {
  const current = context.state.users.get(keyOf(user));
  if (current === undefined) throw userNotFound();
  const updated: User = { ...current, ...change, modifiedAt: context.clock.now() };
  context.state.users.put(keyOf(user), updated);
  return updated;
}

/**
 * Registers a user, as the SignUp operation and the sign-up page do: policy, PreSignUp, mail with a code, and PostConfirmation when the
 * function confirms at once. Throws `NotAuthorizedException`, `InvalidParameterException`, `InvalidPasswordException`,
 * `UsernameExistsException`, `AliasExistsException` and the triggers' errors.
 */
export async function signUp(
  context: CognitoContext,
  request: UserRequest & {
    readonly password: string;
    readonly attributes: StringMap;
    readonly validationData?: StringMap | undefined;
  },
): Promise<{ readonly user: User; readonly confirmed: boolean; readonly delivery?: CodeDelivery }> {
  const { pool, client } = request;
  if (pool.settings.AdminCreateUserConfig?.AllowAdminCreateUserOnly === true) {
    throw notAuthorized("SignUp is not permitted for this user pool");
  }
  const sub = randomUUID();
  const identity = newIdentity(pool, request.username, sub, request.attributes);
  assertConforms(pool, identity.attributes);
  assertWritable(client, request.attributes);
  assertRequired(pool, identity.attributes);
  assertPassword(pool, request.password);
  assertNameIsFree(context, pool, identity, "User already exists");
  const decision = await preSignUp(context, { ...request, ...identity, source: "PreSignUp_SignUp" });
  const secrets = await passwordRecord(pool, identity.username, request.password);
  // Somebody else may have taken the name while the function ran.
  assertNameIsFree(context, pool, identity, "User already exists");
  const user = newUser(context, pool, {
    ...identity,
    sub,
    status: decision.autoConfirmUser ? "CONFIRMED" : "UNCONFIRMED",
    attributes: { ...identity.attributes, ...verifiedAttributes(identity.attributes, decision) },
    signUpClientId: client.id,
    ...secrets,
  });
  claimAliases(context, pool, user, true);
  context.state.users.put(keyOf(user), user);
  if (!decision.autoConfirmUser) return { user, confirmed: false, ...sendSignUpCode(context, pool, user) };
  const confirmed = await postConfirmation(context, { ...request, source: "PostConfirmation_ConfirmSignUp", user });
  return { user: confirmed, confirmed: true };
}

/** A new user record with `sub` among its attributes. */
export function newUser(
  context: CognitoContext,
  pool: Pool,
  given: Pick<User, "username" | "sub" | "status" | "attributes"> & Partial<User>,
): User {
  const now = context.clock.now();
  return {
    poolId: pool.id,
    enabled: true,
    groups: [],
    codes: {},
    identities: [],
    createdAt: now,
    modifiedAt: now,
    ...given,
    attributes: { sub: given.sub, ...given.attributes },
  };
}

/** The attributes exist in the pool: `assertConforms` has been asked. */
function assertWritable(client: Client, attributes: StringMap): void {
  const writable = writableAttributes(client);
  if (Object.keys(attributes).every((name) => writable.has(name))) return;
  throw notAuthorized("A client attempted to write unauthorized attribute");
}

function verifiedAttributes(attributes: StringMap, decision: PreSignUpDecision): StringMap {
  const verified = (name: string, auto: boolean): StringMap => {
    if (attributes[name] !== undefined) return { [`${name}_verified`]: String(auto) };
    if (!auto) return {};
    throw new AwsError("InvalidLambdaResponseException", `Cannot verify ${name}: the user has no such attribute`);
  };
  return {
    ...verified("email", decision.autoVerifyEmail),
    ...verified("phone_number", decision.autoVerifyPhone),
  };
}

function sendSignUpCode(context: CognitoContext, pool: Pool, user: User): { readonly delivery?: CodeDelivery } {
  const reach = reachOf(pool, user);
  if (reach === undefined) return {};
  const { code, codes } = withNewCode(context, user, "signUp");
  updateUser(context, user, { codes });
  return { delivery: sendVerification(context, pool, user, reach, code) };
}

/**
 * Confirms a sign-up with the code of the mail, verifies the attribute that the code went to, and runs PostConfirmation. The user is
 * confirmed even when that function throws. Throws `CodeMismatchException`, `ExpiredCodeException`, `AliasExistsException`,
 * `NotAuthorizedException`, `UserNotFoundException` and the trigger's errors.
 */
export async function confirmSignUp(
  context: CognitoContext,
  request: UserRequest & { readonly code: string; readonly forceAliasCreation?: boolean | undefined },
): Promise<User> {
  const { pool, client } = request;
  const user = findUser(context, pool.id, request.username);
  if (user === undefined) throw hidesUserExistence(client) ? expiredCode() : unknownToClient();
  if (!user.enabled) throw notAuthorized("User is disabled.");
  if (user.status !== "UNCONFIRMED") throw cannotBeConfirmed(user);
  assertCode(context, user, "signUp", request.code);
  const reach = reachOf(pool, user);
  const verified = reach === undefined ? {} : { [`${reach}_verified`]: "true" };
  const confirmed: User = { ...user, status: "CONFIRMED", attributes: { ...user.attributes, ...verified } };
  claimAliases(context, pool, confirmed, request.forceAliasCreation === true);
  const { status, attributes } = confirmed;
  const stored = updateUser(context, user, { status, attributes, codes: withoutCode(user, "signUp") });
  return postConfirmation(context, { ...request, source: "PostConfirmation_ConfirmSignUp", user: stored });
}

/** Why ConfirmSignUp and AdminConfirmSignUp refuse a user who is not waiting for it. */
export const cannotBeConfirmed = (user: User): AwsError =>
  notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);

/** Sends a new sign-up code. Throws `InvalidParameterException` when there is nothing to confirm or nowhere to send to. */
export function resendConfirmationCode(context: CognitoContext, request: UserRequest): CodeDelivery {
  const { pool, client, username } = request;
  const user = findUser(context, pool.id, username);
  if (user === undefined) {
    if (hidesUserExistence(client)) return simulatedDelivery(username);
    throw unknownToClient();
  }
  if (user.status !== "UNCONFIRMED") throw invalidParameter("User is already confirmed.");
  const { delivery } = sendSignUpCode(context, pool, user);
  if (delivery === undefined) throw invalidParameter("Auto verification not turned on.");
  return delivery;
}

export type SignIn = { readonly kind: "signed-in" | "new-password"; readonly user: User };

/**
 * Checks a password. `new-password` means that it is right but temporary: the user must set a new one (`setNewPassword`). Throws
 * `NotAuthorizedException`, `UserNotFoundException`, `UserNotConfirmedException` or `PasswordResetRequiredException`.
 */
export async function authenticate(
  context: CognitoContext,
  request: UserRequest & { readonly password: string },
): Promise<SignIn> {
  const user = findUser(context, request.pool.id, request.username);
  if (user === undefined && !hidesUserExistence(request.client)) throw userNotFound();
  if (user === undefined || !(await isPassword(user, request.password))) throw wrongPassword();
  return admitted(context, user);
}

/** What every sign-in with a proven password still has to ask. */
export function admitted(context: CognitoContext, user: User): SignIn {
  if (!user.enabled) throw notAuthorized("User is disabled.");
  if (user.status === "UNCONFIRMED") throw new AwsError("UserNotConfirmedException", "User is not confirmed.");
  if (user.status === "RESET_REQUIRED") {
    throw new AwsError("PasswordResetRequiredException", "Password reset required for the user");
  }
  if (user.status !== "FORCE_CHANGE_PASSWORD") return { kind: "signed-in", user };
  if ((user.temporaryPasswordExpiresAt ?? Number.POSITIVE_INFINITY) <= context.clock.now()) {
    throw notAuthorized("Temporary password has expired and must be reset by an administrator.");
  }
  return { kind: "new-password", user };
}

/** The one answer to a wrong password and, where the client hides it, to an unknown user. */
export const wrongPassword = (): AwsError => notAuthorized("Incorrect username or password.");

/**
 * Replaces a temporary password after `authenticate` answered `new-password`, which confirms the user without PostConfirmation.
 * Throws `InvalidPasswordException`, `InvalidParameterException` for attributes, and `NotAuthorizedException` in any other state.
 */
export async function setNewPassword(
  context: CognitoContext,
  request: UserRequest & { readonly newPassword: string; readonly attributes?: StringMap },
): Promise<User> {
  const { pool, client, newPassword, attributes = {} } = request;
  const user = findUser(context, pool.id, request.username);
  if (user?.status !== "FORCE_CHANGE_PASSWORD") throw notAuthorized("User is not in a state to set a new password.");
  assertPassword(pool, newPassword);
  assertConforms(pool, attributes);
  assertWritable(client, attributes);
  assertRequired(pool, { ...user.attributes, ...attributes });
  const secrets = await passwordRecord(pool, user.username, newPassword);
  const merged = { ...user.attributes, ...attributes };
  return updateUser(context, user, { ...secrets, status: "CONFIRMED", attributes: merged });
}

/**
 * Mails a code with which the user can set a password. A client that hides unknown users gets an invented delivery for them. Throws
 * `UserNotFoundException`, `NotAuthorizedException` and `InvalidParameterException`.
 */
export function forgotPassword(context: CognitoContext, request: UserRequest): CodeDelivery {
  const { pool, client, username } = request;
  assertSelfRecovery(pool);
  const user = findUser(context, pool.id, username);
  const hidden = hidesUserExistence(client);
  if (hidden && (user?.enabled !== true || verifiedReach(user) === undefined)) return simulatedDelivery(username);
  if (user === undefined) throw unknownToClient();
  return sendResetCode(context, pool, user);
}

/**
 * Mails the same code on behalf of an administrator, and lets no sign-in succeed until it was used. Throws `NotAuthorizedException` and
 * `InvalidParameterException`.
 */
export function resetPassword(context: CognitoContext, pool: Pool, user: User): void {
  assertSelfRecovery(pool);
  sendResetCode(context, pool, user);
  updateUser(context, user, { status: "RESET_REQUIRED" });
}

function sendResetCode(context: CognitoContext, pool: Pool, user: User): CodeDelivery {
  if (!user.enabled) throw notAuthorized("User is disabled.");
  if (user.status === "FORCE_CHANGE_PASSWORD" || user.status === "EXTERNAL_PROVIDER") {
    throw notAuthorized("User password cannot be reset in the current state.");
  }
  const reach = verifiedReach(user);
  if (reach === undefined) {
    throw invalidParameter(
      "Cannot reset password for the user as there is no registered/verified email or phone_number",
    );
  }
  const { code, codes } = withNewCode(context, user, "forgotPassword");
  updateUser(context, user, { codes });
  return sendPasswordReset(context, pool, user, reach, code);
}

function assertSelfRecovery(pool: Pool): void {
  // The service model has checked the members of the setting.
  const setting = pool.settings["AccountRecoverySetting"] as { RecoveryMechanisms?: { Name: string }[] } | undefined;
  if (setting?.RecoveryMechanisms?.some(({ Name }) => Name === "admin_only")) {
    throw notAuthorized("Contact administrator to reset password.");
  }
}

function verifiedReach(user: User): "email" | "phone_number" | undefined {
  if (user.attributes["email_verified"] === "true") return "email";
  return user.attributes["phone_number_verified"] === "true" ? "phone_number" : undefined;
}

/**
 * Sets a new password with the code of `forgotPassword` and runs PostConfirmation. Throws `CodeMismatchException`,
 * `ExpiredCodeException`, `InvalidPasswordException`, `UserNotFoundException` and the trigger's errors.
 */
export async function confirmForgotPassword(
  context: CognitoContext,
  request: UserRequest & { readonly code: string; readonly newPassword: string },
): Promise<User> {
  const { pool, client } = request;
  const user = findUser(context, pool.id, request.username);
  const hidden = hidesUserExistence(client);
  if (user === undefined) throw hidden ? codeMismatch() : unknownToClient();
  if (!user.enabled) throw hidden ? codeMismatch() : notAuthorized("User is disabled.");
  assertCode(context, user, "forgotPassword", request.code);
  assertPassword(pool, request.newPassword);
  // Used up before the hash is awaited, so that one code sets one password.
  updateUser(context, user, { codes: withoutCode(user, "forgotPassword") });
  const secrets = await passwordRecord(pool, user.username, request.newPassword);
  const stored = updateUser(context, user, { ...secrets, status: "CONFIRMED" });
  return postConfirmation(context, { ...request, source: "PostConfirmation_ConfirmForgotPassword", user: stored });
}

/** How confirmation and recovery report an unknown user to a client that may know. */
const unknownToClient = (): AwsError =>
  new AwsError("UserNotFoundException", "Username/client id combination not found.");

const simulatedDelivery = (username: string): CodeDelivery =>
  isPhoneNumber(username) ? deliveryTo("phone_number", username) : deliveryTo("email", username);
