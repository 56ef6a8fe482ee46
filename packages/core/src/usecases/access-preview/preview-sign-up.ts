import type { SignUpPreview } from "../../access-preview.ts";
import { decideAdmission, type Newcomer } from "../../policies/decide-admission.ts";
import { refusalText } from "../../policies/decide-sign-up.ts";
import type { SignUpPolicy } from "../../policies/policies.ts";
import type { PoolUser } from "../../ports/user-directory.ts";
import { explainAdmission, explainRefusal } from "./explain-sign-up.ts";

/**
 * What the pre-sign-up trigger would decide, and what Cognito would make of it. `holders` as for `decideAdmission`. Pure.
 */
export function previewSignUp(
  policy: SignUpPolicy,
  newcomer: Newcomer,
  holders: readonly PoolUser[] | undefined,
): SignUpPreview {
  const { email, external } = newcomer;
  const admission = decideAdmission(policy, newcomer, holders);
  switch (admission.kind) {
    case "refused":
      return {
        ...NOTHING,
        admitted: false,
        confirmed: false,
        emailVerified: newcomer.emailVerified,
        message: refusalText(admission.why),
        reasons: [explainRefusal(policy, admission.why, email)],
      };
    case "linked":
      return {
        ...NOTHING,
        confirmed: true,
        emailVerified: true,
        linkedTo: admission.username,
        reasons: explainAdmission(policy, newcomer, admission),
      };
    case "admitted":
      return {
        ...NOTHING,
        // Cognito asks nobody for a code whom a provider brings.
        confirmed: admission.autoConfirm || external,
        emailVerified: admission.autoVerifyEmail || newcomer.emailVerified,
        groups: policy.groups,
        reasons: explainAdmission(policy, newcomer, admission),
      };
  }
}

const NOTHING = { admitted: true, linkedTo: undefined, groups: [], message: undefined } as const;
