import { canonicalJson } from "../canonical-json.ts";
import { type FieldError, LatchkeyError } from "../errors.ts";
import type { Json } from "../json.ts";
import { normalPattern } from "./email-domain.ts";
import { groupProblem, isPoolWide } from "./group-name.ts";
import type { AccessPolicy, SignUpPolicy } from "./policies.ts";

export interface Policies {
  readonly signUp?: SignUpPolicy | undefined;
  readonly access?: AccessPolicy | undefined;
}

/** In normal form; a policy that is not asked for is not there. */
export interface CheckedPolicies {
  readonly signUp?: SignUpPolicy;
  readonly access?: AccessPolicy;
}

/** What a policy list may hold at most: it is read with every sign-up. */
export const MAX_DOMAINS = 100;
export const MAX_GROUPS = 20;

/**
 * Checks policies and answers them in normal form. What changes identity for the whole pool (confirming or verifying without a code,
 * linking, groups of the pool) is for admins; so is every change of a policy that holds such a thing. Throws `invalid-body` and
 * `missing-scope`, with a pointer for each fault.
 */
export function checkPolicies(
  asked: Policies,
  { admin, before }: { readonly admin: boolean; readonly before: Policies },
): CheckedPolicies {
  const { signUp, access } = asked;
  const errors = [...(signUp ? signUpErrors(signUp) : []), ...(access ? accessErrors(access) : [])];
  if (errors.length > 0)
    throw new LatchkeyError("invalid-body", "The request body does not match the schema; see errors.", { errors });
  const checked = {
    ...(signUp && { signUp: normalSignUp(signUp) }),
    ...(access && { access: { groups: distinct(access.groups) } }),
  };
  if (!admin) requireOwn(checked, before);
  return checked;
}

const normalSignUp = (policy: SignUpPolicy): SignUpPolicy => ({
  ...policy,
  allowedDomains: distinct(policy.allowedDomains.flatMap((pattern) => normalPattern(pattern) ?? [])),
  deniedDomains: distinct(policy.deniedDomains.flatMap((pattern) => normalPattern(pattern) ?? [])),
  groups: distinct(policy.groups),
});

const distinct = (list: readonly string[]): readonly string[] => [...new Set(list)];

function signUpErrors({ mode, allowedDomains, deniedDomains, groups }: SignUpPolicy): readonly FieldError[] {
  return [
    ...domainErrors("/signUp/allowedDomains", allowedDomains),
    ...domainErrors("/signUp/deniedDomains", deniedDomains),
    ...groupErrors("/signUp/groups", groups),
    ...(mode === "domains" && allowedDomains.length === 0
      ? [{ pointer: "/signUp/allowedDomains", detail: "With the mode domains, name at least one domain." }]
      : []),
    ...(mode !== "domains" && allowedDomains.length > 0
      ? [{ pointer: "/signUp/allowedDomains", detail: "Allowed domains have a meaning with the mode domains only." }]
      : []),
  ];
}

function accessErrors({ groups }: AccessPolicy): readonly FieldError[] {
  if (groups.length > 0) return groupErrors("/access/groups", groups);
  return [{ pointer: "/access/groups", detail: "Name at least one group, or leave access out to admit everybody." }];
}

function domainErrors(pointer: string, patterns: readonly string[]): readonly FieldError[] {
  if (patterns.length > MAX_DOMAINS) return [{ pointer, detail: `At most ${MAX_DOMAINS} domains.` }];
  return patterns.flatMap((pattern, index) =>
    normalPattern(pattern) === undefined
      ? [{ pointer: `${pointer}/${index}`, detail: "Write a domain such as example.com, or *.example.com." }]
      : [],
  );
}

const GROUP_FIXES = {
  malformed:
    "Write 1 to 63 letters, digits, dots, hyphens and underscores, or the same after pool: for a group of the pool.",
  reserved: "Groups that begin with latchkey- decide who may use Latchkey, and cannot be named.",
  foreign: "This is a group of an integration; a policy can name its own, without the prefix.",
} as const;

/** What is wrong with a list of groups as policies name them. */
export function groupErrors(pointer: string, groups: readonly string[]): readonly FieldError[] {
  if (groups.length > MAX_GROUPS) return [{ pointer, detail: `At most ${MAX_GROUPS} groups.` }];
  return groups.flatMap((name, index) => {
    const problem = groupProblem(name);
    return problem === undefined ? [] : [{ pointer: `${pointer}/${index}`, detail: GROUP_FIXES[problem] }];
  });
}

/** Where policies concern more than their own application, as pointers. */
function privileges({ signUp, access }: Policies): readonly string[] {
  const pointer = (holds: boolean, at: string): readonly string[] => (holds ? [at] : []);
  const poolWide = (groups: readonly string[], at: string): readonly string[] =>
    groups.flatMap((name, index) => pointer(isPoolWide(name), `${at}/${index}`));
  return [
    ...(signUp
      ? [
          ...poolWide(signUp.groups, "/signUp/groups"),
          ...pointer(signUp.autoConfirm, "/signUp/autoConfirm"),
          ...pointer(signUp.autoVerifyEmail, "/signUp/autoVerifyEmail"),
          ...pointer(signUp.link !== "never", "/signUp/link"),
        ]
      : []),
    ...(access ? poolWide(access.groups, "/access/groups") : []),
  ];
}

function requireOwn(checked: Policies, before: Policies): void {
  const errors = (["signUp", "access"] as const).flatMap((member): readonly FieldError[] => {
    const [was, is] = [before[member], checked[member]];
    if (textOf(was) === textOf(is)) return [];
    const wanted = privileges({ [member]: is });
    if (wanted.length > 0) return wanted.map((pointer) => ({ pointer, detail: FOR_ADMINS }));
    return privileges({ [member]: was }).length > 0 ? [{ pointer: `/${member}`, detail: SET_BY_ADMIN }] : [];
  });
  if (errors.length > 0)
    throw new LatchkeyError(
      "missing-scope",
      "This concerns every application of the user pool, and needs the scope integrations/admin; see errors.",
      { errors },
    );
}

const FOR_ADMINS = "This is for admins, and so is every change of a policy that has it. Leave it out, or ask one.";
const SET_BY_ADMIN = "This policy has what only an admin may set, so that only an admin may change it. Ask one.";

// Interfaces have no index signature, but are JSON all the same.
const textOf = (policy: SignUpPolicy | AccessPolicy | undefined): string =>
  policy === undefined ? "" : canonicalJson(policy as unknown as Json);
