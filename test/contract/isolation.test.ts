import { type ApiRoute, routes } from "@latchkey/contract/routes";
import { type Group, scopes } from "@latchkey/contract/scopes";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Api, apiFixture, callers, gitlab, registered } from "../support/api.ts";
import { plain } from "./status-cases/status-case.ts";

const groups: readonly Group[] = ["read", "write", "reveal", "inspect"];
const table: readonly ApiRoute[] = routes;

let api: Api;
let id: string;

beforeAll(async () => {
  api = await apiFixture();
  ({ id } = await registered(api));
});
afterAll(() => api.close());
beforeEach(() => api.aws.faults.forget());

const requestOf = (route: ApiRoute) => plain(route, { id });

describe.each(table.map((route) => ({ operationId: route.operationId, route })))("$operationId", ({ route }) => {
  it.each(groups.filter((group) => group !== route.group))(
    "is not served by %s, even if it is sent there",
    async (group) => {
      const answer = await api.send({ ...requestOf(route), group });
      expect([answer.status, answer.json.code]).toEqual([500, "internal"]);
      expect(api.aws.faults.calls).toEqual([]);
    },
  );
});

describe.each(table.filter(({ scope }) => scope !== null).map((route) => ({ operationId: route.operationId, route })))(
  "$operationId",
  ({ route }) => {
    it("needs exactly its scope: all others together do not do", async () => {
      const scope = scopes.filter((candidate) => candidate !== route.scope).join(" ");
      const answer = await api.send({ ...requestOf(route), as: { ...callers.owner, scope } });
      expect([answer.status, answer.json.code]).toEqual([403, "missing-scope"]);
      expect(answer.json.detail).toContain(route.scope);
      expect(api.aws.faults.calls).toEqual([]);
    });
  },
);

describe.each(table.filter(({ mayReveal }) => mayReveal).map((route) => ({ operationId: route.operationId, route })))(
  "$operationId with the live secret",
  ({ route }) => {
    it.each(["", "?secret=inline"])("needs the right to reveal, asked with %j", async (query) => {
      const request = requestOf(route);
      const answer = await api.send({ ...request, path: request.path + query, as: "withoutReveal" });
      expect([answer.status, answer.json.code]).toEqual([403, "missing-scope"]);
      expect(answer.json.errors).toEqual([
        { parameter: "secret", detail: expect.stringContaining("?secret=reference") },
      ]);
      expect(api.aws.faults.calls).toEqual([]);
    });

    it("goes without it by reference", async () => {
      const request = requestOf(route);
      const answer = await api.send({ ...request, path: `${request.path}?secret=reference`, as: "withoutReveal" });
      expect([200, 201]).toContain(answer.status);
    });
  },
);

it("asks Secrets Manager for no value unless the live secret is wanted", async () => {
  await api.send({ method: "GET", path: `/v1/integrations/${id}/payload?secret=reference` });
  await api.send({ method: "GET", path: `/v1/integrations/${id}` });
  expect(api.aws.faults.calls.map(({ operation }) => operation)).toEqual(["GetItem", "GetItem"]);
});

it("touches nothing in a dry run", async () => {
  const answer = await api.send({
    method: "POST",
    path: "/v1/integrations?dryRun=true",
    body: gitlab(),
    as: "withoutReveal",
  });
  expect(answer.status).toBe(200);
  expect(answer.json.payload.placeholders.map(({ token }: { token: string }) => token)).toContain(
    "@@LATCHKEY_CLIENT_SECRET@@",
  );
  expect(api.aws.faults.calls).toEqual([]);
});
