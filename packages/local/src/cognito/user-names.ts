import { AwsError } from "../kernel/aws-error.ts";
import type { CognitoContext } from "./context.ts";
import { invalidParameter } from "./errors.ts";
import { isCaseSensitive, usersOf } from "./pools.ts";
import { isEmail, isPhoneNumber } from "./schema.ts";
import type { Pool, User } from "./state.ts";

type Attributes = Readonly<Record<string, string>>;

/** Attributes whose value can stand for the user name. */
const ALIASES = ["email", "phone_number", "preferred_username"] as const;
type Alias = (typeof ALIASES)[number];

const isAlias = (name: string): name is Alias => ALIASES.some((alias) => alias === name);

/** How the pool compares names: as they are, or ignoring case. */
export function foldOf(pool: Pool): (name: string) => string {
  return isCaseSensitive(pool) ? (name) => name : (name) => name.toLowerCase();
}

/**
 * Everything by which a user can be named: user name and `sub`; in a pool with `UsernameAttributes` also those attributes, verified or
 * not; in a pool with `AliasAttributes` those that are verified. Federated users have only their user name.
 */
export function namesOf(pool: Pool, user: Pick<User, "username" | "sub" | "status" | "attributes">): readonly string[] {
  const own = [user.username, user.sub];
  if (user.status === "EXTERNAL_PROVIDER") return own;
  const { attributes } = user;
  const asUsername = (pool.settings.UsernameAttributes ?? []).flatMap((name) => attributes[name] ?? []);
  const verified = (pool.settings.AliasAttributes ?? []).filter((name) => isVerifiedAlias(name, attributes));
  return [...own, ...asUsername, ...verified.flatMap((name) => attributes[name] ?? [])];
}

const isVerifiedAlias = (name: string, attributes: Attributes): boolean =>
  name === "preferred_username" || attributes[`${name}_verified`] === "true";

/** The user name and the attributes of a new user, as the pool stores them. */
export interface NewIdentity {
  readonly username: string;
  readonly attributes: Attributes;
}

/**
 * Reads the `Username` of a sign-up or AdminCreateUser. In a pool with `UsernameAttributes` it is an e-mail address or telephone
 * number, which becomes that attribute, and `sub` becomes the user name. Throws `InvalidParameterException`.
 */
export function newIdentity(pool: Pool, username: string, sub: string, attributes: Attributes): NewIdentity {
  const allowed = pool.settings.UsernameAttributes ?? [];
  if (allowed.length === 0) {
    assertNotAlias(pool, username);
    return { username: foldOf(pool)(username), attributes };
  }
  const kind = allowed.find((name) => (name === "email" ? isEmail(username) : isPhoneNumber(username)));
  if (kind === undefined) throw invalidParameter(usernameRule(allowed));
  const given = attributes[kind];
  if (given !== undefined && foldOf(pool)(given) !== foldOf(pool)(username)) {
    throw invalidParameter(`The value of the attribute ${kind} must be the user name.`);
  }
  return { username: sub, attributes: { ...attributes, [kind]: given ?? username } };
}

function usernameRule(allowed: readonly string[]): string {
  if (allowed.length > 1) return "Username should be either an email or a phone number.";
  return allowed[0] === "email" ? "Username should be an email." : "Username should be a phone number.";
}

/** A user name in the form of an alias could collide with somebody's alias. */
function assertNotAlias(pool: Pool, username: string): void {
  const aliases = pool.settings.AliasAttributes ?? [];
  const asEmail = aliases.includes("email") && isEmail(username);
  if (!asEmail && !(aliases.includes("phone_number") && isPhoneNumber(username))) return;
  const alias = asEmail ? "email" : "phone number";
  throw invalidParameter(`Username cannot be of ${alias} format, since user pool is configured for ${alias} alias.`);
}

/** Throws `UsernameExistsException` when the name, or an attribute that serves as name, belongs to somebody. */
export function assertNameIsFree(context: CognitoContext, pool: Pool, identity: NewIdentity, taken: string): void {
  const fold = foldOf(pool);
  const users = usersOf(context, pool.id);
  if (users.some((user) => fold(user.username) === fold(identity.username))) {
    throw new AwsError("UsernameExistsException", taken);
  }
  for (const name of pool.settings.UsernameAttributes ?? []) {
    if (isAlias(name) && ownerOf(context, pool, name, identity.attributes[name]) !== undefined) {
      const kind = name === "phone_number" ? "phone_number" : "email";
      throw new AwsError("UsernameExistsException", `An account with the given ${kind} already exists.`);
    }
  }
}

/** The user who can be named by this value of the attribute. */
export function ownerOf(
  context: CognitoContext,
  pool: Pool,
  attribute: string,
  value: string | undefined,
): User | undefined {
  if (value === undefined) return undefined;
  const fold = foldOf(pool);
  const holders = usersOf(context, pool.id).filter(
    (user) => user.attributes[attribute] !== undefined && fold(user.attributes[attribute]) === fold(value),
  );
  return holders.find((user) => namesOf(pool, user).includes(user.attributes[attribute] ?? ""));
}

/**
 * Called when an attribute of a user becomes verified or changes: when somebody else can already be named by its value, either throws
 * `AliasExistsException` or, when `force`, takes the alias from the other user, whose attribute becomes unverified.
 */
export function claimAliases(
  context: CognitoContext,
  pool: Pool,
  user: Pick<User, "username" | "sub" | "status" | "attributes">,
  force: boolean,
): void {
  const serving = [...(pool.settings.UsernameAttributes ?? []), ...(pool.settings.AliasAttributes ?? [])];
  for (const name of serving) {
    const value = user.attributes[name];
    if (value === undefined || !namesOf(pool, user).includes(value)) continue;
    const owner = ownerOf(context, pool, name, value);
    if (owner === undefined || owner.username === user.username) continue;
    if (!force || name === "preferred_username") {
      throw new AwsError("AliasExistsException", `An account with the ${name} already exists.`);
    }
    const attributes = { ...owner.attributes, [`${name}_verified`]: "false" };
    context.state.users.put(`${pool.id}/${owner.username}`, { ...owner, attributes });
  }
}
