/** `client:<client_id>` (a machine) or `user:<sub>` (a person): who registered an integration. */
export type Owner = `client:${string}` | `user:${string}`;

/** Who calls, as the access token says. Ownership follows from it; scopes and groups are checked at the HTTP edge. */
export interface Caller {
  readonly owner: Owner;
  /** Sees and changes the integrations of all owners. */
  readonly admin: boolean;
}

export const maySee = (caller: Caller, owner: Owner): boolean => caller.admin || caller.owner === owner;
