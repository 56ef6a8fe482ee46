import { readableAttributes } from "./clients.ts";
import type { Client, User } from "./state.ts";

const EMAIL = ["email", "email_verified"];
const PHONE = ["phone_number", "phone_number_verified"];
const PROFILE = new Set(
  `name family_name given_name middle_name nickname preferred_username profile picture website gender birthdate zoneinfo locale
   updated_at`.split(/\s+/),
);

/**
 * The attributes of a user that a token with these scopes reveals to this client, `sub` among them. `openid` alone reveals everything
 * that the client may read; `email`, `phone` and `profile` narrow it to what they name, custom attributes coming with `profile`.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
 */
export function revealedAttributes(
  client: Client,
  user: User,
  scopes: readonly string[],
): Readonly<Record<string, string>> {
  const readable = readableAttributes(client);
  const reveals = revealedBy(scopes);
  const shown = Object.entries(user.attributes).filter(([name]) => readable.has(name) && reveals(name));
  return { ...Object.fromEntries(shown), sub: user.sub };
}

function revealedBy(scopes: readonly string[]): (name: string) => boolean {
  const granted = new Set(scopes);
  if (!["email", "phone", "profile"].some((scope) => granted.has(scope))) return () => true;
  return (name) =>
    (granted.has("email") && EMAIL.includes(name)) ||
    (granted.has("phone") && PHONE.includes(name)) ||
    (granted.has("profile") && (PROFILE.has(name) || name.startsWith("custom:")));
}

/**
 * False when a scope names an attribute that the client may not read: Cognito then refuses the code with `invalid_grant`, for
 * example for `email` when `email_verified` is missing from `ReadAttributes`.
 */
export function canReadScopes(client: Client, scopes: readonly string[]): boolean {
  const readable = readableAttributes(client);
  const needed = [...(scopes.includes("email") ? EMAIL : []), ...(scopes.includes("phone") ? PHONE : [])];
  return needed.every((name) => readable.has(name));
}
