import type { CognitoState } from "../cognito/state.ts";

/** One mail, as the mailbox shows it. */
export interface Message {
  readonly to: string;
  readonly subject: string;
  readonly body: string;
  /** The code or temporary password in the body; null when it has none. */
  readonly code: string | null;
  /** ISO 8601, UTC. */
  readonly sentAt: string;
}

/** The mail of all pools, newest first; `to` narrows it to one address, ignoring case. */
export function messagesIn(state: CognitoState, to?: string): readonly Message[] {
  const wanted = to?.trim().toLowerCase();
  return [...state.mail.values()]
    .filter((mail) => wanted === undefined || mail.to.toLowerCase() === wanted)
    .toReversed()
    .sort((left, right) => right.sentAt - left.sentAt)
    .map(({ to: address, subject, body, code = null, sentAt }) => {
      return { to: address, subject, body, code, sentAt: new Date(sentAt).toISOString() };
    });
}
