import { policyGroup } from "@latchkey/core/policies/group-name";
import type { Member } from "@latchkey/core/ports/sign-ups";
import type { MemberListRepresentation } from "../schemas/members.ts";
import { instant } from "./instant.ts";

/** A member as the API shows it. */
export const representMember = ({
  integrationId,
  username,
  groups,
  joinedAt,
}: Member): MemberListRepresentation["items"][number] => ({
  username,
  groups: groups.map((group) => policyGroup(integrationId, group)),
  joinedAt: instant(joinedAt),
});
