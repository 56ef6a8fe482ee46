import type { AccessPreview, SignUpPreview } from "../../access-preview.ts";
import { LatchkeyError } from "../../errors.ts";
import type { Integration } from "../../integration.ts";
import { groupErrors } from "../../policies/check-policies.ts";
import { asksForHolders } from "../../policies/decide-admission.ts";
import { cognitoGroup, policyGroup } from "../../policies/group-name.ts";
import { CLOSED } from "../../policies/policies.ts";
import type { Call } from "../../ports/call.ts";
import { getIntegration } from "../read.ts";
import type { AccessPreviewer, AccessQuestion, KnownUser, Stranger } from "./access-question.ts";
import { previewSignIn } from "./preview-sign-in.ts";
import { previewSignUp } from "./preview-sign-up.ts";

/**
 * Whether somebody may sign up and sign in through an application, decided by the functions by which the triggers decide. Throws
 * `not-found`, and `invalid-body` for a user whom the pool does not have and for groups that no policy could name.
 */
export async function previewAccess(
  services: AccessPreviewer,
  { who, ...place }: AccessQuestion,
  call: Call,
): Promise<AccessPreview> {
  const errors = "username" in who ? [] : groupErrors("/groups", who.groups);
  if (errors.length > 0)
    throw new LatchkeyError("invalid-body", "The request body does not match the schema; see errors.", { errors });
  const row = await getIntegration(services, place, call);
  return "username" in who ? ofUser(services, row, who, call) : ofStranger(services, row, who, call);
}

async function ofUser(
  { users, deployment: { pool } }: AccessPreviewer,
  row: Integration,
  { username }: KnownUser,
  call: Call,
): Promise<AccessPreview> {
  const user = await users.find(pool, username, call);
  if (user === undefined) throw noSuchUser();
  const groups = await users.groupsOf(pool, username, call);
  return {
    user: { username: user.username, email: user.email, emailVerified: user.emailVerified, groups: named(row, groups) },
    signUp: undefined,
    signIn: previewSignIn(row, { groups, user }),
  };
}

async function ofStranger(
  services: AccessPreviewer,
  row: Integration,
  who: Stranger,
  call: Call,
): Promise<AccessPreview> {
  const { id, signUp: policy = CLOSED } = row;
  const { users, deployment } = services;
  const external = who.provider !== undefined;
  const newcomer = { email: who.email, external, emailVerified: external && who.emailVerified };
  const holders = asksForHolders(policy, newcomer)
    ? await users.byEmail(deployment.pool, who.email ?? "", call)
    : undefined;
  const signUp = previewSignUp(policy, newcomer, holders);
  const groups = [...new Set(await groupsAfter(services, row, { who, signUp }, call))];
  return {
    user: {
      username: undefined,
      email: who.email,
      emailVerified: signUp.emailVerified,
      groups: groups.map((group) => policyGroup(id, group)),
    },
    signUp,
    signIn: previewSignIn(row, { groups, signUp }),
  };
}

/** The Cognito groups of somebody who has come in: an existing user's, or those of a new one. */
async function groupsAfter(
  { users, deployment: { pool } }: AccessPreviewer,
  { id }: Integration,
  { who, signUp }: { readonly who: Stranger; readonly signUp: SignUpPreview },
  call: Call,
): Promise<readonly string[]> {
  const given = [...who.groups, ...signUp.groups].map((name) => cognitoGroup(id, name));
  if (signUp.linkedTo !== undefined) return [...(await users.groupsOf(pool, signUp.linkedTo, call)), ...given];
  // Cognito makes this group of each provider's users
  // (https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-user-groups.html).
  return who.provider === undefined ? given : [`${pool.id}_${who.provider}`, ...given];
}

const named = ({ id }: Integration, groups: readonly string[]): readonly string[] =>
  groups.map((group) => policyGroup(id, group));

const noSuchUser = (): LatchkeyError =>
  new LatchkeyError("invalid-body", "The user pool has no such user; see errors.", {
    errors: [
      {
        pointer: "/username",
        detail: "Send the name of a user of the pool, or an e-mail address alone for somebody who is none yet.",
      },
    ],
  });
