import type { JsonObject } from "@latchkey/core/json";
import { createBrowser, signInThroughPages } from "@latchkey/local/demo/browser";
import type { ClientProcess } from "../harness/client-process.ts";
import type { ProofUser } from "../harness/proof.ts";
import { textMember } from "../harness/sign-in.ts";

/** Who signed in, and how Appsmith asked for it. */
export interface SignedIn {
  /** What tells Appsmith's accounts apart. */
  readonly account: string;
  /** Where Appsmith sends the browser in the end. */
  readonly redirectUrl: string;
  readonly claims: JsonObject;
  readonly answer: JsonObject;
  /** The authorization request. */
  readonly authorizationUrl: URL;
}

export interface SignInOptions {
  /** The page of Appsmith at which somebody is asked to sign in. */
  readonly from: string;
  /** Whether Appsmith asks the user-info endpoint although Cognito's token answer names no scope. */
  readonly userInfo?: boolean;
  /** What happens to the authorization request on its way. */
  readonly change?: (url: URL) => void;
}

/** Where Appsmith has the browser come back to. */
export const callbackUrlOf = (baseUrl: string): string => `${baseUrl}/login/oauth2/code/oidc`;

/** The browser before Appsmith: it begins at a page, goes through Cognito's, and answers the address to which it comes back. */
export async function throughPages(
  client: ClientProcess,
  user: ProofUser,
  { from, userInfo = false, change }: SignInOptions,
): Promise<{ readonly authorizationUrl: URL; readonly landed: string }> {
  const authorizationUrl = new URL(textMember(await client.ask({ do: "login", redirectUrl: from, userInfo }), "url"));
  change?.(authorizationUrl);
  const callbackUrl = callbackUrlOf(new URL(from).origin);
  const landed = await signInThroughPages(authorizationUrl.href, user, callbackUrl, createBrowser());
  return { authorizationUrl, landed };
}

/** A whole sign-in with the configuration that the client has open. */
export async function signIn(client: ClientProcess, user: ProofUser, options: SignInOptions): Promise<SignedIn> {
  const { authorizationUrl, landed } = await throughPages(client, user, options);
  const answer = await client.ask({ do: "callback", url: landed });
  return {
    account: textMember(answer, "subject"),
    redirectUrl: textMember(answer, "redirectUrl"),
    // Parse boundary: our own client's answer to `callback`.
    claims: answer["claims"] as JsonObject,
    answer,
    authorizationUrl,
  };
}
