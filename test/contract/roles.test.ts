import { type ApiRoute, routes } from "@latchkey/contract/routes";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Api, type ApiAnswer, apiFixture, type Claims, machine, registered, rotated } from "../support/api.ts";
import { ADMINS, type Expectation, expectations, type Role, roles } from "./roles.ts";
import { plain } from "./status-cases/status-case.ts";

const table: readonly ApiRoute[] = routes;
const SOMEBODY_ELSE = machine(
  "another",
  "integrations/read integrations/write integrations/rotate integrations/reveal",
);

let api: Api;
beforeAll(async () => {
  api = await apiFixture();
});
afterAll(() => api.close());

it("knows what to expect of every route, and of no other", () => {
  expect(Object.keys(expectations).sort()).toEqual(table.map(({ operationId }) => operationId).sort());
});

/** An integration of somebody's, as far along as the route needs it. */
async function prepared(owner: Claims, expectation: Expectation) {
  const { id } = await registered(api, owner);
  const rotation = expectation.rotated && (await rotated(api, id, owner)).id;
  return { id, ...(rotation !== undefined && { rotation }) };
}

function send(route: ApiRoute, role: Role, ids: { readonly id: string }): Promise<ApiAnswer> {
  const request = plain(route, ids);
  // A registration with the live secret needs two scopes, which is tested apart from this.
  const path = route.operationId === "createIntegration" ? `${request.path}?secret=reference` : request.path;
  api.aws.faults.forget();
  return api.send({ ...request, path, as: roles[role].claims });
}

/** What has become of a request, as far as the roles go. */
interface Outcome {
  readonly status: number;
  /** The problem's code. */
  readonly code?: string;
  /** Whether AWS was asked. Undefined where it makes no difference. */
  readonly asked?: boolean;
  /** Whether a list shows the integration. */
  readonly listed?: boolean;
}

/** They have every scope: what keeps them out is a group. */
const PEOPLE: readonly Role[] = ["person without group", "person in latchkey-users"];

function refusalOf(role: Role): Outcome {
  if (role === "nobody without a token") return { status: 500, code: "internal", asked: false };
  return { status: 403, code: PEOPLE.includes(role) ? "missing-group" : "missing-scope", asked: false };
}

function wanted({ admits, status, others }: Expectation, role: Role, whose: "own" | "somebody else's"): Outcome {
  if (!admits.includes(role)) return refusalOf(role);
  const sees = whose === "own" || ADMINS.includes(role);
  if (others === "unlisted") return { status, listed: sees };
  return others === "none" || sees ? { status } : { status: 404, code: "not-found" };
}

async function outcome(route: ApiRoute, role: Role, ids: { readonly id: string }): Promise<Outcome> {
  const { admits, others } = expectations[route.operationId];
  const answer = await send(route, role, ids);
  const { status } = answer;
  const asked = api.aws.faults.calls.length > 0;
  return {
    status,
    ...(status >= 400 && { code: answer.json.code as string }),
    ...(!admits.includes(role) && { asked }),
    ...(admits.includes(role) && others === "unlisted" && { listed: await lists(route, role, ids.id) }),
  };
}

/** Whether a list that goes on to its end shows the integration. */
async function lists(route: ApiRoute, role: Role, id: string): Promise<boolean> {
  const [parameter] = ["cursor", "after"].filter((name) => name in route.query);
  for (let place = ""; ; ) {
    const { path, ...request } = plain(route);
    const page = await api.send({ ...request, path: `${path}?limit=100${place}`, as: roles[role].claims });
    if (page.text.includes(id)) return true;
    if (page.json.nextCursor === null) return false;
    place = `&${parameter}=${page.json.nextCursor}`;
  }
}

/** The integration as its owner sees it. */
const seenBy = async (owner: Claims, id: string): Promise<string> =>
  (await api.send({ method: "GET", path: `/v1/integrations/${id}`, as: owner })).text;

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of an object literal are known
const everyRole = Object.keys(roles) as readonly Role[];
const cases = table.flatMap((route) => everyRole.map((role) => ({ operationId: route.operationId, role, route })));

describe("with an integration of one's own", () => {
  it.each(cases)("$operationId: $role", async ({ route, role }) => {
    const expectation = expectations[route.operationId];
    const ids = await prepared(roles[role].owner, expectation);
    expect(await outcome(route, role, ids)).toEqual(wanted(expectation, role, "own"));
  });
});

describe("with somebody else's integration, which only admins can change", () => {
  it.each(cases)("$operationId: $role", async ({ route, role }) => {
    const expectation = expectations[route.operationId];
    const ids = await prepared(SOMEBODY_ELSE, expectation);
    const before = await seenBy(SOMEBODY_ELSE, ids.id);
    expect(await outcome(route, role, ids)).toEqual(wanted(expectation, role, "somebody else's"));
    const after = await seenBy(SOMEBODY_ELSE, ids.id);
    expect(ADMINS.includes(role) || after === before).toBe(true);
  });
});
