import { ListGroupsCommand } from "@aws-sdk/client-cognito-identity-provider";
import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { TABLE } from "@latchkey/local/stack/bootstrap";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Api, type ApiRequest, apiFixture, type CallerName, gitlab, registered } from "../support/api.ts";
import { contractValidator } from "../support/contract.ts";
import { expectRefused } from "./refused.ts";

const validator = await contractValidator();

let api: Api;
/** Somebody else's integration with a group of its own. */
let theirs: string;
beforeAll(async () => {
  api = await apiFixture();
  theirs = (await registered(api, "other", gitlab({ access: { groups: ["editors"] } }))).id;
});
afterAll(() => api.close());
beforeEach(() => api.aws.faults.forget());

const CLOSED = {
  mode: "closed",
  allowedDomains: [],
  deniedDomains: [],
  groups: [],
  autoConfirm: false,
  autoVerifyEmail: false,
  link: "never",
};
const DOMAINS = { mode: "domains", allowedDomains: ["example.com"], groups: ["editors"] };

const creation = (change: object, as: CallerName = "owner"): ApiRequest => ({
  method: "POST",
  path: "/v1/integrations",
  as,
  body: gitlab({ ...change }),
});
const change = (id: string, body: object, as: CallerName = "owner"): ApiRequest => ({
  method: "PATCH",
  path: `/v1/integrations/${id}`,
  as,
  body,
  headers: { "if-match": "*" },
});
const shown = async (id: string) => (await api.send({ method: "GET", path: `/v1/integrations/${id}` })).json;
const patched = async (id: string, body: object, as?: CallerName) => {
  const answer = await api.send(change(id, body, as));
  expect(answer.status).toBe(200);
  return answer.json;
};

async function groupsInPool(): Promise<readonly string[]> {
  const { Groups = [] } = await api.aws.clients.cognito.send(
    new ListGroupsCommand({ UserPoolId: api.aws.userPoolId, Limit: 60 }),
  );
  return Groups.map(({ GroupName = "" }) => GroupName);
}
const own = async (id: string) => (await groupsInPool()).filter((group) => group.startsWith(id)).toSorted();

/** What the triggers know of an app client. */
async function triggersRow(clientId: string) {
  const Key = { pk: { S: `CLIENT#${clientId}` }, sk: { S: "CLIENT" } };
  const { Item } = await api.aws.clients.dynamodb.send(
    new GetItemCommand({ TableName: TABLE, Key, ConsistentRead: true }),
  );
  return Item;
}

