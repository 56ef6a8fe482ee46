import { fieldMeta } from "@latchkey/connectors/schema/field-meta";
import { deferred, flag, withDefault } from "@latchkey/connectors/schema/fields";
import * as z from "zod/mini";
import { groupsSchema } from "./policies.ts";

/** As Cognito's API has it: no white space, no control character. */
const USERNAME = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u;
const PROVIDER = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,32}$/u;
// The same without classes of Unicode, for readers of JSON Schema that do not have them.
const NO_BLANKS = "^\\S+$";
/** As long as an attribute of a user can be. */
const MAX_EMAIL = 2048;

/** What is asked about a user of the pool. */
export const knownUserSchema = deferred(() =>
  z.strictObject({
    username: z
      .string()
      .check(z.regex(USERNAME, "Give the name of a user of the pool: 1 to 128 characters without blanks."))
      .register(fieldMeta, {
        title: "User",
        description: "The name of a user of the pool. E-mail address and groups are read there.",
        examples: ["5d1e2f9a-0000-4000-8000-000000000001"],
        constraints: { minLength: 1, maxLength: 128, pattern: NO_BLANKS },
      }),
  }),
);

/** What is asked about somebody who has no account yet. */
export const strangerSchema = deferred(() =>
  z.strictObject({
    email: z.optional(
      z
        .string()
        .check(z.maxLength(MAX_EMAIL))
        .register(fieldMeta, {
          title: "E-mail address",
          description: "As the person or their provider gives it; may be left out for a provider that tells none.",
          examples: ["ada@example.com"],
        }),
    ),
    emailVerified: withDefault(
      flag({
        title: "Vouched for",
        description: "Whether the provider vouches for the address. Without a provider nobody does.",
      }),
      false,
    ),
    provider: z.optional(
      z
        .string()
        .check(z.regex(PROVIDER, "Give the name of a provider as the pool has it: 1 to 32 characters without blanks."))
        .register(fieldMeta, {
          title: "Provider",
          description: "The external provider through which the person comes; left out for a sign-up of their own.",
          examples: ["Google"],
          constraints: { minLength: 1, maxLength: 32, pattern: NO_BLANKS },
        }),
    ),
    groups: withDefault(
      groupsSchema({
        title: "Groups",
        description: "Groups that somebody gives the person besides, as a policy names them.",
        examples: [["editors"]],
      }),
      [],
    ),
  }),
);
