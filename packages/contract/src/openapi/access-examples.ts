import type { AccessPreview } from "@latchkey/core/access-preview";
import type { Integration } from "@latchkey/core/integration";
import { cognitoGroup, policyGroup } from "@latchkey/core/policies/group-name";
import { type AccessPolicy, CLOSED, type SignUpPolicy } from "@latchkey/core/policies/policies";
import type { PoolUser } from "@latchkey/core/ports/user-directory";
import { previewSignIn } from "@latchkey/core/usecases/access-preview/preview-sign-in";
import { previewSignUp } from "@latchkey/core/usecases/access-preview/preview-sign-up";
import { representAccessPreview } from "../representations/access-preview.ts";
import { representMember } from "../representations/member.ts";
import type { ExampleObject } from "./document.ts";
import { AT, asJson } from "./example-rows.ts";

const SIGN_UP: SignUpPolicy = {
  ...CLOSED,
  mode: "domains",
  allowedDomains: ["example.com"],
  groups: ["editors"],
  link: "verified",
};
const ACCESS: AccessPolicy = { groups: ["editors"] };
const EMAIL = "ada@example.com";
const USERNAME = "5d1e2f9a-0000-4000-8000-000000000001";
const HOLDER: PoolUser = {
  username: USERNAME,
  status: "CONFIRMED",
  enabled: true,
  email: EMAIL,
  emailVerified: true,
  createdAt: AT,
};

/** Who may sign up and sign in, and who did. */
export function accessExamples({ id }: Integration): Readonly<Record<string, ExampleObject>> {
  const row = { id, access: ACCESS };
  const editors = cognitoGroup(id, "editors");
  const shown = (summary: string, preview: AccessPreview): ExampleObject => ({
    summary,
    value: asJson(representAccessPreview(preview)),
  });
  /** Somebody who has no account yet, with the groups by which signing in is decided. */
  const stranger = (
    [email, external, holders]: readonly [email: string, external: boolean, holders: readonly PoolUser[]],
    groups: readonly string[],
  ): AccessPreview => {
    const signUp = previewSignUp(SIGN_UP, { email, external, emailVerified: external }, holders);
    const { emailVerified } = signUp;
    const named = groups.map((group) => policyGroup(id, group));
    return {
      user: { username: undefined, email, emailVerified, groups: named },
      signUp,
      signIn: previewSignIn(row, { groups, signUp }),
    };
  };
  const member = { integrationId: id, username: USERNAME, groups: [editors], joinedAt: AT + 3_600_000 };
  return {
    members: { summary: "The last page", value: asJson({ items: [representMember(member)], nextCursor: null }) },
    "access-of-stranger": { summary: "Somebody who signs up", value: { email: EMAIL } },
    "access-of-federated": {
      summary: "Somebody whom a provider brings for the first time",
      value: { email: EMAIL, emailVerified: true, provider: "Google" },
    },
    "access-of-user": { summary: "A user of the pool", value: { username: USERNAME } },
    "access-admitted": shown("A new user with a group", stranger([EMAIL, false, []], [editors])),
    "access-linked": shown("One more way to sign in", stranger([EMAIL, true, [HOLDER]], [editors])),
    "access-refused": shown("Neither an account nor access", stranger(["ada@example.net", false, []], [])),
  };
}
