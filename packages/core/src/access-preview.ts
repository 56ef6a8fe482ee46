import type { JsonObject } from "./json.ts";
import type { Remark } from "./policies/policy-notes.ts";

/** Why somebody may sign up or not, and what decides about what becomes of it. */
export const signUpReasons = [
  "closed",
  "no-email",
  "domain",
  "open",
  "allowed-domain",
  "auto-confirmed",
  "by-code",
  "by-provider",
  "auto-verified",
  "address-held",
  "linked",
  "link-never",
  "not-vouched",
  "nobody-to-link",
  "odd-address",
] as const;

/** Why somebody may sign in or not. */
export const signInReasons = [
  "everybody",
  "in-group",
  "not-in-group",
  "no-user-yet",
  "disabled",
  "unconfirmed",
  "groups-dropped",
] as const;

export type SignUpReason = Remark<(typeof signUpReasons)[number]>;
export type SignInReason = Remark<(typeof signInReasons)[number]>;

/** What the pre-sign-up trigger would decide, and what Cognito would make of it. */
export interface SignUpPreview {
  readonly admitted: boolean;
  /** Whether the user can sign in without a code. */
  readonly confirmed: boolean;
  readonly emailVerified: boolean;
  /** The existing user to whom the external identity is joined. */
  readonly linkedTo: string | undefined;
  /** Groups that the new user gets, as the policy names them. */
  readonly groups: readonly string[];
  /** What the person reads when refused. */
  readonly message: string | undefined;
  readonly reasons: readonly SignUpReason[];
}

/** What the pre-token-generation trigger would decide. */
export interface SignInPreview {
  readonly admitted: boolean;
  /** `cognito:groups` of the tokens. */
  readonly groups: readonly string[];
  /** Claims that the ID token gets besides. */
  readonly claims: JsonObject;
  /** What the person reads when the policy refuses them. */
  readonly message: string | undefined;
  readonly reasons: readonly SignInReason[];
}

/** Whether somebody may sign up and sign in through one application, with what, and why. */
export interface AccessPreview {
  readonly user: {
    /** Undefined for somebody who is no user yet. */
    readonly username: string | undefined;
    readonly email: string | undefined;
    readonly emailVerified: boolean;
    /** Those by which signing in is decided, as a policy names them. */
    readonly groups: readonly string[];
  };
  /** Undefined for somebody who is a user already. */
  readonly signUp: SignUpPreview | undefined;
  readonly signIn: SignInPreview;
}
