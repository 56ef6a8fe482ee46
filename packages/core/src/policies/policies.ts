/** Who may create an account through an application: nobody, everybody, or the holders of addresses in certain domains. */
export type SignUpMode = "closed" | "open" | "domains";

/** Whether a first sign-in through an external provider is joined to an existing user with the same, verified e-mail address. */
export type LinkMode = "never" | "verified";

/** What an integration says of sign-up. */
export interface SignUpPolicy {
  readonly mode: SignUpMode;
  /** `example.com` alone, or `*.example.com` with everything below it; in normal form. */
  readonly allowedDomains: readonly string[];
  /** Refused whatever else is allowed. */
  readonly deniedDomains: readonly string[];
  /** Groups that a new user gets, as the policy names them. */
  readonly groups: readonly string[];
  /** Confirmed without a code. Concerns the whole pool: for admins. */
  readonly autoConfirm: boolean;
  /** The address counts as verified without a code. Concerns the whole pool: for admins. */
  readonly autoVerifyEmail: boolean;
  /** Concerns the whole pool: `verified` is for admins. */
  readonly link: LinkMode;
}

/** Who may have tokens of an application. Without it, every user of the pool. */
export interface AccessPolicy {
  /** Any of these groups, as the policy names them; at least one. */
  readonly groups: readonly string[];
}

/** What holds for an integration that says nothing. */
export const CLOSED: SignUpPolicy = {
  mode: "closed",
  allowedDomains: [],
  deniedDomains: [],
  groups: [],
  autoConfirm: false,
  autoVerifyEmail: false,
  link: "never",
};
