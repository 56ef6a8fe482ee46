import type { ExternalIdentity } from "@latchkey/core/ports/user-directory";

/** Cognito's own names of social providers, which it may write in lower case in user names. */
const SOCIAL: readonly string[] = ["Facebook", "Google", "LoginWithAmazon", "SignInWithApple"];

/**
 * Reads the user name that Cognito gives a person from an external provider, `<provider>_<subject>`: split at the first underscore only,
 * because subjects hold more of them. `providers` are those that the deployment knows; the name is written as there, whatever its case
 * here. Undefined for a user name that has no such form.
 */
export function externalIdentity(username: string, providers: readonly string[]): ExternalIdentity | undefined {
  const at = username.indexOf("_");
  if (at < 1 || at === username.length - 1) return undefined;
  const name = username.slice(0, at);
  const folded = name.toLowerCase();
  const provider = [...providers, ...SOCIAL].find((known) => known.toLowerCase() === folded) ?? name;
  return { provider, subject: username.slice(at + 1) };
}
