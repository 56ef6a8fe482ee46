import { type Arrival, settleIn } from "../../operations/settle-in.ts";
import { decideSignUp } from "../../policies/decide-sign-up.ts";
import { emailDomain } from "../../policies/email-domain.ts";
import { cognitoGroup } from "../../policies/group-name.ts";
import { CLOSED } from "../../policies/policies.ts";
import type { Call } from "../../ports/call.ts";
import type { Confirmed } from "../../ports/sign-ups.ts";
import { UpstreamError } from "../../upstream.ts";
import type { SignUpServices } from "./sign-up-services.ts";

export interface Confirmation extends Confirmed {
  readonly email?: string;
}

type Welcomer = Pick<SignUpServices, "signUps" | "users" | "clock" | "ids" | "log">;

/**
 * Gives a confirmed user the groups of the application through which they signed up, and makes them its member. Never throws for its
 * own bookkeeping: the user is confirmed whatever happens here, and the reconciler completes from the sign-up's record what is
 * missing. Repeating it has no further effect.
 */
export async function welcomeUser(services: Welcomer, confirmation: Confirmation, call: Call): Promise<void> {
  const { username } = confirmation;
  try {
    const arrival = await arrivalOf(services, confirmation, call);
    if (arrival !== undefined) await settleIn(services, arrival, call);
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    services.log.error("user not welcomed; the reconciler goes on", { username }, error);
  }
}

/**
 * What the sign-up was admitted to. Where nothing was noted of it, the policy of the confirming client judges the address once more: a
 * code can be typed on any application's page, so that the client alone says nothing of where somebody may be.
 */
async function arrivalOf({ signUps }: Welcomer, confirmation: Confirmation, call: Call): Promise<Arrival | undefined> {
  const { userPoolId, username, email } = confirmation;
  const { signUp, policy } = await signUps.ofConfirmed(confirmation, call);
  if (signUp !== undefined && signUp.emailDomain === domainOf(email)) return signUp;
  if (policy === undefined) return undefined;
  const { integrationId, owner, signUp: rule = CLOSED } = policy;
  if (!decideSignUp(rule, email).admitted) return undefined;
  const groups = rule.groups.map((group) => cognitoGroup(integrationId, group));
  return { userPoolId, username, integrationId, owner, groups };
}

const domainOf = (email: string | undefined): string | undefined =>
  email === undefined ? undefined : emailDomain(email);
