import { asksForHolders, decideAdmission } from "../../policies/decide-admission.ts";
import { refusalText } from "../../policies/decide-sign-up.ts";
import { emailDomain } from "../../policies/email-domain.ts";
import { cognitoGroup } from "../../policies/group-name.ts";
import { CLOSED } from "../../policies/policies.ts";
import type { Call } from "../../ports/call.ts";
import type { ClientPolicy } from "../../ports/client-policies.ts";
import type { ExternalIdentity, PoolUser } from "../../ports/user-directory.ts";
import { UpstreamError } from "../../upstream.ts";
import { RefusedError, type SignUpServices, TRY_AGAIN_TEXT, undecided } from "./sign-up-services.ts";

/** Somebody is about to become a user of the pool, through an application. */
export interface SignUpRequest {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly username: string;
  readonly email?: string;
  /** Set when the person comes from an external provider for the first time. */
  readonly external?: {
    /** Undefined when the user name does not tell: nothing is linked then. */
    readonly identity?: ExternalIdentity;
    /** Whether the provider vouches for the address. */
    readonly emailVerified: boolean;
  };
}

/** What Cognito is told. */
export interface SignUpTerms {
  readonly autoConfirm: boolean;
  readonly autoVerifyEmail: boolean;
}

/** Who is not confirmed after this has to sign up again. */
const SIGN_UP_MS = 7 * 24 * 60 * 60 * 1000;
/** How long post-confirmation is given before the reconciler looks whether it is missing. */
const WELCOME_MS = 5 * 60 * 1000;

/**
 * Whether a person may sign up through an application, and on what terms; undefined leaves it to Cognito. Joins a verified external
 * identity to an existing user where the policy says so. Notes the sign-up: who is confirmed later is welcomed by what was decided
 * here, whichever client the confirmation comes through. Throws `RefusedError` with a sentence for the person.
 */
export async function admitSignUp(
  services: SignUpServices,
  request: SignUpRequest,
  call: Call,
): Promise<SignUpTerms | undefined> {
  const answer = await services.readPolicy(request.clientId, call);
  if (answer.kind === "foreign") return undefined;
  if (answer.kind === "failed") return undecided(services.onFailure);
  const { policy } = answer;
  const { integrationId } = policy;
  const signUp = policy.signUp ?? CLOSED;
  const { email, external } = request;
  const emailVerified = external?.identity !== undefined && external.emailVerified;
  const newcomer = { email, external: external !== undefined, emailVerified };
  const holders = asksForHolders(signUp, newcomer) ? await holdersOf(services, request, call) : undefined;
  const admission = decideAdmission(signUp, newcomer, holders);
  switch (admission.kind) {
    case "refused":
      services.log.info("sign-up refused", { integrationId, why: admission.why });
      throw new RefusedError(refusalText(admission.why));
    case "linked":
      await link(services, request, admission.username, call);
      return undefined;
    case "admitted":
      await note(services, policy, request, call);
      return { autoConfirm: admission.autoConfirm, autoVerifyEmail: admission.autoVerifyEmail };
  }
}

/** The users with the same address; undefined when they could not be asked for, and people are let through all the same. */
async function holdersOf(
  { users, log, onFailure }: SignUpServices,
  { userPoolId, email = "" }: SignUpRequest,
  call: Call,
): Promise<readonly PoolUser[] | undefined> {
  try {
    return await users.byEmail({ id: userPoolId }, email, call);
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    log.error("users could not be looked for", {}, error);
    return undecided(onFailure);
  }
}

async function link(
  { users, log }: SignUpServices,
  { userPoolId, external }: SignUpRequest,
  username: string,
  call: Call,
): Promise<void> {
  const identity = external?.identity;
  if (identity === undefined) throw new RefusedError(TRY_AGAIN_TEXT);
  const { provider } = identity;
  try {
    await users.link({ id: userPoolId }, username, identity, call);
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    log.error("external identity not linked", { username, provider }, error);
    // Let through, the person would become a second user, for good.
    throw new RefusedError(TRY_AGAIN_TEXT);
  }
  log.info("external identity linked", { username, provider });
}

/** Bookkeeping, which nobody's sign-up fails for: without the record, post-confirmation asks the policy once more. */
async function note(
  { signUps, clock, log }: SignUpServices,
  { integrationId, owner, signUp = CLOSED }: ClientPolicy,
  { userPoolId, username, email }: SignUpRequest,
  call: Call,
): Promise<void> {
  const now = clock.now();
  const domain = email === undefined ? undefined : emailDomain(email);
  const record = {
    userPoolId,
    username,
    integrationId,
    owner,
    ...(domain !== undefined && { emailDomain: domain }),
    groups: signUp.groups.map((group) => cognitoGroup(integrationId, group)),
    signedUpAt: now,
    lookAt: now + WELCOME_MS,
    expiresAt: now + SIGN_UP_MS,
  };
  try {
    await signUps.record(record, call);
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    log.error("sign-up not noted", { username, integrationId }, error);
  }
}
