import { strict as assert } from "node:assert";
import type { Artifact } from "@latchkey/core/payload";
import { createBrowser, signInThroughPages } from "@latchkey/local/demo/browser";
import type { ClientProcess } from "../harness/client-process.ts";
import type { ProofContext, ProofUser } from "../harness/proof.ts";
import { type SignedIn, signInWith, textMember } from "../harness/sign-in.ts";
import { openWith, type Registered } from "./ways.ts";

/** A context, and a user who has the attribute `name`, which the context's own has not. */
export interface Scene {
  readonly context: ProofContext;
  readonly named: ProofUser;
}

const NAME = "Nadia Named";

export async function setScene(context: ProofContext): Promise<Scene> {
  return { context, named: await context.addUser({ attributes: { name: NAME } }) };
}

/** Starts Pomerium with these artifacts, signs both users in, and the second one out again. Throws when anything of it goes wrong. */
export async function checkArtifacts(
  { context: { client, user }, named }: Scene,
  registered: Registered,
  artifacts: readonly Artifact[],
): Promise<void> {
  const { callbackUrl } = registered.pomeriumCase;
  await openWith(client, registered, artifacts);
  checkPerson(user, "", await signInWith(client, user, callbackUrl));
  await openWith(client, registered, artifacts);
  await checkSignOut(client, named, registered);
}

function checkPerson(user: ProofUser, name: string, { subject, email, answer, authorizationUrl }: SignedIn): void {
  assert.equal(subject, user.subject, "the user id is not the claim sub");
  assert.equal(email, user.email, "the e-mail address does not arrive");
  assert.equal(answer["name"], name, "the name does not arrive");
  assert.deepEqual(answer["groups"] ?? [], user.groups, "the groups do not arrive");
  const scopes = authorizationUrl.searchParams.get("scope")?.split(" ") ?? [];
  assert.ok(
    !scopes.includes("offline_access") && !scopes.includes("groups"),
    "a scope is asked for that Cognito refuses",
  );
}

/**
 * Signs in and out again, the same browser before Pomerium and before Cognito. Throws unless the browser ends on Pomerium's page for
 * those who have signed out, and both have forgotten the session.
 */
export async function checkSignOut(
  client: ClientProcess,
  user: ProofUser,
  { pomeriumCase: { callbackUrl, signedOutUrl } }: Registered,
): Promise<void> {
  const browser = createBrowser();
  const landed = await signInThroughPages(await urlOf(client, "login"), user, callbackUrl, browser);
  const answer = await client.ask({ do: "callback", url: landed });
  assert.equal(answer["name"], NAME, "the name does not arrive");
  await assert.rejects(urlOf(client, "login"), /the browser stays at Pomerium/, "Pomerium asks again at once");
  const left = await browser.open(await urlOf(client, "logout"));
  assert.equal(left.url, signedOutUrl, "Cognito does not lead back to the page for those who have signed out");
  assert.equal((await client.ask({ do: "visit", url: left.url }))["page"], "SignedOut");
  const after = await browser.open(await urlOf(client, "login"));
  assert.ok(after.forms.length > 0, "after the sign-out the browser is still signed in to Cognito");
}

const urlOf = async (client: ClientProcess, request: "login" | "logout"): Promise<string> =>
  textMember(await client.ask({ do: request }), "url");
