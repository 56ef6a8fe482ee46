import { signInReasons, signUpReasons } from "@latchkey/core/access-preview";
import * as z from "zod/mini";
import { described } from "./text.ts";

const reasons = (codes: readonly string[]) =>
  z
    .array(
      z.object({
        code: z.enum(codes).check(z.describe("Stable. There may be more of them later.")),
        detail: described("The same in words."),
      }),
    )
    .check(z.describe("Why, the decisive reason first."));

const groups = (description: string) => z.array(z.string()).check(z.describe(description));
const message = z
  .nullable(z.string())
  .check(z.describe("What the person reads when the policy refuses them; null when it does not."));

/** What signing up would come to. */
export const signUpPreviewSchema = z
  .object({
    admitted: z.boolean().check(z.describe("Whether the person may create an account through this application.")),
    confirmed: z.boolean().check(z.describe("Whether they can sign in without a code.")),
    emailVerified: z.boolean().check(z.describe("Whether their address counts as verified without a code.")),
    linkedTo: z
      .nullable(z.string())
      .check(z.describe("The existing user who gets one more way to sign in; null when a user is created.")),
    groups: groups("Groups that the new user gets, as a policy names them."),
    message,
    reasons: reasons(signUpReasons),
  })
  .check(z.describe("What signing up would come to, by the same decision as the sign-up trigger's."));

/** What signing in would come to. */
export const signInPreviewSchema = z
  .object({
    admitted: z.boolean().check(z.describe("Whether the user gets tokens of this application.")),
    groups: groups("`cognito:groups` of the tokens: groups as the application knows them."),
    claims: z
      .record(z.string(), z.unknown())
      .check(z.describe("Claims that the ID token gets besides, because the application reads them.")),
    message,
    reasons: reasons(signInReasons),
  })
  .check(z.describe("What signing in would come to, by the same decision as the token trigger's."));

/** Whether somebody may sign up and sign in. */
export const accessPreviewSchema = z
  .object({
    user: z
      .object({
        username: z.nullable(z.string()).check(z.describe("Null for somebody who is no user yet.")),
        email: z.nullable(z.string()),
        emailVerified: z.boolean(),
        groups: groups("Groups by which signing in is decided, as a policy names them."),
      })
      .check(z.describe("Who was asked about.")),
    signUp: z.nullable(signUpPreviewSchema).check(z.describe("Null for somebody who is a user already.")),
    signIn: signInPreviewSchema,
  })
  .check(z.describe("Whether somebody may sign up and sign in through an application, with what, and why."));

export type AccessPreviewRepresentation = z.infer<typeof accessPreviewSchema>;
