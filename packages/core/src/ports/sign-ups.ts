import type { Owner } from "../caller.ts";
import type { IntegrationId } from "../ids.ts";
import type { IntegrationEvent } from "../integration.ts";
import type { Call } from "./call.ts";
import type { ClientPolicy } from "./client-policies.ts";

/** A sign-up through an integration's application that has not been completed yet. */
export interface SignUpRecord {
  readonly userPoolId: string;
  /** Cognito's user name. */
  readonly username: string;
  readonly integrationId: IntegrationId;
  readonly owner: Owner;
  /** Of the address that was judged: it is the sign-up of no user with another. Undefined for none, or none that is one. */
  readonly emailDomain?: string;
  /** Cognito groups that the user is to get. */
  readonly groups: readonly string[];
  /** Epoch milliseconds. */
  readonly signedUpAt: number;
  /** When the reconciler looks whether the user was confirmed and yet not welcomed. */
  readonly lookAt: number;
  /** Who is not confirmed by now has to sign up again. */
  readonly expiresAt: number;
}

/** A user who came through an integration's application. */
export interface Member {
  readonly integrationId: IntegrationId;
  readonly username: string;
  readonly groups: readonly string[];
  /** Epoch milliseconds. */
  readonly joinedAt: number;
}

export interface MemberPage {
  readonly items: readonly Member[];
  /** User name after which the next page begins; undefined ends the list. */
  readonly next: string | undefined;
}

/** Whom an event says to be confirmed, and through which client. */
export interface Confirmed {
  readonly userPoolId: string;
  readonly username: string;
  /** Undefined when an administrator has confirmed the user. */
  readonly clientId: string | undefined;
}

/** Sign-ups under way, and the members that came of them. Every method throws `UpstreamError`. */
export interface SignUps {
  /** Replaces an earlier one of the same user name. */
  record(signUp: SignUpRecord, call: Call): Promise<void>;
  /** The sign-up of somebody who was confirmed, and the policy of the client, in one strongly consistent read. */
  ofConfirmed(
    confirmed: Confirmed,
    call: Call,
  ): Promise<{ readonly signUp: SignUpRecord | undefined; readonly policy: ClientPolicy | undefined }>;
  /**
   * Writes the member with its event, and takes the sign-up's record away, all or nothing. `already` when the user is a member:
   * nothing was written then but the record's removal.
   */
  complete(
    member: Member,
    context: { readonly userPoolId: string; readonly event: IntegrationEvent },
    call: Call,
  ): Promise<"completed" | "already">;
  /** Records to look at, longest due first. Eventually consistent. */
  due(now: number, limit: number, call: Call): Promise<readonly SignUpRecord[]>;
  /** Without effect on a record that is gone, or of a later sign-up under the same name. */
  postpone(signUp: SignUpRecord, lookAt: number, call: Call): Promise<void>;
  /** As for `postpone`. */
  drop(signUp: SignUpRecord, call: Call): Promise<void>;
  /** The members of an integration, by user name. */
  members(
    id: IntegrationId,
    page: { readonly limit: number; readonly after?: string },
    call: Call,
  ): Promise<MemberPage>;
}
