import type { SignInPreview, SignInReason, SignUpPreview } from "../../access-preview.ts";
import type { Integration } from "../../integration.ts";
import { decideToken } from "../../policies/decide-token.ts";
import { cognitoGroup } from "../../policies/group-name.ts";
import type { PoolUser } from "../../ports/user-directory.ts";

type Policy = Pick<Integration, "id" | "access" | "groupsClaim">;

interface Person {
  /** Cognito's groups. */
  readonly groups: readonly string[];
  /** Somebody who is a user. */
  readonly user?: PoolUser;
  /** What became of somebody who was none. */
  readonly signUp?: SignUpPreview;
}

const reason = (code: SignInReason["code"], detail: string): SignInReason => ({ code, detail });

/** What the pre-token-generation trigger would decide, unless Cognito lets nobody get that far. Pure. */
export function previewSignIn(row: Policy, person: Person): SignInPreview {
  const { id, access, groupsClaim } = row;
  const decision = decideToken(
    { integrationId: id, ...(access && { access }), ...(groupsClaim !== undefined && { groupsClaim }) },
    person.groups,
  );
  const obstacles = obstaclesOf(person);
  if (!decision.admitted)
    return { ...NOTHING, message: decision.text, reasons: [explainAccess(row, person, false), ...obstacles] };
  const reasons = [explainAccess(row, person, true), ...obstacles, ...dropped(decision.droppedGroups)];
  if (obstacles.some(({ code }) => code !== "no-user-yet")) return { ...NOTHING, message: undefined, reasons };
  return { admitted: true, groups: decision.groups, claims: decision.claims, message: undefined, reasons };
}

const NOTHING = { admitted: false, groups: [], claims: {} } as const;

function explainAccess({ id, access }: Policy, { groups }: Person, admitted: boolean): SignInReason {
  if (access === undefined) return reason("everybody", "There is no access policy: all users of the pool may sign in.");
  if (!admitted)
    return reason(
      "not-in-group",
      `The user is in none of the groups that access asks for: ${access.groups.join(", ")}.`,
    );
  const admitting = access.groups.filter((name) => groups.includes(cognitoGroup(id, name)));
  return reason("in-group", `The user is in ${admitting.join(", ")}, which access asks for.`);
}

/** What Cognito itself decides, and what the answer takes for granted. */
function obstaclesOf({ user, signUp }: Person): readonly SignInReason[] {
  if (signUp?.admitted === false)
    return [
      reason(
        "no-user-yet",
        "Nobody becomes a user here. This holds for them once they have an account from elsewhere.",
      ),
    ];
  if (user?.enabled === false) return [reason("disabled", "The user is disabled in the pool, and cannot sign in.")];
  return user?.status === "UNCONFIRMED"
    ? [reason("unconfirmed", "The user has not confirmed the sign-up yet, and cannot sign in before.")]
    : [];
}

const dropped = (count: number): readonly SignInReason[] =>
  count === 0
    ? []
    : [reason("groups-dropped", `The tokens have no room for all groups: ${count} of them are left out.`)];
