import { invalidParameter } from "./errors.ts";
import { nameList } from "./name-list.ts";
import type { User } from "./state.ts";

/** https://docs.aws.amazon.com/cognito/latest/developerguide/how-to-manage-user-accounts.html#cognito-user-pools-searching-for-users-using-listusers-api */
const SEARCHABLE = new Set(
  nameList(`
      username email phone_number name given_name family_name preferred_username cognito:user_status
      status sub
    `),
);

/** `attribute = "value"` or `attribute ^= "value"`; a quote in the value is escaped with a backslash. */
const FILTER = /^\s*"?([\w:]+)"?\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*$/;

/**
 * Reads the `Filter` of ListUsers: equality or a prefix of one attribute; an empty one finds everybody. User names are compared by case,
 * everything else as `fold` does. Throws `InvalidParameterException`.
 */
export function userFilter(filter: string | undefined, fold: (value: string) => string): (user: User) => boolean {
  if (filter === undefined || filter.trim() === "") return () => true;
  const [, name, operator, quoted] = FILTER.exec(filter) ?? [];
  if (name === undefined || quoted === undefined) throw invalidParameter("Error while parsing filter.");
  if (!SEARCHABLE.has(name)) throw invalidParameter(`Invalid search attribute: ${name}`);
  const normalise = name === "username" ? (value: string): string => value : fold;
  const wanted = normalise(quoted.replaceAll(/\\(.)/g, "$1"));
  return (user) => {
    const value = searched(user, name);
    if (value === undefined) return false;
    return operator === "=" ? normalise(value) === wanted : normalise(value).startsWith(wanted);
  };
}

function searched(user: User, name: string): string | undefined {
  if (name === "username") return user.username;
  if (name === "cognito:user_status") return user.status;
  if (name === "status") return user.enabled ? "Enabled" : "Disabled";
  return user.attributes[name];
}
