import { eventOf } from "../events.ts";
import type { Call } from "../ports/call.ts";
import type { SignUpRecord } from "../ports/sign-ups.ts";
import type { Services } from "../services.ts";

/** What makes a member of a user. */
export type Welcoming = Pick<Services, "clock" | "ids" | "signUps" | "users">;

/** Where a user came in, and what they get. */
export type Arrival = Pick<SignUpRecord, "userPoolId" | "integrationId" | "owner" | "groups" | "username">;

/**
 * Gives a user the groups of an application, and makes them its member. The groups first: once the member is written, nobody looks
 * at the sign-up any more. Repeating it has no further effect.
 */
export async function settleIn(
  { users, signUps, clock, ids }: Welcoming,
  { userPoolId, integrationId, owner, groups, username }: Arrival,
  call: Call,
): Promise<void> {
  await Promise.all(groups.map((group) => users.addToGroup({ id: userPoolId }, username, group, call)));
  const event = eventOf({ ids, clock }, { id: integrationId, owner }, "member.joined", "latchkey", {
    username,
    groups: [...groups],
  });
  const member = { integrationId, username, groups, joinedAt: clock.now() };
  await signUps.complete(member, { userPoolId, event }, call);
}
