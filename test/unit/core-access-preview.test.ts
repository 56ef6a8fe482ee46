import { type AccessPreview, signInReasons, signUpReasons } from "@latchkey/core/access-preview";
import type { IntegrationId } from "@latchkey/core/ids";
import type { Integration } from "@latchkey/core/integration";
import { checkPolicies, type Policies } from "@latchkey/core/policies/check-policies";
import { cognitoGroup, policyGroup } from "@latchkey/core/policies/group-name";
import type { Registry } from "@latchkey/core/ports/registry";
import type { SignUpRecord, SignUps } from "@latchkey/core/ports/sign-ups";
import type { PoolUser, UserDirectory } from "@latchkey/core/ports/user-directory";
import type { Deployment, Services } from "@latchkey/core/services";
import type { AccessQuestion, Stranger } from "@latchkey/core/usecases/access-preview/access-question";
import { previewAccess } from "@latchkey/core/usecases/access-preview/preview-access";
import { admitSignUp } from "@latchkey/core/usecases/sign-up/admit-sign-up";
import { issueToken } from "@latchkey/core/usecases/sign-up/issue-token";
import { RefusedError, type SignUpServices } from "@latchkey/core/usecases/sign-up/sign-up-services";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

const ID: IntegrationId = "int_01JDA7Z8Q4T3V5W6X7Y8Z9A0BC";
const OTHER = "int_01JDA7Z8Q4T3V5W6X7Y8Z9A0BD";
const POOL = "eu-west-1_EXAMPLE01";
const CLIENT = "client";
const OWNER = "client:portal";
const ADMIN = { owner: "client:operator", admin: true } as const;

/** A pool's users, with their groups, and one integration with its policies. */
interface World {
  readonly policies: Policies;
  readonly groupsClaim: string | undefined;
  readonly users: readonly PoolUser[];
  readonly groups: Readonly<Record<string, readonly string[]>>;
}

const absent = (): never => {
  throw new Error("not asked for");
};

/** Answers from the world; `linked` takes what is joined. */
const directory = ({ users, groups }: World, linked: string[] = []): UserDirectory => ({
  find: async (_pool, username) => users.find((user) => user.username === username),
  byEmail: async (_pool, email) => users.filter((user) => user.email?.toLowerCase() === email.toLowerCase()),
  link: async (_pool, username) => void linked.push(username),
  groupsOf: async (_pool, username) => groups[username] ?? [],
  addToGroup: absent,
});

/** What the triggers do about somebody. */
interface Outcome {
  readonly signUp:
    | { readonly refused: string }
    | { readonly linkedTo: string }
    | { readonly autoConfirm: boolean; readonly autoVerifyEmail: boolean; readonly groups: readonly string[] }
    | null;
  readonly signIn: { readonly refused: string } | { readonly groups: readonly string[]; readonly claims: object };
}

function triggers(world: World, linked: string[], records: SignUpRecord[]): SignUpServices {
  const { policies, groupsClaim } = world;
  const policy = { integrationId: ID, owner: OWNER, ...policies, ...(groupsClaim !== undefined && { groupsClaim }) };
  const silent = () => undefined;
  return {
    readPolicy: async () => ({ kind: "ours", policy: policy as never }),
    signUps: { record: async (signUp: SignUpRecord) => void records.push(signUp) } as unknown as SignUps,
    users: directory(world, linked),
    onFailure: "closed",
    clock: { now: () => 1_700_000_000_000 },
    ids: {} as Services["ids"],
    log: { info: silent, warn: silent, error: silent },
  };
}

/** The text of a refusal, or what was done. */
async function told<T>(work: Promise<T>): Promise<T | { readonly refused: string }> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof RefusedError) return { refused: error.message };
    throw error;
  }
}

async function tokenOf(services: SignUpServices, groups: readonly string[]): Promise<Outcome["signIn"]> {
  const token = await told(issueToken(services, { clientId: CLIENT, groups }, {}));
  if (token === undefined) throw new Error("left to Cognito");
  return "refused" in token ? token : { groups: token.groups, claims: token.claims };
}

