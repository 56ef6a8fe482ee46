import type { AccessPreview } from "@latchkey/core/access-preview";
import type { Remark } from "@latchkey/core/policies/policy-notes";
import type { AccessPreviewRepresentation } from "../schemas/access-preview.ts";

/** An access preview as the API shows it. */
export const representAccessPreview = ({ user, signUp, signIn }: AccessPreview): AccessPreviewRepresentation => ({
  user: {
    username: user.username ?? null,
    email: user.email ?? null,
    emailVerified: user.emailVerified,
    groups: [...user.groups],
  },
  signUp:
    signUp === undefined
      ? null
      : {
          admitted: signUp.admitted,
          confirmed: signUp.confirmed,
          emailVerified: signUp.emailVerified,
          linkedTo: signUp.linkedTo ?? null,
          groups: [...signUp.groups],
          message: signUp.message ?? null,
          reasons: representReasons(signUp.reasons),
        },
  signIn: {
    admitted: signIn.admitted,
    groups: [...signIn.groups],
    claims: signIn.claims,
    message: signIn.message ?? null,
    reasons: representReasons(signIn.reasons),
  },
});

const representReasons = (reasons: readonly Remark[]) => reasons.map(({ code, detail }) => ({ code, detail }));
