import type { Caller } from "../../caller.ts";
import type { IntegrationId } from "../../ids.ts";
import type { UserDirectory } from "../../ports/user-directory.ts";
import type { Services } from "../../services.ts";

/** A user of the pool. */
export interface KnownUser {
  readonly username: string;
}

/** Somebody who has no account yet. */
export interface Stranger {
  readonly email?: string | undefined;
  /** Whether the external provider vouches for the address. Without a provider nobody does. */
  readonly emailVerified: boolean;
  /** The external provider through which they come; undefined for a sign-up of one's own. */
  readonly provider?: string | undefined;
  /** Groups that somebody gives them besides, as a policy names them. */
  readonly groups: readonly string[];
}

export interface AccessQuestion {
  readonly caller: Caller;
  readonly id: IntegrationId;
  readonly who: KnownUser | Stranger;
}

/** What a preview reads; it changes nothing. */
export type AccessPreviewer = Pick<Services, "registry" | "clock" | "deployment"> & {
  readonly users: Pick<UserDirectory, "find" | "byEmail" | "groupsOf">;
};
