import type { IntegrationId } from "@latchkey/core/ids";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Api, type ApiAnswer, apiFixture, type CallerName, registered } from "../support/api.ts";
import { contractValidator } from "../support/contract.ts";

const validator = await contractValidator();

/** Names that Cognito accepts, sorted as the table sorts them: by their bytes. */
const NAMES = [
  "5d1e2f9a-0000-4000-8000-000000000001",
  "Google_1234_5678",
  "a",
  "a#b",
  "a%2Fb",
  "x".repeat(128),
  "\u00e9t\u00e9",
  "\u6f22".repeat(128),
  "\ud83d\ude00".repeat(64),
];
const JOINED = Date.UTC(2026, 10, 21, 9, 30);

let api: Api;
let id: string;
let another: string;

beforeAll(async () => {
  api = await apiFixture();
  id = (await registered(api)).id;
  another = (await registered(api)).id;
  for (const username of NAMES) await join(id, username);
  await join(another, "b");
});
afterAll(() => api.close());

/** Makes a member, as the trigger does after a confirmation. */
async function join(integration: string, username: string): Promise<void> {
  const integrationId = integration as IntegrationId;
  const { signUps, ids } = api.aws.services;
  const groups = [`${integration}.editors`, "staff"];
  const event = {
    id: ids.event(),
    integrationId,
    owner: "client:portal",
    type: "member.joined",
    actor: "latchkey",
    at: JOINED,
    data: {},
  } as const;
  const member = { integrationId, username, groups, joinedAt: JOINED };
  await signUps.complete(member, { userPoolId: api.aws.userPoolId, event }, {});
}

const list = (integration: string, query = "", as: CallerName = "owner"): Promise<ApiAnswer> =>
  api.send({ method: "GET", path: `/v1/integrations/${integration}/members?${query}`, as });

it("are listed by user name, page by page, with what is kept of them and nothing else", async () => {
  const found: string[] = [];
  let page = await list(id, "limit=2");
  for (;;) {
    validator.expectDocumented("listMembers", page);
    found.push(...page.json.items.map(({ username }: { username: string }) => username));
    if (page.json.nextCursor === null) break;
    page = await list(id, `limit=2&cursor=${page.json.nextCursor}`);
  }
  expect(found).toEqual(NAMES);
  const joinedAt = "2026-11-21T09:30:00.000Z";
  expect((await list(another)).json).toEqual({
    items: [{ username: "b", groups: ["editors", "pool:staff"], joinedAt }],
    nextCursor: null,
  });
});

it("are an empty list as long as nobody has come", async () => {
  const nobody = await registered(api);
  expect((await list(nobody.id)).json).toEqual({ items: [], nextCursor: null });
});

it("are for the owner and for admins; for others there is no such integration", async () => {
  expect((await list(id, "", "admin")).json.items).toHaveLength(NAMES.length);
  for (const as of ["other", "person"] as const)
    expect([(await list(id, "", as)).status, (await list(id, "", as)).text.includes("Google_")]).toEqual([404, false]);
  await api.send({ method: "DELETE", path: `/v1/integrations/${another}` });
  expect((await list(another)).status).toBe(404);
});

it("go on only with a cursor of the same list, caller and kind", async () => {
  const { nextCursor } = (await list(id, "limit=1")).json;
  const events = await api.send({ method: "GET", path: `/v1/integrations/${id}/events?limit=1` });
  const second = await registered(api);
  const answers = await Promise.all([
    list(id, `limit=3&cursor=${nextCursor}`),
    list(second.id, `limit=1&cursor=${nextCursor}`),
    list(id, `limit=1&cursor=${nextCursor}`, "admin"),
    list(id, `limit=1&cursor=${nextCursor.slice(0, -2)}AA`),
    list(id, `limit=1&cursor=${events.json.nextCursor}`),
  ]);
  expect(answers.map(({ json }) => json.code)).toEqual([undefined, ...Array(4).fill("invalid-cursor")]);
});
