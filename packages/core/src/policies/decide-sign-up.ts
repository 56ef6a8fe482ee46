import { emailDomain, matchesDomain } from "./email-domain.ts";
import type { SignUpPolicy } from "./policies.ts";

/** Why nobody may sign up like this. Each has one sentence for the person (`refusalText`). */
export type SignUpRefusal = "closed" | "no-email" | "domain";

export type SignUpDecision =
  | { readonly admitted: true; readonly autoConfirm: boolean; readonly autoVerifyEmail: boolean }
  | { readonly admitted: false; readonly why: SignUpRefusal };

/** Whether a person with this address may create an account through an application, and on what terms. Pure. */
export function decideSignUp(policy: SignUpPolicy, email: string | undefined): SignUpDecision {
  const { mode, allowedDomains, deniedDomains, autoConfirm, autoVerifyEmail } = policy;
  if (mode === "closed") return { admitted: false, why: "closed" };
  const asked = mode === "domains" || deniedDomains.length > 0;
  const address = email === undefined || email === "" ? undefined : email;
  if (asked) {
    if (address === undefined) return { admitted: false, why: "no-email" };
    const domain = emailDomain(address);
    const allowed = domain !== undefined && (mode === "open" || matchesDomain(domain, allowedDomains));
    if (!allowed || matchesDomain(domain, deniedDomains)) return { admitted: false, why: "domain" };
  }
  // Cognito refuses a sign-up whose address is to be verified and is not there.
  return { admitted: true, autoConfirm, autoVerifyEmail: autoVerifyEmail && address !== undefined };
}

/** What the person reads: Cognito shows it above the form, and adds a full stop. */
export function refusalText(why: SignUpRefusal): string {
  switch (why) {
    case "closed":
      return "This application does not take new accounts. Ask its administrator for one";
    case "no-email":
      return "An e-mail address is needed to sign up here";
    case "domain":
      return "This e-mail address cannot be used to sign up here. Use one of an organisation that is admitted";
  }
}