describe("policies", () => {
  it("are not there unless they are asked for", async () => {
    const { id } = await registered(api);
    const row = await shown(id);
    for (const member of ["signUp", "access", "notes"]) expect(row).not.toHaveProperty(member);
  });

  it("are shown with their defaults, in a dry run too, and their groups are made when they are saved", async () => {
    const { path, ...request } = creation({ signUp: DOMAINS, access: { groups: ["owners"] } });
    const preview = await api.send({ ...request, path: `${path}?dryRun=true` });
    validator.expectDocumented("createIntegration", preview);
    expect(api.aws.faults.calls).toEqual([]);
    const made = await api.send({ ...request, path });
    validator.expectDocumented("createIntegration", made);
    const policies = { signUp: { ...CLOSED, ...DOMAINS }, access: { groups: ["owners"] } };
    expect([preview.json, made.json, await shown(made.json.id)]).toEqual(
      Array(3).fill(expect.objectContaining(policies)),
    );
    expect(await own(made.json.id)).toEqual([`${made.json.id}.editors`, `${made.json.id}.owners`]);
  });

  it("hold nothing but a closed sign-up in the shortest one", async () => {
    const { id } = await registered(api, "owner", gitlab({ signUp: {} }));
    expect((await shown(id)).signUp).toEqual(CLOSED);
  });

  it("are answered in normal form: lower case, punycode, nothing twice", async () => {
    const allowedDomains = ["EXAMPLE.com", "*.B\u00fccher.example", "example.com"];
    const groups = ["editors", "editors"];
    const { id } = await registered(api, "owner", gitlab({ signUp: { mode: "domains", allowedDomains, groups } }));
    expect((await shown(id)).signUp).toMatchObject({
      allowedDomains: ["example.com", "*.xn--bcher-kva.example"],
      groups: ["editors"],
    });
  });

  it("change by merge patch: what a patch leaves out stays, null brings the default back", async () => {
    const { id } = await registered(api, "owner", gitlab({ signUp: { ...DOMAINS, deniedDomains: ["x.example"] } }));
    const narrower = await patched(id, { signUp: { deniedDomains: null, groups: ["owners"] } });
    const look = await api.send({ method: "GET", path: `/v1/integrations/${id}` });
    validator.expectDocumented("getIntegration", look);
    expect(narrower.signUp).toEqual({ ...CLOSED, ...DOMAINS, groups: ["owners"] });
    expect(narrower.changedArtifacts).toEqual([]);
    const open = await patched(id, { signUp: { mode: "open", allowedDomains: null } });
    expect(open.signUp).toEqual({ ...CLOSED, mode: "open", groups: ["owners"] });
    expect((await patched(id, { access: { groups: ["owners", "editors"] } })).access).toEqual({
      groups: ["owners", "editors"],
    });
    expect((await patched(id, { name: `Another name of ${id}` })).access).toEqual({ groups: ["owners", "editors"] });
    const none = await patched(id, { signUp: null, access: null });
    expect([none.signUp, none.access]).toEqual([undefined, undefined]);
  });

  it("are known to the triggers as soon as they are answered", async () => {
    const { id, clientId } = await registered(api, "owner", gitlab({ signUp: DOMAINS }));
    expect(await triggersRow(clientId)).toMatchObject({ signUp: { M: { mode: { S: "domains" } } } });
    await patched(id, { signUp: null, access: { groups: ["editors"] } });
    const row = await triggersRow(clientId);
    expect([row?.["signUp"], row?.["access"]]).toEqual([undefined, { M: { groups: { L: [{ S: "editors" }] } } }]);
  });

  it("keep a group and its members when they no longer name it; all of them go with the integration", async () => {
    const staff = await registered(api, "admin", gitlab({ access: { groups: ["pool:staff", "editors"] } }));
    await patched(staff.id, { access: { groups: ["pool:staff", "owners"] } }, "admin");
    expect(await own(staff.id)).toEqual([`${staff.id}.editors`, `${staff.id}.owners`]);
    const removed = await api.send({ method: "DELETE", path: `/v1/integrations/${staff.id}`, as: "admin" });
    expect(removed.status).toBe(204);
    expect(await own(staff.id)).toEqual([]);
    expect(await groupsInPool()).toContain("staff");
    expect(await groupsInPool()).toContain(`${theirs}.editors`);
    expect(await triggersRow(staff.clientId)).toBeUndefined();
  });
});

describe("notes", () => {
  const codesOf = ({ notes = [] }: { readonly notes?: readonly { readonly code: string }[] }) =>
    notes.map(({ code }) => code);
  const codes = async (policies: Readonly<Record<string, unknown>>) =>
    codesOf(await shown((await registered(api, "owner", gitlab(policies))).id));

  it("say that domains alone keep nobody out who has an account from elsewhere", async () => {
    expect(await codes({ signUp: DOMAINS })).toEqual(["admitted-elsewhere"]);
    expect(await codes({ signUp: DOMAINS, access: { groups: ["editors"] } })).toEqual([]);
    expect(await codes({ signUp: { mode: "open" } })).toEqual([]);
  });

  it("say that whoever signs up cannot sign in", async () => {
    expect(await codes({ signUp: DOMAINS, access: { groups: ["owners"] } })).toEqual(["no-access-after-sign-up"]);
    expect(await codes({ access: { groups: ["owners"] } })).toEqual([]);
  });

  it("say that addresses count as verified which nobody has proven, whatever else there is to say", async () => {
    const { id } = await registered(api);
    const codesWith = async (signUp: object) => codesOf(await patched(id, { signUp }, "admin"));
    expect(await codesWith({ mode: "open", autoVerifyEmail: true })).toEqual(["unproven-addresses"]);
    expect(await codesWith(DOMAINS)).toEqual(["admitted-elsewhere", "unproven-addresses"]);
    expect(await codesWith({ mode: "closed", allowedDomains: null })).toEqual([]);
    expect(await codesWith({ mode: "open", autoVerifyEmail: null, autoConfirm: true, link: "verified" })).toEqual([]);
  });
});

