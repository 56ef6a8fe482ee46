import type { RelyingParty } from "./relying-party.ts";

/** The values of a relying party that a sign-in uses. */
export const damageable = [
  "clientId",
  "clientSecret",
  "redirectUri",
  "scope",
  "pkce",
  "subjectClaim",
  "requiredClaim",
  "issuer",
  "authorizationEndpoint",
  "tokenEndpoint",
  "userInfoEndpoint",
  "jwksUri",
] as const satisfies readonly (keyof RelyingParty)[];

export type Damageable = (typeof damageable)[number];

/** The same relying party with one value wrong, if it has that value: to see that the demo notices. */
export function damaged(party: RelyingParty, field: Damageable | undefined): RelyingParty {
  if (field === undefined || party[field] === undefined) return party;
  // Where the product knows no PKCE, there is nothing to get wrong.
  if (field === "pkce") return party.pkce === "unsupported" ? party : { ...party, pkce: !party.pkce };
  return { ...party, [field]: `${party[field]}x` };
}
