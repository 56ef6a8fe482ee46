import { decideToken, type TokenDecision } from "../../policies/decide-token.ts";
import type { Call } from "../../ports/call.ts";
import { RefusedError, type SignUpServices, undecided } from "./sign-up-services.ts";

export interface TokenRequest {
  readonly clientId: string;
  /** The user's Cognito groups. */
  readonly groups: readonly string[];
}

/** What changes in the tokens. */
export type TokenTerms = Extract<TokenDecision, { admitted: true }>;

/**
 * Whether a user gets tokens of an application, and with which claims; undefined leaves them as they are. Asked at every sign-in,
 * with a session and at each refresh. Throws `RefusedError` with a sentence for the person.
 */
export async function issueToken(
  { readPolicy, onFailure, log }: Pick<SignUpServices, "readPolicy" | "onFailure" | "log">,
  { clientId, groups }: TokenRequest,
  call: Call,
): Promise<TokenTerms | undefined> {
  const answer = await readPolicy(clientId, call);
  if (answer.kind === "foreign") return undefined;
  if (answer.kind === "failed") return undecided(onFailure);
  const { integrationId } = answer.policy;
  const decision = decideToken(answer.policy, groups);
  if (!decision.admitted) {
    log.info("token refused", { integrationId });
    throw new RefusedError(decision.text);
  }
  const { droppedGroups } = decision;
  if (droppedGroups > 0) log.warn("groups did not fit into the token", { integrationId, dropped: droppedGroups });
  return decision;
}
