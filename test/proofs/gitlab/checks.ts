import { strict as assert } from "node:assert";
import type { Artifact } from "@latchkey/core/payload";
import { createBrowser, signInThroughPages } from "@latchkey/local/demo/browser";
import type { ProofContext, ProofUser, Registration } from "../harness/proof.ts";
import { type SignedIn, signInWith, textMember } from "../harness/sign-in.ts";
import type { GitLabCase } from "./cases.ts";
import { type OpenGitLab, openWith } from "./installation.ts";

/** A registered case. */
export interface Registered {
  readonly gitLabCase: GitLabCase;
  readonly registration: Registration;
}

type Context = Pick<ProofContext, "client" | "user">;

/**
 * Reads the artifacts of one installation and signs people in with them: one without a name, one with. Throws when GitLab would know
 * them by anything but their `sub`, would not have their address or a name, or would treat new users otherwise than was asked for.
 */
export async function checkSignIn(
  { client, user }: Context,
  named: ProofUser,
  registered: Registered,
  artifacts: readonly Artifact[],
): Promise<void> {
  const { gitLabCase, registration } = registered;
  const { button, omniauth } = await openWith(client, registration, artifacts);
  assert.equal(button, gitLabCase.button, "the button says something else");
  checkSettings(gitLabCase, omniauth);
  checkPerson(gitLabCase, user, await signInWith(client, user, gitLabCase.callbackUrl));
  if (gitLabCase.strategy !== "openid_connect") return;
  const { answer } = await signInWith(client, named, gitLabCase.callbackUrl);
  assert.equal(answer["name"], NAME, "the name does not arrive");
}

/** The `name` of the user who has one. */
export const NAME = "Nadia Named";

/** PKCE is read from the settings for OpenID Connect, whose strategy in Debian cannot do it; GitLab's own can. */
function checkSettings({ strategy }: GitLabCase, omniauth: OpenGitLab["omniauth"]): void {
  // Parse boundary: the shape that GitLab's settings have.
  const [provider] = omniauth["providers"] as readonly { readonly args: Readonly<Record<string, unknown>> }[];
  if (strategy === "openid_connect") assert.equal(provider?.args["pkce"], true, "PKCE is not switched on");
}

function checkPerson(
  gitLabCase: GitLabCase,
  user: ProofUser,
  { subject, email, answer, authorizationUrl }: SignedIn,
): void {
  const asked = authorizationUrl.searchParams;
  assert.equal(subject, user.subject, "the uid is not the claim sub");
  assert.equal(email, user.email, "the e-mail address does not arrive");
  assert.equal(answer["created"], true, "a new user is turned away");
  assert.equal(answer["blocked"], gitLabCase.blocked, "new users are held, or not, against the setting");
  assert.equal(answer["linkedByEmail"], gitLabCase.linkedByEmail, "users are linked, or not, against the setting");
  if (gitLabCase.strategy === "openid_connect") {
    assert.ok(asked.get("nonce"), "the authorization request has no nonce");
    assert.deepEqual(answer["groups"], user.groups, "the groups do not arrive");
  } else {
    assert.equal(asked.get("code_challenge_method"), "S256", "the authorization request has no PKCE challenge");
    assert.ok(asked.get("code_challenge"), "the authorization request has no PKCE challenge");
    assert.equal(answer["name"], user.email, "a user without a name gets none from the e-mail address");
    assert.equal(answer["username"], user.email, "the nickname is not the e-mail address");
  }
}

/** The page that the sign-out artifact enters. */
export function signOutUrl({ body }: Artifact): string {
  // Parse boundary: the artifact's documented form, checked below.
  const fields = JSON.parse(body) as readonly { readonly label: string; readonly value: string }[];
  assert.deepEqual(
    fields.map(({ label }) => label),
    ["Sign-out page URL"],
    "there is no such field in GitLab",
  );
  return fields[0]?.value ?? "";
}

/** Follows the sign-out artifact as GitLab does. Throws unless the Cognito session ends and the browser comes back to GitLab. */
export async function checkSignOut(
  { client, user }: Context,
  registered: Registered,
  artifact: Artifact,
): Promise<void> {
  const { callbackUrl, signedOutUrl } = registered.gitLabCase;
  const browser = createBrowser();
  const begin = async (): Promise<string> => textMember(await client.ask({ do: "login" }), "url");
  await signInThroughPages(await begin(), user, callbackUrl, browser);
  const again = await browser.open(await begin());
  assert.ok(again.url.startsWith(callbackUrl), "signed in, the browser is asked for the password again");
  const left = await browser.open(signOutUrl(artifact));
  assert.equal(left.url, signedOutUrl, "the sign-out does not lead back to GitLab's sign-in page");
  const after = await browser.open(await begin());
  assert.ok(after.forms.length > 0, "after the sign-out the browser is still signed in to Cognito");
}