/** What concerns more than one application, and where. */
const PRIVILEGED: readonly (readonly [policies: object, pointer: string])[] = [
  [{ signUp: { mode: "open", autoConfirm: true } }, "/signUp/autoConfirm"],
  [{ signUp: { mode: "open", autoVerifyEmail: true } }, "/signUp/autoVerifyEmail"],
  [{ signUp: { mode: "open", link: "verified" } }, "/signUp/link"],
  [{ signUp: { mode: "open", groups: ["editors", "pool:staff"] } }, "/signUp/groups/1"],
  [{ access: { groups: ["pool:staff"] } }, "/access/groups/0"],
];

describe("what concerns the whole pool", () => {
  it.each(PRIVILEGED)("is refused to an owner, by every way of saving it: %j", async (policies, pointer) => {
    const { id } = await registered(api);
    const groups = await groupsInPool();
    const { path, ...request } = creation(policies);
    const requests: readonly ApiRequest[] = [
      { ...request, path },
      { ...request, path: `${path}?dryRun=true` },
      { ...request, path, as: "person" },
      change(id, policies),
    ];
    for (const asked of requests) {
      const answer = await expectRefused(api, validator, asked, 403, "missing-scope", { pointer });
      expect(answer.json.detail).toContain("integrations/admin");
    }
    expect(await groupsInPool()).toEqual(groups);
    expect(await shown(id)).not.toHaveProperty("signUp");
  });

  it.each(PRIVILEGED)("may be set by an admin, for somebody else too: %j", async (policies) => {
    const { id } = await registered(api);
    expect(await patched(id, policies, "admin")).toMatchObject(policies);
  });

  it.each(PRIVILEGED)("is for admins to change or remove once it is set: %j", async (policies, pointer) => {
    const { id } = await registered(api);
    await patched(id, policies, "admin");
    const member = pointer.split("/")[1] ?? "";
    const wider = member === "access" ? { groups: ["pool:staff", "editors"] } : { deniedDomains: ["x.example"] };
    await expectRefused(api, validator, change(id, { [member]: wider }), 403, "missing-scope", { pointer });
    const removal = change(id, { [member]: null });
    await expectRefused(api, validator, removal, 403, "missing-scope", { pointer: `/${member}` });
    expect(await patched(id, { labels: { team: "a" } })).toMatchObject(policies);
    expect(await patched(id, policies)).toMatchObject(policies);
    expect(await patched(id, { [member]: null }, "admin")).not.toHaveProperty(member);
  });
});

const RESERVED = ["latchkey-admins", "Latchkey-users", "pool:latchkey-admins", "pool:LATCHKEY-users", "latchkey-"];
const MALFORMED = [
  "",
  " ",
  "pool:",
  "pool: latchkey-admins",
  "pool:pool:latchkey-admins",
  "Pool:latchkey-admins",
  "POOL:staff",
  " latchkey-admins",
  "\uff4catchkey-admins",
  "latch\u200bkey-admins",
  "latchkey\u2010admins\u0000",
  "editors\n",
  "a/../b",
  "a b",
  "[a]",
  "a,b",
  '"',
  "x".repeat(64),
  "pool:eu-west-1_EXAMPLE01_Google with blanks",
];

