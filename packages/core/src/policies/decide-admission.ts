import type { PoolUser } from "../ports/user-directory.ts";
import { decideSignUp, type SignUpRefusal } from "./decide-sign-up.ts";
import { isPlainAddress } from "./email-domain.ts";
import type { SignUpPolicy } from "./policies.ts";

/** Somebody who is about to become a user of the pool through an application. */
export interface Newcomer {
  readonly email?: string | undefined;
  /** Comes from an external provider, for the first time. */
  readonly external: boolean;
  /** Whether that provider vouches for the address. */
  readonly emailVerified: boolean;
}

export type Admission =
  | { readonly kind: "refused"; readonly why: SignUpRefusal }
  /** No new user: the identity is joined to an existing one. */
  | { readonly kind: "linked"; readonly username: string }
  | { readonly kind: "admitted"; readonly autoConfirm: boolean; readonly autoVerifyEmail: boolean };

/** Whether the admission depends on who has the address already. Pure. */
export function asksForHolders(policy: SignUpPolicy, newcomer: Newcomer): boolean {
  const { email, external, emailVerified } = newcomer;
  if (email === undefined || !isPlainAddress(email) || !decideSignUp(policy, email).admitted) return false;
  return external ? policy.link === "verified" && emailVerified : policy.autoVerifyEmail;
}

/**
 * Whether a newcomer is admitted, and on what terms. `holders` are the users with the same address, for who `asksForHolders`;
 * undefined when they could not be asked for: nothing is linked or verified then. Pure.
 */
export function decideAdmission(
  policy: SignUpPolicy,
  newcomer: Newcomer,
  holders: readonly PoolUser[] | undefined,
): Admission {
  const decision = decideSignUp(policy, newcomer.email);
  if (!decision.admitted) return { kind: "refused", why: decision.why };
  const known = asksForHolders(policy, newcomer) ? holders : undefined;
  if (newcomer.external) {
    const target = linkTarget(newcomer, known ?? []);
    // Its provider says what of an external user is verified, and nothing of it needs a code.
    return target === undefined
      ? { kind: "admitted", autoConfirm: false, autoVerifyEmail: false }
      : { kind: "linked", username: target.username };
  }
  // Verifying an address takes it away from the user who has it as an alias.
  const free = known?.every((user) => !user.emailVerified) ?? false;
  return { kind: "admitted", autoConfirm: decision.autoConfirm, autoVerifyEmail: decision.autoVerifyEmail && free };
}

/** Cognito's words for a user of the pool's own, whose address somebody other than the user has proven or vouched for. */
const LINKABLE: readonly string[] = ["CONFIRMED", "FORCE_CHANGE_PASSWORD", "RESET_REQUIRED"];

/** Only one user with the very same address, verified by the pool itself: with two, nobody can say which one is meant. */
function linkTarget({ email }: Newcomer, holders: readonly PoolUser[]): PoolUser | undefined {
  const own = holders.filter(
    (user) => user.email === email && user.emailVerified && user.enabled && LINKABLE.includes(user.status),
  );
  return own.length === 1 ? own[0] : undefined;
}
