import { strict as assert } from "node:assert";
import type { Artifact } from "@latchkey/core/payload";
import { createBrowser, signInThroughPages } from "@latchkey/local/demo/browser";
import type { ClientProcess } from "../harness/client-process.ts";
import type { ProofContext, ProofUser } from "../harness/proof.ts";
import { type SignedIn, signInWith, textMember } from "../harness/sign-in.ts";
import type { CellsCase } from "./cases.ts";
import { BUILT_IN, openWith, type Registered, type Way } from "./ways.ts";

/** A context, and a user who has the attribute `name`, which the context's own has not. */
export interface Scene {
  readonly context: ProofContext;
  readonly named: ProofUser;
}

export async function setScene(context: ProofContext): Promise<Scene> {
  return { context, named: await context.addUser({ attributes: { name: "Nadia Named" } }) };
}

/**
 * Configures Cells in one way and signs both users in. Throws when the connectors are not the built-in one and ours, in this order,
 * or when Cells would not know somebody by the right id, user name, e-mail address and roles.
 */
export async function checkSignIn(
  { context, named }: Scene,
  { cellsCase, registration }: Registered,
  way: Way,
  artifacts: readonly Artifact[],
): Promise<void> {
  const { client, user } = context;
  assert.deepEqual(await openWith(client, cellsCase, way, artifacts), [
    BUILT_IN,
    { id: way.id, name: cellsCase.label, type: "oidc" },
  ]);
  for (const artifact of artifacts) checkSensitive(artifact, registration.clientSecret);
  for (const person of [user, named])
    checkPerson(cellsCase, way, person, await signInWith(client, person, cellsCase.callbackUrl));
}

function checkPerson(
  cellsCase: CellsCase,
  { withRules }: Way,
  user: ProofUser,
  { subject, email, answer, authorizationUrl }: SignedIn,
): void {
  assert.equal(subject, user[cellsCase.userId], "the user id is not the claim that was asked for");
  assert.equal(answer["username"], user.email, "the user name is not the e-mail address");
  assert.equal(email, user.email, "the e-mail address does not arrive");
  assert.equal(answer["emailVerified"], true, "the e-mail address is not confirmed");
  const roles = withRules && cellsCase.groupsAsRoles ? user.groups : [];
  assert.deepEqual(answer["roles"], roles, "the roles are not the groups, or there are roles without a rule");
  const scopes = authorizationUrl.searchParams.get("scope")?.split(" ") ?? [];
  assert.ok(
    !scopes.includes("offline_access") && !scopes.includes("groups"),
    "a scope is asked for that Cognito refuses",
  );
}

/** In a form, the client secret and nothing else is marked as not to be shown. */
function checkSensitive({ apply, body }: Artifact, clientSecret: string): void {
  if (apply !== "enter") return;
  // Parse boundary: the form's documented shape, checked member by member.
  for (const { value, sensitive } of JSON.parse(body) as readonly { value?: unknown; sensitive?: unknown }[])
    assert.equal(sensitive, value === clientSecret, "the client secret, or something else, is shown or hidden");
}

/** Signs in and then out at Cognito. Throws unless that ends its session and leads to Cells' own logout page. */
export async function checkSignOut(
  { client, stack, user }: ProofContext,
  { cellsCase, registration }: Registered,
): Promise<void> {
  const { callbackUrl, logoutPage } = cellsCase;
  const browser = createBrowser();
  await signInThroughPages(await beginning(client), user, callbackUrl, browser);
  const again = await browser.open(await beginning(client));
  assert.ok(again.url.startsWith(callbackUrl), "signed in, the browser is asked for the password again");
  const query = new URLSearchParams({ client_id: registration.clientId, logout_uri: logoutPage });
  const left = await browser.open(`${stack.loginUrl}/logout?${query.toString()}`);
  assert.equal(left.url, logoutPage, "the sign-out does not lead back to Cells");
  const after = await browser.open(await beginning(client));
  assert.ok(after.forms.length > 0, "after the sign-out the browser is still signed in to Cognito");
}

const beginning = async (client: ClientProcess): Promise<string> =>
  textMember(await client.ask({ do: "login" }), "url");
