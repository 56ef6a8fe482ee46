import { decideSignUp, refusalText } from "../../policies/decide-sign-up.ts";
import { cognitoGroup } from "../../policies/group-name.ts";
import { CLOSED } from "../../policies/policies.ts";
import type { Call } from "../../ports/call.ts";
import type { ClientPolicy } from "../../ports/client-policies.ts";
import type { ExternalIdentity, PoolUser } from "../../ports/user-directory.ts";
import { UpstreamError } from "../../upstream.ts";
import { RefusedError, type SignUpServices, TRY_AGAIN_TEXT } from "./sign-up-services.ts";

/** Somebody is about to become a user of the pool, through an application. */
export interface SignUpRequest {
  readonly clientId: string;
  readonly username: string;
  readonly email?: string;
  /** Whether the one who brings the person vouches for the address: only ever true of an external provider. */
  readonly emailVerified: boolean;
  /** Set when the person comes from an external provider for the first time. */
  readonly identity?: ExternalIdentity;
}

export interface Admission {
  readonly autoConfirm: boolean;
  readonly autoVerifyEmail: boolean;
}

/** Cognito's own behaviour. */
const UNTOUCHED: Admission = { autoConfirm: false, autoVerifyEmail: false };

/** Who is not confirmed after this has to sign up again. */
const SIGN_UP_MS = 7 * 24 * 60 * 60 * 1000;
/** How long post-confirmation is given before the reconciler looks whether it is missing. */
const WELCOME_MS = 5 * 60 * 1000;

/**
 * Whether a person may sign up through an application, and on what terms. Joins a verified external identity to an existing user
 * where the policy says so. Notes the sign-up, so that it can be completed even if confirmation is told without its client. Throws
 * `RefusedError` with a sentence for the person.
 */
export async function admitSignUp(services: SignUpServices, request: SignUpRequest, call: Call): Promise<Admission> {
  const answer = await services.readPolicy(request.clientId, call);
  if (answer.kind === "foreign") return UNTOUCHED;
  if (answer.kind === "failed") {
    if (services.onFailure === "open") return UNTOUCHED;
    throw new RefusedError(TRY_AGAIN_TEXT);
  }
  const { policy } = answer;
  const signUp = policy.signUp ?? CLOSED;
  const decision = decideSignUp(signUp, request.email);
  if (!decision.admitted) throw new RefusedError(refusalText(decision.why));
  const mayLink = signUp.link === "verified" && request.identity !== undefined && request.emailVerified;
  const others = mayLink || decision.autoVerifyEmail ? await lookFor(services, request, call) : [];
  if (mayLink && others !== undefined && (await link(services, request, others, call))) return UNTOUCHED;
  await note(services, policy, request, call);
  // Verifying an address takes it away from the user who has it as an alias.
  return { autoConfirm: decision.autoConfirm, autoVerifyEmail: decision.autoVerifyEmail && others?.length === 0 };
}

/** Undefined when the users could not be asked for, and people are let through all the same: then nothing is linked or verified. */
async function lookFor(
  services: SignUpServices,
  request: SignUpRequest,
  call: Call,
): Promise<readonly PoolUser[] | undefined> {
  try {
    return await usersWith(services, request, call);
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    services.log.error("users could not be looked for", {}, error);
    if (services.onFailure === "open") return undefined;
    throw new RefusedError(TRY_AGAIN_TEXT);
  }
}

async function usersWith(
  { users, deployment }: SignUpServices,
  { email = "" }: SignUpRequest,
  call: Call,
): Promise<readonly PoolUser[]> {
  const found = await users.byEmail(deployment.pool, email, call);
  return found.filter((user) => user.emailVerified && user.email?.toLowerCase() === email.toLowerCase());
}

/** Only to one user whom the pool itself has verified: with two, nobody can say which one is meant. */
async function link(
  { users, deployment, log }: SignUpServices,
  { identity }: SignUpRequest,
  others: readonly PoolUser[],
  call: Call,
): Promise<boolean> {
  const own = others.filter(({ enabled, status }) => enabled && status === "CONFIRMED");
  const [user] = own;
  if (identity === undefined || user === undefined || own.length > 1) return false;
  try {
    await users.link(deployment.pool, user.username, identity, call);
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    log.error("external identity not linked", { username: user.username, provider: identity.provider }, error);
    // Let through, the person would become a second user, for good.
    throw new RefusedError(TRY_AGAIN_TEXT);
  }
  log.info("external identity linked", { username: user.username, provider: identity.provider });
  return true;
}

/** Bookkeeping: without the record, post-confirmation still knows the client in all cases but an administrator's confirmation. */
async function note(
  { signUps, clock, log, deployment }: SignUpServices,
  policy: ClientPolicy,
  { username }: SignUpRequest,
  call: Call,
): Promise<void> {
  const now = clock.now();
  const groups = (policy.signUp?.groups ?? []).map((group) => cognitoGroup(policy.integrationId, group));
  const record = {
    userPoolId: deployment.pool.id,
    username,
    integrationId: policy.integrationId,
    owner: policy.owner,
    groups,
    signedUpAt: now,
    lookAt: now + WELCOME_MS,
    expiresAt: now + SIGN_UP_MS,
  };
  try {
    await signUps.record(record, call);
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    log.error("sign-up not noted", { username, integrationId: policy.integrationId }, error);
  }
}
