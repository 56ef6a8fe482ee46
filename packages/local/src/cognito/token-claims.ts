import { preferredRole } from "./preferred-role.ts";
import { revealedAttributes } from "./revealed-attributes.ts";
import type { Client, CognitoState, Pool, User } from "./state.ts";
import type { ClaimOverrides, TokenOverrides } from "./token-overrides.ts";

export type Claims = Readonly<Record<string, unknown>>;

/** What the tokens of one sign-in are made from. */
export interface SignIn {
  readonly pool: Pool;
  readonly client: Client;
  readonly user: User;
  readonly scopes: readonly string[];
  readonly nonce?: string | undefined;
  /** When the user proved who they are, in epoch milliseconds. */
  readonly authTime: number;
  /** The sign-in that the tokens descend from, by which they are revoked together. */
  readonly originJti: string;
  /** The same in the ID and the access token that are issued together. */
  readonly eventId: string;
  /** The resource that the access token is bound to (RFC 8707). */
  readonly resource?: string | undefined;
  readonly overrides?: TokenOverrides | undefined;
}

/**
 * The claims of a user's access token, without those of every JWT. There is no `aud` unless a resource was asked for.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
 */
export function accessTokenClaims(signIn: SignIn): Claims {
  const { client, user, scopes, resource, overrides } = signIn;
  const claims = {
    ...commonClaims(signIn),
    token_use: "access",
    version: 2,
    client_id: client.id,
    username: user.username,
    scope: scopeClaim(scopes, overrides),
    ...(resource !== undefined && { aud: resource }),
  };
  return changed(claims, overrides?.accessToken);
}

/**
 * The claims of an ID token, without those of every JWT: the attributes that the scopes reveal, groups and roles only when there are any.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
 */
export function idTokenClaims(state: CognitoState, signIn: SignIn): Claims {
  const { client, user, scopes, nonce, overrides } = signIn;
  const attributes = revealedAttributes(client, user, scopes);
  const claims = {
    ...attributes,
    ...booleans(attributes),
    ...commonClaims(signIn),
    ...roleClaims(state, user, overrides),
    ...(user.identities.length > 0 && { identities: user.identities.map(identityClaim) }),
    token_use: "id",
    aud: client.id,
    "cognito:username": user.username,
    ...(nonce !== undefined && { nonce }),
  };
  return changed(claims, overrides?.idToken);
}

/** The claims of a machine's access token: `sub` is the client id, and nothing speaks of a user. */
export function clientCredentialsClaims(client: Client, scopes: readonly string[], overrides?: TokenOverrides): Claims {
  const scope = scopeClaim(scopes, overrides);
  return changed(
    { sub: client.id, token_use: "access", version: 2, client_id: client.id, scope },
    overrides?.accessToken,
  );
}

function commonClaims({ client, user, overrides, originJti, eventId, authTime }: SignIn): Claims {
  const groups = overrides?.groups ?? user.groups;
  return {
    sub: user.sub,
    ...(groups.length > 0 && { "cognito:groups": groups }),
    // Without revocation there is nothing to revoke by, and Cognito leaves the claim out.
    ...(client.settings.EnableTokenRevocation !== false && { origin_jti: originJti }),
    event_id: eventId,
    auth_time: Math.floor(authTime / 1000),
  };
}

/** Cognito stores attributes as strings; in ID tokens these two are JSON booleans. */
function booleans(attributes: Readonly<Record<string, string>>): Claims {
  const names = ["email_verified", "phone_number_verified"].filter((name) => attributes[name] !== undefined);
  return Object.fromEntries(names.map((name) => [name, attributes[name] === "true"]));
}

/** `primary` and `dateCreated` are strings in Cognito's tokens. */
function identityClaim({ userId, providerName, providerType, primary, createdAt }: User["identities"][number]): Claims {
  return { userId, providerName, providerType, issuer: null, primary: String(primary), dateCreated: String(createdAt) };
}

/** The roles of the user's groups, unless the PreTokenGeneration function replaced groups and roles together. */
function roleClaims(state: CognitoState, user: User, overrides: TokenOverrides | undefined): Claims {
  const groups = user.groups.flatMap((name) => state.groups.get(`${user.poolId}/${name}`) ?? []);
  const replaced = overrides?.groups !== undefined;
  const roles = replaced ? (overrides.roles ?? []) : groups.flatMap((group) => group.roleArn ?? []);
  const preferred = replaced ? overrides.preferredRole : preferredRole(groups);
  return {
    ...(roles.length > 0 && { "cognito:roles": [...new Set(roles)] }),
    ...(preferred !== undefined && { "cognito:preferred_role": preferred }),
  };
}

/** Suppressing `cognito:groups` takes the role claims with it. A claim that is both added and suppressed is suppressed. */
function changed(claims: Claims, change: ClaimOverrides | undefined): Claims {
  const suppressed = new Set(change?.suppress);
  if (suppressed.has("cognito:groups")) suppressed.add("cognito:roles").add("cognito:preferred_role");
  const all = Object.entries({ ...claims, ...change?.add });
  return Object.fromEntries(all.filter(([name]) => !suppressed.has(name)));
}

function scopeClaim(scopes: readonly string[], overrides: TokenOverrides | undefined): string {
  const suppressed = new Set(overrides?.accessToken.scopesToSuppress);
  const all = new Set([...scopes, ...(overrides?.accessToken.scopesToAdd ?? [])]);
  return [...all].filter((scope) => !suppressed.has(scope)).join(" ");
}
