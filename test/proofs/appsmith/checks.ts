import { strict as assert } from "node:assert";
import type { JsonObject } from "@latchkey/core/json";
import type { ClientProcess } from "../harness/client-process.ts";
import type { ProofUser } from "../harness/proof.ts";
import type { Registered } from "./installation.ts";
import { callbackUrlOf, type SignedIn, signIn } from "./sign-in.ts";

/** The `name` of the person who has one. */
export const NAME = "Nadia Named";

/** Two people who can sign in; only one has a name. */
export interface People {
  readonly user: ProofUser;
  readonly named: ProofUser;
}

// Everything that could get lost on the way: nested parameters, encoded once and twice, and a fragment. No bare "+": Spring Security
// sends it bare, and in a query it stands for a space (RFC 6749, appendix B).
const PAGE =
  "/app/orders/list-65f0?status=open&note=a%26b%3Dc%2Bd%20e&next=%2Fhome%3Ftab%3D1%26by%3D%2540me&empty=#row=2";

/** A page of this Appsmith with a query of its own. */
export const pageOf = ({ baseUrl }: Registered): string => baseUrl + PAGE;

/** Signs both people in, one with and one without user info, as the configuration that is open says, and makes every check below. */
export async function checkSignIn(client: ClientProcess, people: People, registered: Registered): Promise<void> {
  const from = pageOf(registered);
  const signedIn = await signIn(client, people.user, { from });
  checkRequest(registered, signedIn);
  checkAccount(people.user, signedIn);
  checkRedirect(from, signedIn);
  await checkRenewal(client, people.user);
  checkNamed(people.named, await signIn(client, people.named, { from, userInfo: true }));
}

/** Cognito compares the redirect URI character by character. */
export function checkRequest({ baseUrl, registration }: Registered, { authorizationUrl, claims }: SignedIn): void {
  const asked = authorizationUrl.searchParams;
  assert.equal(asked.get("client_id"), registration.clientId, "another app client is asked for");
  assert.equal(asked.get("redirect_uri"), callbackUrlOf(baseUrl), "the redirect URI is not the registered one");
  assert.ok(asked.get("nonce"), "the authorization request has no nonce");
  assert.equal(claims["nonce"], asked.get("nonce"), "the ID token answers another nonce");
}

export function checkAccount(user: ProofUser, { account, answer, claims }: SignedIn): void {
  assert.equal(account, user.email, "the account is not known by the e-mail address");
  assert.equal(answer["principal"], user.email, "the user name is not the e-mail address");
  assert.equal(claims["sub"], user.subject, "somebody else has signed in");
}

/** With user info, Appsmith has the name too. */
export function checkNamed(named: ProofUser, signedIn: SignedIn): void {
  checkAccount(named, signedIn);
  assert.equal(signedIn.answer["userInfo"], true, "the user-info endpoint was not asked");
  assert.equal(signedIn.answer["name"], NAME, "the name does not arrive");
}

export const checkRedirect = (from: string, { redirectUrl }: SignedIn): void =>
  assert.equal(redirectUrl, from, "the browser is led to another page than the one that was wanted");

/** Appsmith renews tokens that expire, for the scopes that it has. */
export async function checkRenewal(client: ClientProcess, user: ProofUser): Promise<void> {
  const { claims } = await client.ask({ do: "renew" });
  // Parse boundary: our own client's answer to `renew`.
  assert.equal((claims as JsonObject)["sub"], user.subject, "the renewed session is somebody else's");
}
