import { ADMIN_SCOPE, ADMINS_GROUP, type Scope, USERS_GROUP } from "@latchkey/contract/scopes";
import type { Caller, Owner } from "@latchkey/core/caller";
import { LatchkeyError } from "@latchkey/core/errors";

/** Claims as the gateway's JWT authorizer hands them over, after it checked signature, issuer, audience and expiry. */
export type Claims = Readonly<Record<string, unknown>>;

/** Who calls, and what the calling application may do. */
export interface Access {
  readonly caller: Caller;
  readonly scopes: ReadonlySet<string>;
}

/**
 * Turns a token's claims into a caller that may use a route. An ID token is refused, the scope has to be there exactly, and a
 * person (a token with `username`) has to be in `latchkey-users` or `latchkey-admins`, because Cognito grants scopes to
 * applications and not to people. `integrations/admin` makes a machine an admin; a person also has to be in `latchkey-admins`.
 * Throws `forbidden`, `missing-scope`, `missing-group`
 * (https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html).
 */
export function authorize(claims: Claims, needed: Scope): Access {
  if (claims["token_use"] !== "access")
    throw new LatchkeyError("forbidden", "This is not an access token. Send the access token, not the ID token.");
  const scopes = new Set(words(claims["scope"]));
  requireScope(scopes, needed);
  const person = typeof claims["username"] === "string";
  const groups = person ? groupsOf(claims["cognito:groups"]) : [];
  if (person) requireGroup(groups, needed);
  const admin = scopes.has(ADMIN_SCOPE) && (!person || groups.includes(ADMINS_GROUP));
  return { caller: { owner: ownerOf(claims, person), admin }, scopes };
}

/** Throws `missing-scope`; `instead` names a way that does without the scope. */
export function requireScope(
  scopes: ReadonlySet<string>,
  needed: Scope,
  instead?: { readonly parameter: string; readonly detail: string },
): void {
  if (scopes.has(needed)) return;
  const detail = `The token lacks the scope ${needed}.${instead === undefined ? "" : ` ${instead.detail}`}`;
  throw new LatchkeyError("missing-scope", detail, { errors: instead === undefined ? [] : [instead] });
}

function requireGroup(groups: readonly string[], needed: Scope): void {
  const admitting = needed === ADMIN_SCOPE ? [ADMINS_GROUP] : [USERS_GROUP, ADMINS_GROUP];
  if (admitting.some((group) => groups.includes(group))) return;
  throw new LatchkeyError(
    "missing-group",
    `You are not in the group ${admitting[0]}. Ask the operator of the user pool to add you, then sign in again.`,
  );
}

function ownerOf(claims: Claims, person: boolean): Owner {
  const id = person ? claims["sub"] : claims["client_id"];
  if (typeof id !== "string" || id === "")
    throw new LatchkeyError("forbidden", `The token lacks the claim ${person ? "sub" : "client_id"}.`);
  return person ? `user:${id}` : `client:${id}`;
}

/** HTTP APIs flatten a list claim to `[a b]`; group names hold no white space. Anything else is no group at all. */
function groupsOf(claim: unknown): readonly string[] {
  if (Array.isArray(claim)) return claim.filter((group) => typeof group === "string");
  return typeof claim === "string" && claim.startsWith("[") && claim.endsWith("]") ? words(claim.slice(1, -1)) : [];
}

const words = (claim: unknown): readonly string[] =>
  typeof claim === "string" ? claim.split(" ").filter((word) => word !== "") : [];
