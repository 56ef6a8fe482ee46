import { afterAll, beforeAll, expect, it } from "vitest";
import { type Api, apiFixture, type CallerName, gitlab, registered } from "../support/api.ts";

let api: Api;
const mine: string[] = [];
let theirs: string;

beforeAll(async () => {
  api = await apiFixture();
  for (const team of ["a", "b", "a", "b", "a"])
    mine.push((await registered(api, "owner", gitlab({ labels: { team } }))).id);
  theirs = (await registered(api, "other")).id;
});
afterAll(() => api.close());

const list = async (query: string, as: CallerName = "owner") =>
  (await api.send({ method: "GET", path: `/v1/integrations?${query}`, as })).json;
const ids = (page: { readonly items: readonly { readonly id: string }[] }): readonly string[] =>
  page.items.map(({ id }) => id);

/** All pages, one after the other. */
async function everything(query: string, as: CallerName = "owner"): Promise<readonly string[]> {
  const found: string[] = [];
  let page = await list(query, as);
  for (;;) {
    found.push(...ids(page));
    if (page.nextCursor === null) return found;
    page = await list(`${query}&cursor=${page.nextCursor}`, as);
  }
}

it("lists the caller's own integrations, newest first, page by page", async () => {
  expect(await everything("limit=2")).toEqual(mine.toReversed());
  expect((await list("limit=2")).items).toHaveLength(2);
  expect(await everything("limit=100")).toEqual(mine.toReversed());
});

it("shows an admin everybody's, and nobody else somebody else's", async () => {
  expect(new Set(await everything("limit=2", "admin"))).toEqual(new Set([...mine, theirs]));
  expect(await everything("", "other")).toEqual([theirs]);
  expect(await everything("", "person")).toEqual([]);
});

it("filters by label, connector and state", async () => {
  expect(await everything("limit=2&label=team:a")).toEqual([mine[4], mine[2], mine[0]]);
  expect(await everything("label=team:c")).toEqual([]);
  expect(await everything("connector=generic-oidc")).toEqual([]);
  expect(await everything("connector=gitlab&state=active")).toEqual(mine.toReversed());
  expect(await everything("state=failed")).toEqual([]);
});

it("takes a cursor only from the caller and for the filters that it was written for", async () => {
  const { nextCursor } = await list("limit=1&label=team:a");
  const codes = await Promise.all([
    list(`limit=3&label=team:a&cursor=${nextCursor}`),
    list(`limit=1&label=team:b&cursor=${nextCursor}`),
    list(`limit=1&cursor=${nextCursor}`),
    list(`limit=1&label=team:a&cursor=${nextCursor}`, "other"),
    list(`limit=1&label=team:a&cursor=${nextCursor}`, "admin"),
    list(`limit=1&label=team:a&cursor=${nextCursor.slice(0, -1)}`),
  ]);
  expect(codes.map(({ code }) => code)).toEqual([undefined, ...Array(5).fill("invalid-cursor")]);
});
