import type { JsonObject } from "@latchkey/core/json";
import { createBrowser, signInThroughPages } from "@latchkey/local/demo/browser";
import type { ClientProcess } from "./client-process.ts";
import type { ProofUser } from "./proof.ts";

/** Who signed in, as the product sees it. What the product does not know is missing. */
export interface SignedIn {
  readonly subject: string;
  readonly email: string;
  /** The client's whole answer. */
  readonly answer: JsonObject;
  /** Where the product sent the browser at first: its authorization request. */
  readonly authorizationUrl: URL;
}

/**
 * A whole sign-in with the artifact that the client has open: the product begins it, a browser without earlier cookies goes through
 * the login pages and comes back to `callbackUrl`, and the product completes it. Throws `ProductRefusal` when the product refuses,
 * and an error with the page's text when the login pages lead anywhere but to the callback.
 */
export async function signInWith(client: ClientProcess, user: ProofUser, callbackUrl: string): Promise<SignedIn> {
  const url = textMember(await client.ask({ do: "login" }), "url");
  const landed = await signInThroughPages(url, user, callbackUrl, createBrowser());
  const answer = await client.ask({ do: "callback", url: landed });
  const { subject, email } = { subject: answer["subject"], email: answer["email"] };
  if (typeof subject !== "string" || subject === "")
    throw new Error("Everybody would have the same empty user id: the product read none.");
  return { subject, email: typeof email === "string" ? email : "", answer, authorizationUrl: new URL(url) };
}

/** A member of a client's answer that has to be a text. */
export function textMember(answer: JsonObject, member: string): string {
  const value = answer[member];
  if (typeof value !== "string")
    throw new Error(`The client's answer has no text ${member}: ${JSON.stringify(answer)}`);
  return value;
}
