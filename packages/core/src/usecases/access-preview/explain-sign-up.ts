import type { SignUpReason } from "../../access-preview.ts";
import type { Admission, Newcomer } from "../../policies/decide-admission.ts";
import type { SignUpRefusal } from "../../policies/decide-sign-up.ts";
import { emailDomain, isPlainAddress, matchesDomain } from "../../policies/email-domain.ts";
import type { SignUpPolicy } from "../../policies/policies.ts";

const reason = (code: SignUpReason["code"], detail: string): SignUpReason => ({ code, detail });

/** Why nobody may sign up like this, for whoever administers the application. */
export function explainRefusal(policy: SignUpPolicy, why: SignUpRefusal, email = ""): SignUpReason {
  switch (why) {
    case "closed":
      return reason("closed", "The sign-up policy is closed: nobody creates an account through this application.");
    case "no-email":
      return reason("no-email", "The sign-up policy goes by e-mail addresses, and there is none.");
    case "domain":
      return reason("domain", domainFault(policy, email));
  }
}

function domainFault({ deniedDomains }: SignUpPolicy, email: string): string {
  const domain = emailDomain(email);
  if (domain === undefined) return "This is not one plain e-mail address.";
  return matchesDomain(domain, deniedDomains)
    ? `The sign-up policy denies ${domain}.`
    : `The sign-up policy does not allow ${domain}.`;
}

type Welcome = Exclude<Admission, { kind: "refused" }>;

/** Why somebody may sign up, and why they become who they become; the decisive reason first. */
export function explainAdmission(
  policy: SignUpPolicy,
  newcomer: Newcomer,
  admission: Welcome,
): readonly SignUpReason[] {
  const welcome = explainWelcome(policy, newcomer.email);
  if (admission.kind === "linked") return [welcome, linked(admission.username)];
  if (newcomer.external) return [welcome, whyNotLinked(policy, newcomer), BY_PROVIDER];
  return [
    welcome,
    admission.autoConfirm ? AUTO_CONFIRMED : BY_CODE,
    ...explainVerification(policy, newcomer, admission.autoVerifyEmail),
  ];
}

const explainWelcome = ({ mode }: SignUpPolicy, email = ""): SignUpReason =>
  mode === "domains"
    ? reason("allowed-domain", `The sign-up policy allows ${emailDomain(email)}.`)
    : reason("open", "The sign-up policy is open, and denies nothing about this person.");

const linked = (username: string): SignUpReason =>
  reason(
    "linked",
    `The provider vouches for the address, and it is the verified one of the user ${username}: they get one more way to sign in, and nobody is created.`,
  );

function whyNotLinked({ link }: SignUpPolicy, { email, emailVerified }: Newcomer): SignUpReason {
  if (link === "never") return reason("link-never", "The sign-up policy joins nobody to an existing user.");
  if (!emailVerified)
    return reason("not-vouched", "The provider does not vouch for an address, so that nobody is joined by it.");
  if (email === undefined || !isPlainAddress(email)) return ODD_ADDRESS;
  return reason(
    "nobody-to-link",
    "There is not exactly one user of the pool who has this very address verified, and who may sign in.",
  );
}

const BY_PROVIDER = reason("by-provider", "A provider brings the person, so that Cognito asks for no code.");
const AUTO_CONFIRMED = reason("auto-confirmed", "The sign-up policy confirms new users without a code.");
const BY_CODE = reason("by-code", "The person confirms with a code that Cognito sends, or somebody confirms them.");
const ODD_ADDRESS = reason(
  "odd-address",
  "The address is none that can be compared without any doubt, so that nobody is joined by it and it is not verified without a code.",
);

function explainVerification(
  { autoVerifyEmail }: SignUpPolicy,
  { email = "" }: Newcomer,
  verified: boolean,
): readonly SignUpReason[] {
  if (verified) return [reason("auto-verified", "The sign-up policy takes the address for verified without a code.")];
  if (!autoVerifyEmail) return [];
  if (!isPlainAddress(email)) return [ODD_ADDRESS];
  return [
    reason(
      "address-held",
      "Another user has proven this address to the pool. To take it for verified here would take it away from them, so that it is not.",
    ),
  ];
}
