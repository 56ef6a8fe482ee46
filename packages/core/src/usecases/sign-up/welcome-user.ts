import { type Arrival, settleIn } from "../../operations/settle-in.ts";
import { cognitoGroup } from "../../policies/group-name.ts";
import type { Call } from "../../ports/call.ts";
import { UpstreamError } from "../../upstream.ts";
import type { SignUpServices } from "./sign-up-services.ts";

export interface Confirmation {
  /** Undefined when the event does not say it: an administrator has confirmed the user. */
  readonly clientId: string | undefined;
  readonly username: string;
}

/**
 * Gives a confirmed user the groups of the application through which they came, and makes them its member. Never throws for its own
 * bookkeeping: the user is confirmed whatever happens here, and the reconciler completes from the sign-up's record what is missing.
 * Repeating it has no further effect.
 */
export async function welcomeUser(services: SignUpServices, confirmation: Confirmation, call: Call): Promise<void> {
  const { username } = confirmation;
  try {
    const arrival = await arrivalOf(services, confirmation, call);
    if (arrival !== undefined) await settleIn(services, arrival, call);
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    services.log.error("user not welcomed; the reconciler goes on", { username }, error);
  }
}

async function arrivalOf(
  { readPolicy, signUps, deployment }: SignUpServices,
  { clientId, username }: Confirmation,
  call: Call,
): Promise<Arrival | undefined> {
  if (clientId === undefined) return signUps.find(deployment.pool.id, username, call);
  const answer = await readPolicy(clientId, call);
  if (answer.kind === "failed") throw new UpstreamError("unknown", "dynamodb:GetItem", "PolicyNotRead");
  if (answer.kind === "foreign") return undefined;
  const { integrationId, owner, signUp } = answer.policy;
  const groups = (signUp?.groups ?? []).map((group) => cognitoGroup(integrationId, group));
  return { integrationId, owner, groups, username };
}
