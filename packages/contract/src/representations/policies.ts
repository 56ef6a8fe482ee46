import type { Policies } from "@latchkey/core/policies/check-policies";
import { policyNotes } from "@latchkey/core/policies/policy-notes";
import type { PolicyMembers } from "../schemas/policy-answer.ts";

/** Sign-up and access policy as the API shows them, with what is to be known about them. */
export function representPolicies({ signUp, access }: Policies): PolicyMembers {
  const notes = policyNotes({ signUp, access });
  return {
    ...(signUp && {
      signUp: {
        mode: signUp.mode,
        allowedDomains: [...signUp.allowedDomains],
        deniedDomains: [...signUp.deniedDomains],
        groups: [...signUp.groups],
        autoConfirm: signUp.autoConfirm,
        autoVerifyEmail: signUp.autoVerifyEmail,
        link: signUp.link,
      },
    }),
    ...(access && { access: { groups: [...access.groups] } }),
    ...(notes.length > 0 && { notes: notes.map(({ code, detail }) => ({ code, detail })) }),
  };
}
