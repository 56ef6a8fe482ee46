import { emailDomain } from "../policies/email-domain.ts";
import type { Call } from "../ports/call.ts";
import type { SignUpRecord } from "../ports/sign-ups.ts";
import type { PoolUser } from "../ports/user-directory.ts";
import type { Services } from "../services.ts";
import { UpstreamError } from "../upstream.ts";
import { settleIn, type Welcoming } from "./settle-in.ts";

type Completer = Welcoming & Pick<Services, "log" | "registry">;

interface CompleteOptions {
  readonly limit: number;
  /** What the search is bounded by. */
  readonly call: Call;
  /** The call of one sign-up's work. */
  readonly attempt: () => Call;
  readonly hasTime: () => boolean;
}

/**
 * Completes the sign-ups whose users were confirmed without being welcomed, and forgets those that came to nothing. One that fails does
 * not keep the others waiting. Answers how many were completed.
 */
export async function completeSignUps(services: Completer, options: CompleteOptions): Promise<number> {
  const { signUps, clock, log } = services;
  let completed = 0;
  for (const record of await signUps.due(clock.now(), options.limit, options.call)) {
    if (!options.hasTime()) break;
    try {
      if (await look(services, record, options.attempt())) completed += 1;
    } catch (error) {
      log.error("a sign-up could not be completed", { username: record.username }, error);
      if (!(error instanceof UpstreamError)) continue;
      await later(services, record, options.attempt()).catch((cause: unknown) =>
        log.warn("nor postponed", { username: record.username, reason: cause instanceof Error ? cause.name : "Error" }),
      );
    }
  }
  return completed;
}

async function look(services: Completer, record: SignUpRecord, call: Call): Promise<boolean> {
  const { users, signUps, registry } = services;
  const user = await users.find({ id: record.userPoolId }, record.username, call);
  if (user === undefined || !isOf(record, user)) {
    await signUps.drop(record, call);
    return false;
  }
  if (!CONFIRMED.includes(user.status)) {
    await later(services, record, call);
    return false;
  }
  const integration = await registry.load(record.integrationId, call);
  if (integration === undefined || integration.state === "removed") {
    await signUps.drop(record, call);
    return false;
  }
  await settleIn(services, record, call);
  return true;
}

/** Cognito's words for a user who has arrived. */
const CONFIRMED: readonly string[] = ["CONFIRMED", "EXTERNAL_PROVIDER"];

/** Cognito makes a user at the end of a sign-up, and its clock is not ours. */
const CLOCKS_MS = 10_000;

/**
 * Whether it is this user's sign-up. Somebody who is there already may try to sign up once more under the same name, with an address
 * that a policy likes: Cognito refuses, and what was noted of the attempt must not be completed.
 */
const isOf = ({ signedUpAt, emailDomain: judged }: SignUpRecord, { createdAt, email }: PoolUser): boolean =>
  createdAt >= signedUpAt - CLOCKS_MS && judged === (email === undefined ? undefined : emailDomain(email));

/** Twice as long each time: most people confirm within minutes, some within days. In the end it is forgotten. */
async function later({ signUps, clock }: Completer, record: SignUpRecord, call: Call): Promise<void> {
  const now = clock.now();
  if (now >= record.expiresAt) await signUps.drop(record, call);
  else await signUps.postpone(record, Math.min(record.expiresAt, now + (now - record.signedUpAt)), call);
}
