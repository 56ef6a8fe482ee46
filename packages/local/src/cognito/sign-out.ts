import type { CognitoContext } from "./context.ts";
import type { User } from "./state.ts";
import { updateUser } from "./users.ts";

/** Revokes every refresh token of one sign-in, and with it the access tokens that name it in `origin_jti`. */
export function revokeSignIn(context: CognitoContext, originJti: string): void {
  for (const [value, token] of context.state.refreshTokens.entries()) {
    if (token.originJti === originJti) context.state.refreshTokens.put(value, { ...token, revoked: true });
  }
}

/** Signs a user out everywhere: refresh tokens and access tokens are revoked, login sessions and pending codes end. */
export function signOutEverywhere(context: CognitoContext, user: User): void {
  const { refreshTokens, sessions, codes } = context.state;
  const isOwn = (of: { readonly poolId: string; readonly username: string }): boolean =>
    of.poolId === user.poolId && of.username === user.username;
  for (const [value, token] of refreshTokens.entries()) {
    if (isOwn(token)) refreshTokens.put(value, { ...token, revoked: true });
  }
  for (const collection of [sessions, codes]) {
    for (const [value, entry] of collection.entries()) {
      if (isOwn(entry)) collection.delete(value);
    }
  }
  updateUser(context, user, { signedOutAt: context.clock.now() });
}

/** Deletes a user, and everything by which the user could go on acting. */
export function deleteUser(context: CognitoContext, user: User): void {
  const { users, refreshTokens, sessions, codes, challenges } = context.state;
  for (const collection of [refreshTokens, sessions, codes, challenges]) {
    for (const [value, entry] of collection.entries()) {
      if (entry.poolId === user.poolId && entry.username === user.username) collection.delete(value);
    }
  }
  users.delete(`${user.poolId}/${user.username}`);
}
