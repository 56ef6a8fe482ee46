/** Privilege groups: one Lambda function with its own rights each. */
export type Group = "read" | "write" | "reveal" | "inspect";

/** Scopes of our resource server: what the calling application may do. */
export const scopes = [
  "integrations/read",
  "integrations/write",
  "integrations/rotate",
  "integrations/reveal",
  "integrations/admin",
] as const;

export type Scope = (typeof scopes)[number];

/** Lets an answer hold a live client secret; needed besides a route's own scope. */
export const REVEAL_SCOPE = "integrations/reveal" satisfies Scope;
/** Sees and changes the integrations of all owners. */
export const ADMIN_SCOPE = "integrations/admin" satisfies Scope;

/** Cognito groups that a person needs besides the calling application's scope. */
export const USERS_GROUP = "latchkey-users";
export const ADMINS_GROUP = "latchkey-admins";
