import * as z from "zod/mini";
import { described } from "./text.ts";

const groups = z
  .array(z.string())
  .check(z.describe("`editors` is the integration's own group, `pool:staff` one of the whole user pool."));
const domains = z
  .array(z.string())
  .check(z.describe("`example.com` alone, or `*.example.com` with everything below it."));

/** Who may sign up, as it holds. */
export const signUpAnswerSchema = z
  .object({
    mode: z.enum(["closed", "open", "domains"]).check(z.describe("Nobody, everybody, or the allowed domains.")),
    allowedDomains: domains,
    deniedDomains: domains,
    groups,
    autoConfirm: z.boolean().check(z.describe("New users can sign in without a code.")),
    autoVerifyEmail: z.boolean().check(z.describe("A new user's address counts as verified without a code.")),
    link: z
      .enum(["never", "verified"])
      .check(z.describe("Whether a first sign-in through an external provider is joined to an existing user.")),
  })
  .check(z.describe("Who may sign up through the application; defaults filled in. Nobody without it."));

/** Who may sign in, as it holds. */
export const accessAnswerSchema = z
  .object({ groups })
  .check(z.describe("Who may sign in: users in any of these groups. Every user of the pool without it."));

/** What policies do or do not do, against what might be expected of them. */
export const policyNoteSchema = z
  .object({
    code: z
      .enum(["admitted-elsewhere", "no-access-after-sign-up", "unproven-addresses"])
      .check(z.describe("Stable. There may be more of them later.")),
    detail: described("What to know, and what to do about it."),
  })
  .check(z.describe("Something to know about an integration's policies."));

/** What an answer says of policies: as they come. */
export const policyMembers = {
  signUp: z.optional(signUpAnswerSchema),
  access: z.optional(accessAnswerSchema),
  notes: z
    .optional(z.array(policyNoteSchema))
    .check(z.describe("What is to be known about the policies; absent when there is nothing to say.")),
};

export type PolicyMembers = z.infer<z.ZodMiniObject<typeof policyMembers>>;