describe("a group that a policy may not name", () => {
  const places = [
    [(group: string) => ({ signUp: { mode: "open", groups: ["editors", group] } }), "/signUp/groups/1"],
    [(group: string) => ({ access: { groups: [group] } }), "/access/groups/0"],
  ] as const;

  it.each([...RESERVED, ...MALFORMED])("is refused to everybody: %j", async (group) => {
    const { id } = await registered(api);
    const before = await groupsInPool();
    for (const [policies, pointer] of places)
      for (const as of ["owner", "admin"] as const) {
        await expectRefused(api, validator, creation(policies(group), as), 400, "invalid-body", { pointer });
        await expectRefused(api, validator, change(id, policies(group), as), 400, "invalid-body", { pointer });
      }
    expect(await groupsInPool()).toEqual(before);
  });

  it("is another integration's, by the prefix of the pool", async () => {
    const spellings = [
      `pool:${theirs}.editors`,
      `pool:${theirs.toLowerCase()}.editors`,
      `pool:INT_${theirs.slice(4)}.a`,
    ];
    for (const [policies, pointer] of places)
      for (const group of spellings)
        await expectRefused(api, validator, creation(policies(group), "admin"), 400, "invalid-body", { pointer });
  });

  it("means a group of one's own even if it is written like another integration's", async () => {
    const { id } = await registered(api, "owner", gitlab({ access: { groups: [`${theirs}.editors`] } }));
    expect(await own(id)).toEqual([`${id}.${theirs}.editors`]);
    expect(await own(theirs)).toEqual([`${theirs}.editors`]);
  });
});

describe("a policy that cannot be saved", () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => `d${index}.example`);
  const domains = (allowedDomains: unknown) => ({ signUp: { mode: "domains", allowedDomains } });
  const faults: readonly (readonly [title: string, policies: object, pointer: string])[] = [
    ["an unknown mode", { signUp: { mode: "invited" } }, "/signUp/mode"],
    ["an unknown member", { signUp: { colour: "blue" } }, "/signUp/colour"],
    ["a policy that is a word", { signUp: "open" }, "/signUp"],
    ["a flag that is a word", { signUp: { autoConfirm: "yes" } }, "/signUp/autoConfirm"],
    ["an unknown way to link", { signUp: { link: "always" } }, "/signUp/link"],
    ["no domain", domains([]), "/signUp/allowedDomains"],
    [
      "domains without their mode",
      { signUp: { mode: "open", allowedDomains: ["a.example"] } },
      "/signUp/allowedDomains",
    ],
    ["101 domains", domains(many(101)), "/signUp/allowedDomains"],
    ["a domain that is a number", domains([1]), "/signUp/allowedDomains/0"],
    ["an address", domains(["ada@example.com"]), "/signUp/allowedDomains/0"],
    ["a URL", domains(["https://example.com"]), "/signUp/allowedDomains/0"],
    ["a bare suffix", domains(["*.com"]), "/signUp/allowedDomains/0"],
    ["everything", domains(["*"]), "/signUp/allowedDomains/0"],
    ["a wildcard in the middle", domains(["a.*.example"]), "/signUp/allowedDomains/0"],
    ["a trailing dot", domains(["example.com."]), "/signUp/allowedDomains/0"],
    ["full-width letters", domains(["\uff45xample.com"]), "/signUp/allowedDomains/0"],
    ["a name without a dot", { signUp: { mode: "open", deniedDomains: ["localhost"] } }, "/signUp/deniedDomains/0"],
    ["a long domain", domains([`${"a.".repeat(200)}example`]), "/signUp/allowedDomains/0"],
    ["21 groups", { signUp: { mode: "open", groups: many(21) } }, "/signUp/groups"],
    ["21 groups that admit", { access: { groups: many(21) } }, "/access/groups"],
    ["nobody", { access: { groups: [] } }, "/access/groups"],
    ["groups that are a word", { access: { groups: "editors" } }, "/access/groups"],
    ["an unknown member of access", { access: { groups: ["editors"], mode: "any" } }, "/access/mode"],
  ];

  it.each(faults)("%s", async (_title, policies, pointer) => {
    const { id } = await registered(api);
    await expectRefused(api, validator, creation(policies), 400, "invalid-body", { pointer });
    await expectRefused(api, validator, change(id, policies), 400, "invalid-body", { pointer });
  });

  it("has to name groups in a patch that brings access about", async () => {
    const { id } = await registered(api);
    await expectRefused(api, validator, change(id, { access: {} }), 400, "invalid-body", { pointer: "/access/groups" });
  });

  it("keeps its domains when only the mode changes, and says so", async () => {
    const { id } = await registered(api, "owner", gitlab({ signUp: DOMAINS }));
    const request = change(id, { signUp: { mode: "open" } });
    await expectRefused(api, validator, request, 400, "invalid-body", { pointer: "/signUp/allowedDomains" });
  });
});
