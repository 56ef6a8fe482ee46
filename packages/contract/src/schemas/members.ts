import * as z from "zod/mini";
import { described, instant } from "./text.ts";

/** A user who signed up through an application. */
export const memberSchema = z
  .object({
    username: described("The user's name in the user pool."),
    groups: z
      .array(z.string())
      .check(
        z.describe("Groups that the sign-up gave: `editors` is the integration's own, `pool:staff` one of the pool."),
      ),
    joinedAt: instant("When the user was confirmed."),
  })
  .check(z.describe("A user who signed up through the application."));

/** A page of members. */
export const memberListSchema = z
  .object({
    items: z.array(memberSchema).check(z.describe("By user name.")),
    nextCursor: z.nullable(z.string()).check(z.describe("Send it as `cursor` for the next page; null at the end.")),
  })
  .check(z.describe("One page of an integration's members."));

export type MemberListRepresentation = z.infer<typeof memberListSchema>;
