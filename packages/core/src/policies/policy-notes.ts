import type { Policies } from "./check-policies.ts";

/** Something that somebody should know: for programs a code, for people a sentence. */
export interface Remark<Code extends string = string> {
  readonly code: Code;
  readonly detail: string;
}

export type PolicyNote = Remark<"admitted-elsewhere" | "no-access-after-sign-up" | "unproven-addresses">;

/** What policies do or do not do, against what might be expected of them. Pure. */
export const policyNotes = (policies: Policies): readonly PolicyNote[] => [
  ...accessNotes(policies),
  ...addressNotes(policies),
];

function accessNotes({ signUp, access }: Policies): readonly PolicyNote[] {
  if (access === undefined) {
    if (signUp?.mode !== "domains") return [];
    return [
      {
        code: "admitted-elsewhere",
        detail:
          "The domains decide who may sign up here, and not who may sign in: all users of the pool can, whoever admitted them. Set access to keep others out.",
      },
    ];
  }
  if (signUp === undefined || signUp.mode === "closed") return [];
  if (access.groups.some((group) => signUp.groups.includes(group))) return [];
  return [
    {
      code: "no-access-after-sign-up",
      detail:
        "Who signs up here gets none of the groups that access asks for, and cannot sign in until somebody adds them to one. Name one of these groups in signUp too, to let them in at once.",
    },
  ];
}

/** Whichever application has the link: a user is one of the whole pool, and nobody can tell by which way an address was verified. */
function addressNotes({ signUp }: Policies): readonly PolicyNote[] {
  if (!signUp?.autoVerifyEmail || signUp.mode === "closed") return [];
  return [
    {
      code: "unproven-addresses",
      detail:
        "Addresses count as verified without a proof: anybody can take an account with another person's. Where any application links, that person's first sign-in through a provider ends in it. Leave autoVerifyEmail out, or link nowhere.",
    },
  ];
}