/** What becomes of somebody, step by step as Cognito does it: pre-sign-up, groups, tokens. */
async function happens(world: World, who: AccessQuestion["who"]): Promise<Outcome> {
  const [linked, records]: [string[], SignUpRecord[]] = [[], []];
  const services = triggers(world, linked, records);
  if ("username" in who) return { signUp: null, signIn: await tokenOf(services, world.groups[who.username] ?? []) };
  const { email, provider, emailVerified } = who;
  const terms = await told(
    admitSignUp(
      services,
      {
        userPoolId: POOL,
        clientId: CLIENT,
        username: "new",
        ...(email !== undefined && { email }),
        ...(provider !== undefined && { external: { identity: { provider, subject: "1" }, emailVerified } }),
      },
      {},
    ),
  );
  const [target] = linked;
  const given = [...(records[0]?.groups ?? []), ...who.groups.map((group) => cognitoGroup(ID, group))];
  const ofProvider = provider === undefined ? [] : [`${POOL}_${provider}`];
  const groups = target === undefined ? [...given, ...ofProvider] : [...given, ...(world.groups[target] ?? [])];
  const signIn = await tokenOf(services, groups);
  if (target !== undefined) return { signUp: { linkedTo: target }, signIn };
  if (terms === undefined) throw new Error("left to Cognito");
  return { signUp: "refused" in terms ? terms : { ...terms, groups: records[0]?.groups ?? [] }, signIn };
}

async function previewed(world: World, who: AccessQuestion["who"]): Promise<AccessPreview> {
  const { policies, groupsClaim } = world;
  const row = { id: ID, owner: OWNER, state: "active", ...policies, groupsClaim } as unknown as Integration;
  const services = {
    registry: { load: async () => row } as unknown as Registry,
    clock: { now: () => 0 },
    deployment: { pool: { id: POOL } } as Deployment,
    users: directory(world),
  };
  return previewAccess(services, { caller: ADMIN, id: ID, who }, {});
}

/** The preview in the words of the triggers. */
function asOutcome({ signUp, signIn }: AccessPreview, who: AccessQuestion["who"]): Outcome {
  return {
    signUp: signUp === undefined ? null : signUpOutcome(signUp, who as Stranger),
    signIn: signIn.admitted
      ? { groups: signIn.groups, claims: signIn.claims }
      : { refused: signIn.message ?? "by Cognito" },
  };
}

function signUpOutcome(signUp: NonNullable<AccessPreview["signUp"]>, { provider, emailVerified }: Stranger) {
  if (!signUp.admitted) return { refused: signUp.message ?? "" };
  if (signUp.linkedTo !== undefined) return { linkedTo: signUp.linkedTo };
  const external = provider !== undefined;
  return {
    // A provider's users need no code and are as verified as it says, whatever the trigger answers.
    autoConfirm: external ? !signUp.confirmed : signUp.confirmed,
    autoVerifyEmail: external ? signUp.emailVerified !== emailVerified : signUp.emailVerified,
    groups: signUp.groups.map((group) => cognitoGroup(ID, group)),
  };
}

const oneOf = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

const domains = oneOf(
  "example.com",
  "example.org",
  "sub.example.com",
  "EXAMPLE.com",
  "example.com.evil.test",
  "evil.test",
  "bücher.example",
  "xn--bcher-kva.example",
  "ex\u0430mple.com",
  "example.com.",
  "example.com@evil.test",
  "",
);
const plain = oneOf("ada@example.com", "Ada@example.com", "ada@sub.example.com", "ada+1@example.org");
const email = fc.oneof(
  { weight: 5, arbitrary: plain },
  { weight: 3, arbitrary: fc.tuple(oneOf("ada", "a+b", 'x"y', "é", ""), domains).map(([name, at]) => `${name}@${at}`) },
  { weight: 1, arbitrary: fc.oneof(fc.string(), fc.constant("x".repeat(5_000))) },
);
const patterns = fc.uniqueArray(oneOf("example.com", "*.example.com", "Example.ORG", "bücher.example", "*.evil.test"), {
  maxLength: 3,
});
const named = oneOf("editors", "owners", "a.b", `${OTHER}.editors`, "pool:staff", `pool:${POOL}_Google`);
const groupList = fc.uniqueArray(named, { maxLength: 3 });

const signUp = fc.record({
  mode: oneOf("closed", "open", "open", "domains", "domains", "domains"),
  allowedDomains: patterns,
  deniedDomains: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, patterns),
  groups: groupList,
  autoConfirm: fc.boolean(),
  autoVerifyEmail: fc.boolean(),
  link: oneOf("never", "verified", "verified"),
});
const access = fc.record({ groups: fc.uniqueArray(named, { minLength: 1, maxLength: 3 }) });

