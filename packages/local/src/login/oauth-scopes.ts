import type { CognitoState } from "../cognito/state.ts";

const STANDARD = new Set(["openid", "email", "phone", "profile", "aws.cognito.signin.user.admin"]);

/** The words of a `scope` parameter (RFC 6749, section 3.3), each once. */
export function parseScopes(text: string | null | undefined): readonly string[] {
  return [...new Set((text ?? "").split(" ").filter((word) => word !== ""))];
}

/** Whether Cognito knows the scope: its own, or one of a resource server of the pool. Clients may keep the name of one that is gone. */
export function scopeExists(state: CognitoState, poolId: string, scope: string): boolean {
  if (STANDARD.has(scope)) return true;
  // The identifier of a resource server may be a URL; a scope's own name has no slash.
  const slash = scope.lastIndexOf("/");
  const server = state.resourceServers.get(`${poolId}/${scope.slice(0, Math.max(slash, 0))}`);
  return server?.scopes.some(({ ScopeName }) => ScopeName === scope.slice(slash + 1)) === true;
}
