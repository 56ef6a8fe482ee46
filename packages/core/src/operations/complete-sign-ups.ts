import type { Call } from "../ports/call.ts";
import type { SignUpRecord } from "../ports/sign-ups.ts";
import type { Services } from "../services.ts";
import { UpstreamError } from "../upstream.ts";
import { settleIn, type Welcoming } from "./settle-in.ts";

type Completer = Welcoming & Pick<Services, "log">;

/** Cognito's words for a user who has arrived. */
const CONFIRMED: readonly string[] = ["CONFIRMED", "EXTERNAL_PROVIDER"];

/**
 * Completes the sign-ups whose users were confirmed without being welcomed, and forgets those that came to nothing. Answers how
 * many were completed.
 */
export async function completeSignUps(services: Completer, limit: number, attempt: () => Call): Promise<number> {
  const { signUps, clock, log } = services;
  let completed = 0;
  for (const record of await signUps.due(clock.now(), limit, attempt())) {
    try {
      if (await look(services, record, attempt())) completed += 1;
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      log.warn("sign-up not completed; it will be tried again", { username: record.username, reason: error.reason });
    }
  }
  return completed;
}

async function look(services: Completer, record: SignUpRecord, call: Call): Promise<boolean> {
  const { users, signUps, clock, deployment } = services;
  const user = await users.find(deployment.pool, record.username, call);
  if (user !== undefined && CONFIRMED.includes(user.status)) {
    await settleIn(services, record, call);
    return true;
  }
  const now = clock.now();
  if (user === undefined || now >= record.expiresAt) await signUps.drop(record, call);
  // Twice as long each time: most people confirm within minutes, some within days.
  else await signUps.postpone(record, Math.min(record.expiresAt, now + (now - record.signedUpAt)), call);
  return false;
}
