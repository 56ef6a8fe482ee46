import { fieldMeta } from "@latchkey/connectors/schema/field-meta";
import { choice, deferred, flag, withDefault } from "@latchkey/connectors/schema/fields";
import { MAX_DOMAINS, MAX_GROUPS } from "@latchkey/core/policies/check-policies";
import * as z from "zod/mini";

// What a list's entries look like to a form; packages/core/src/policies decides.
const DOMAIN_PATTERN = "^(\\*\\.)?[^\\s@/:*.]+(\\.[^\\s@/:*.]+)+$";
const GROUP_PATTERN = "^(pool:)?[A-Za-z0-9][A-Za-z0-9._-]{0,62}$";
/** Longer than any domain or group is. */
const MAX_ENTRY = 260;

interface Words {
  readonly title: string;
  readonly description: string;
  readonly examples: readonly (readonly string[])[];
}

const listOf = (pattern: string, max: number, { title, description, examples }: Words, entry: string) =>
  z
    .array(
      z
        .string()
        .check(z.maxLength(MAX_ENTRY))
        .register(fieldMeta, { title: entry, description: `One ${entry.toLowerCase()}.`, constraints: { pattern } }),
    )
    .check(z.maxLength(max))
    .register(fieldMeta, { title, description, examples });

const domains = (words: Words) => listOf(DOMAIN_PATTERN, MAX_DOMAINS, words, "Domain");

/** Groups as a policy names them. */
export const groupsSchema = (words: Words) => listOf(GROUP_PATTERN, MAX_GROUPS, words, "Group");

const makeMembers = () => ({
  mode: choice({
    title: "Who may sign up",
    description: "Who may create an account through this application.",
    choices: [
      { value: "closed", title: "Nobody" },
      { value: "open", title: "Everybody" },
      { value: "domains", title: "Holders of e-mail addresses in the allowed domains" },
    ],
  }),
  allowedDomains: domains({
    title: "Allowed domains",
    description:
      "With the mode `domains`, and at least one then: `example.com` alone, or `*.example.com` with everything below it.",
    examples: [["example.com", "*.example.org"]],
  }),
  deniedDomains: domains({
    title: "Denied domains",
    description: "Refused whatever else is allowed; written like the allowed ones.",
    examples: [["contractors.example.com"]],
  }),
  groups: groupsSchema({
    title: "Groups of new users",
    description:
      "Groups that a new user gets: `editors` is this integration's own, made when it is saved; `pool:staff` is a group of the whole user pool, and for admins.",
    examples: [["editors"]],
  }),
  autoConfirm: flag({
    title: "Confirm without a code",
    description: "New users can sign in at once. Concerns the whole user pool: for admins.",
  }),
  autoVerifyEmail: flag({
    title: "Verify e-mail addresses without a code",
    description:
      "A new user's address counts as verified, unless another user has proven it. Concerns the whole user pool: for admins.",
  }),
  link: choice({
    title: "External identities",
    description:
      "Whether a first sign-in through an external provider becomes one more way to sign in for the existing user with that address. `verified` is for admins.",
    choices: [
      { value: "never", title: "Always a user of their own" },
      { value: "verified", title: "Joined when the provider vouches for the address and the user has proven it" },
    ],
  }),
});

/** Who may sign up through an application. What its lists hold is checked beside the schema. */
export const signUpPolicySchema = deferred(() => {
  const members = makeMembers();
  return z
    .strictObject({
      mode: withDefault(members.mode, "closed"),
      allowedDomains: withDefault(members.allowedDomains, []),
      deniedDomains: withDefault(members.deniedDomains, []),
      groups: withDefault(members.groups, []),
      autoConfirm: withDefault(members.autoConfirm, false),
      autoVerifyEmail: withDefault(members.autoVerifyEmail, false),
      link: withDefault(members.link, "never"),
    })
    .register(fieldMeta, {
      title: "Sign-up policy",
      description: "Who may sign up through the application, and what becomes of them. Without it, nobody may.",
      examples: [{ mode: "domains", allowedDomains: ["example.com"], groups: ["editors"] }],
    });
});

const nullable = <Member extends z.ZodMiniType>(member: Member) => z.optional(z.nullable(member));

/** The same in a patch: null brings a member back to its default. */
export const signUpPolicyPatchSchema = deferred(() => {
  const members = makeMembers();
  return z.strictObject({
    mode: nullable(members.mode),
    allowedDomains: nullable(members.allowedDomains),
    deniedDomains: nullable(members.deniedDomains),
    groups: nullable(members.groups),
    autoConfirm: nullable(members.autoConfirm),
    autoVerifyEmail: nullable(members.autoVerifyEmail),
    link: nullable(members.link),
  });
});

const makeAccessGroups = () =>
  groupsSchema({
    title: "Groups",
    description:
      "Any of these groups: `editors` is this integration's own, made when it is saved; `pool:staff` is a group of the whole user pool, and for admins.",
    examples: [["editors"]],
  }).check(z.minLength(1));

/** Who may sign in to an application. */
export const accessPolicySchema = deferred(() =>
  z.strictObject({ groups: makeAccessGroups() }).register(fieldMeta, {
    title: "Access policy",
    description:
      "Who may sign in to the application, judged whenever a token is issued. Without it, every user of the pool may.",
    examples: [{ groups: ["editors"] }],
  }),
);

/** The same in a patch. */
export const accessPolicyPatchSchema = deferred(() => z.strictObject({ groups: z.optional(makeAccessGroups()) }));
