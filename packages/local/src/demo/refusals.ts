import { AuthorizationResponseError, ResponseBodyError } from "openid-client";
import type { StackDescription } from "../stack/description.ts";
import type { RelyingParty } from "./relying-party.ts";
import { signIn } from "./sign-in.ts";

/** A change that the pool has to refuse, and what it says to it. */
export interface Refusal {
  readonly title: string;
  readonly answer: string;
}

type Stack = Pick<StackDescription, "issuer" | "user">;

/** Shows that a wrong secret and an altered callback are refused. Throws when one of them is not. */
export const refusals = async (party: RelyingParty, stack: Stack): Promise<readonly Refusal[]> => [
  await refused(
    "a wrong secret",
    { ...party, clientSecret: `${party.clientSecret.slice(0, -1)}_` },
    stack,
    /invalid_client/,
  ),
  await refused("an altered callback", { ...party, redirectUri: `${party.redirectUri}/` }, stack, /redirect_mismatch/),
];

async function refused(title: string, party: RelyingParty, stack: Stack, expected: RegExp): Promise<Refusal> {
  const answer = await answerTo(party, stack);
  if (!expected.test(answer)) throw new Error(`${title} was not refused as it should be: ${answer}`);
  return { title, answer: expected.exec(answer)?.[0] ?? "" };
}

async function answerTo(party: RelyingParty, stack: Stack): Promise<string> {
  try {
    await signIn(party, stack);
    return "signed in";
  } catch (error) {
    if (error instanceof ResponseBodyError || error instanceof AuthorizationResponseError) return error.error;
    return error instanceof Error ? error.message : String(error);
  }
}
