import type { CognitoState, User } from "../cognito/state.ts";

/**
 * The user of a stored session, code or token, by the exact user name: looking for aliases as well could find somebody else once the
 * user is gone. Undefined when there is none or it is disabled.
 */
export function enabledUser(state: CognitoState, poolId: string, username: string): User | undefined {
  const user = state.users.get(`${poolId}/${username}`);
  return user?.enabled === true ? user : undefined;
}
