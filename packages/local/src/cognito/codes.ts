import { AwsError } from "../kernel/aws-error.ts";
import type { CognitoContext } from "./context.ts";
import { newCode } from "./ids.ts";
import type { User } from "./state.ts";

/** What a mailed code is good for. */
type Purpose = "signUp" | "forgotPassword";

/** How long a code works: https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html */
const LIFETIME_MS: Readonly<Record<Purpose, number>> = { signUp: 86_400_000, forgotPassword: 3_600_000 };

/** A new code, and the user's pending codes with it; it replaces an earlier one for the same purpose. */
export function withNewCode(
  context: CognitoContext,
  user: User,
  purpose: Purpose,
): { readonly code: string; readonly codes: User["codes"] } {
  const code = newCode();
  const expiresAt = context.clock.now() + LIFETIME_MS[purpose];
  return { code, codes: { ...user.codes, [purpose]: { code, expiresAt } } };
}

/** The user's pending codes without a used one. */
export function withoutCode(user: User, purpose: Purpose): User["codes"] {
  const { [purpose]: _used, ...codes } = user.codes;
  return codes;
}

/** Throws `ExpiredCodeException` when no code is pending and `CodeMismatchException` when it is another one. */
export function assertCode(context: CognitoContext, user: User, purpose: Purpose, code: string): void {
  const pending = user.codes[purpose];
  if (pending === undefined || pending.expiresAt <= context.clock.now()) throw expiredCode();
  if (pending.code !== code) throw codeMismatch();
}

/** The answer to a code that is too old, or that nobody asked for. */
export const expiredCode = (): AwsError =>
  new AwsError("ExpiredCodeException", "Invalid code provided, please request a code again.");

/** The answer to a wrong code. */
export const codeMismatch = (): AwsError =>
  new AwsError("CodeMismatchException", "Invalid verification code provided, please try again.");