/** As they are stored. */
const policies = fc
  .record({ signUp: fc.option(signUp, { nil: undefined, freq: 8 }), access: fc.option(access, { nil: undefined }) })
  .map(({ signUp: rule, access: rights }) => ({
    access: rights,
    signUp: rule && {
      ...rule,
      allowedDomains: rule.mode === "domains" ? [...rule.allowedDomains, "example.com"] : [],
    },
  }))
  .map((asked) => checkPolicies(asked as Policies, { admin: true, before: {} }));

const someGroups = fc.uniqueArray(
  fc.oneof(
    named.map((group) => cognitoGroup(ID, group)),
    oneOf(`${OTHER}.editors`, "latchkey-admins", `${POOL}_Google`, "x".repeat(128)),
    fc.string({ unit: "binary", minLength: 1, maxLength: 128 }),
  ),
  { maxLength: 8 },
);
/** More than a token has room for. */
const tooMany = Array.from({ length: 50 }, (_, n) => `${ID}.${String(n).padStart(60, "g")}`);
const cognitoGroups = fc.oneof(
  { weight: 5, arbitrary: someGroups },
  { weight: 1, arbitrary: someGroups.map((some) => [...new Set([...some, ...tooMany])]) },
);

const user = fc.record({
  status: oneOf("CONFIRMED", "CONFIRMED", "UNCONFIRMED", "EXTERNAL_PROVIDER", "FORCE_CHANGE_PASSWORD"),
  enabled: oneOf(true, true, true, false),
  email: fc.oneof({ weight: 3, arbitrary: plain }, { weight: 1, arbitrary: email }),
  emailVerified: oneOf(true, true, false),
  groups: cognitoGroups,
});

const world: fc.Arbitrary<World> = fc
  .record({
    policies,
    groupsClaim: fc.option(oneOf("groups", "roles"), { nil: undefined }),
    people: fc.array(user, { maxLength: 3 }),
  })
  .map(({ policies: rules, groupsClaim, people }) => ({
    policies: rules,
    groupsClaim,
    users: people.map(({ groups: _own, ...known }, index) => ({ ...known, username: `user-${index}`, createdAt: 0 })),
    groups: Object.fromEntries(people.map(({ groups }, index) => [`user-${index}`, groups])),
  }));

const stranger: fc.Arbitrary<Stranger> = fc.record({
  email: fc.option(email, { nil: undefined, freq: 8 }),
  emailVerified: oneOf(true, true, false),
  provider: fc.option(oneOf("Google", "corp_oidc"), { nil: undefined }),
  groups: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, groupList),
});

const question = world.chain((place) =>
  fc.tuple(
    fc.constant(place),
    fc.oneof(
      { weight: 4, arbitrary: stranger },
      ...(place.users.length === 0
        ? []
        : [{ weight: 1, arbitrary: oneOf(...place.users.map(({ username }) => ({ username }))) }]),
    ),
  ),
);

/** Whether Cognito lets somebody get as far as the trigger. */
const isLetThrough = ({ users }: World, who: AccessQuestion["who"]): boolean =>
  !("username" in who) ||
  users.some(({ username, enabled, status }) => username === who.username && enabled && status !== "UNCONFIRMED");

describe("an access preview", () => {
  it("says what the triggers do, for 10,000 generated people, pools and policies", async () => {
    const seen = new Map<string, number>();
    const count = (key: string) => seen.set(key, (seen.get(key) ?? 0) + 1);
    await fc.assert(
      fc.asyncProperty(question, async ([place, who]) => {
        const preview = await previewed(place, who);
        const outcome = await happens(place, who);
        const through = isLetThrough(place, who);
        const expected = through
          ? outcome
          : { ...outcome, signIn: { refused: preview.signIn.message ?? "by Cognito" } };
        expect(asOutcome(preview, who)).toEqual(expected);
        for (const { code } of preview.signUp?.reasons ?? []) count(code);
        for (const { code } of preview.signIn.reasons) count(code);
        count(preview.signIn.admitted ? "signs in" : "does not sign in");
      }),
      { numRuns: 10_000 },
    );
    // Each way that somebody can go is gone often enough to mean something.
    const rare = CODES.filter((code) => (seen.get(code) ?? 0) < 20).map((code) => [code, seen.get(code)]);
    expect(rare).toEqual([]);
  }, 120_000);

  it("names groups as a policy does, and back", () => {
    fc.assert(
      fc.property(named, (group) => {
        expect(policyGroup(ID, cognitoGroup(ID, group))).toBe(group);
      }),
    );
    expect(policyGroup(ID, `${OTHER}.editors`)).toBe(`pool:${OTHER}.editors`);
  });
});

const CODES = [...signUpReasons, ...signInReasons, "signs in", "does not sign in"];
