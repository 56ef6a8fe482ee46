import type { Caller } from "../caller.ts";
import type { IntegrationId } from "../ids.ts";
import type { Call } from "../ports/call.ts";
import type { MemberPage, SignUps } from "../ports/sign-ups.ts";
import type { Services } from "../services.ts";
import { getIntegration } from "./read.ts";

export interface MembersQuery {
  readonly caller: Caller;
  readonly id: IntegrationId;
  /** 1 to 100. */
  readonly limit: number;
  /** Continue after this user name. */
  readonly after?: string;
}

/** The users who signed up through an integration's application, by user name. Throws `not-found`, also for somebody else's. */
export async function listMembers(
  services: Pick<Services, "registry" | "clock"> & { readonly signUps: Pick<SignUps, "members"> },
  { caller, id, ...page }: MembersQuery,
  call: Call,
): Promise<MemberPage> {
  await getIntegration(services, { caller, id }, call);
  return services.signUps.members(id, page, call);
}
