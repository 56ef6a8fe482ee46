import type { Topics } from "../description.ts";
import type { GenericOidcInput } from "./settings.ts";

/** Where Cognito differs from what OpenID Connect libraries expect. */
export const cognitoTraps = ({ pool, settings }: GenericOidcInput): Topics => ({
  traps: [
    `The issuer ${pool.issuer} and the endpoints at ${pool.domain} are different hosts. A library that wants them to be the same needs the endpoints one by one, or that check switched off.`,
    "Callback URLs are compared character by character, including case, port, query and trailing slash.",
    "Ask for no scope but openid, email and profile. Any other, such as offline_access, groups or roles, makes Cognito refuse the whole request; a refresh token comes without offline_access.",
    "Discovery does not announce PKCE (code_challenge_methods_supported), but S256 works: switch it on where the application has a setting for it.",
    'userInfo answers email_verified and phone_number_verified as the strings "true" and "false"; the ID token has real booleans. Prefer the ID token if the application can choose.',
    "The user name is the claim cognito:username in the ID token and username in userInfo. name and preferred_username are there only if the user has them; email is the safe choice.",
    "The access token has no aud but client_id, and no e-mail address. Whatever checks aud has to take the ID token.",
    "A state that is URL-encoded JSON is not passed through intact; a library that builds one has to encode it as Base64.",
    "A user who comes through a federated provider may get a nonce in the ID token that the application never sent; let the library send and check one.",
  ],
  groups: [
    "The groups of a user are in the claim cognito:groups of the ID token and the access token, never in userInfo; without groups the claim is absent.",
  ],
  signOut: [
    "Signing out is not RP-initiated logout of OpenID Connect: Cognito ignores post_logout_redirect_uri and id_token_hint and wants client_id and logout_uri, as in the logout URL here. It does not sign out of a social or company provider behind Cognito.",
    ...(settings.logoutUrls.length === 0
      ? ["No logout URL is registered, so that Cognito's logout endpoint cannot send people back to the application."]
      : []),
  ],
});
