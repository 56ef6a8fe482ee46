import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Api, type ApiRequest, apiFixture, registered } from "../support/api.ts";
import { contractValidator } from "../support/contract.ts";
import { expectRefused, type Refused } from "./refused.ts";

const validator = await contractValidator();

let api: Api;
let id: string;
beforeAll(async () => {
  api = await apiFixture();
  ({ id } = await registered(api));
});
afterAll(() => api.close());
beforeEach(() => api.aws.faults.forget());

// The form of an id is all that is looked at before a body.
const SOME = "/v1/integrations/int_01KAJ8XQ6T2M9WZ3R5V7Y0BCDE";
const ROTATION = `${SOME}/rotations/rot_01KAJ8XQ6T2M9WZ3R5V7Y0BCDE`;

const patch = (change: Partial<ApiRequest>): ApiRequest => ({
  method: "PATCH",
  path: SOME,
  body: {},
  ...change,
  headers: { "if-match": "*", ...change.headers },
});
const rotation = (change: Partial<ApiRequest>): ApiRequest => ({
  method: "POST",
  path: `${SOME}/rotations`,
  ...change,
});

/** A body with a fault, and where it lies. */
type Fault = readonly [title: string, body: unknown, pointer: string];
const invalid =
  (request: (change: Partial<ApiRequest>) => ApiRequest) =>
  ([title, body, pointer]: Fault): Refused => [title, request({ body }), 400, "invalid-body", { pointer }];

const FIXED = ["id", "owner", "state", "version", "clientId", "secretArn", "currentRotation", "problem"];

const patches: readonly Refused[] = (
  [
    ["an unknown member", { colour: "blue" }, "/colour"],
    ["an unknown member that would be taken away", { colour: null }, "/colour"],
    ["another connector", { connector: "generic-oidc" }, "/connector"],
    ["the same connector", { connector: "gitlab" }, "/connector"],
    ["no connector any more", { connector: null }, "/connector"],
    ...FIXED.map((member): Fault => [`the fixed member ${member}`, { [member]: "x" }, `/${member}`]),
    ["no name any more", { name: null }, "/name"],
    ["a blank name", { name: " " }, "/name"],
    ["a name of 101 characters", { name: "x".repeat(101) }, "/name"],
    ["a name of two lines", { name: "Git\nLab" }, "/name"],
    ["a name that is a number", { name: 7 }, "/name"],
    ["no settings any more", { settings: null }, "/settings"],
    ["settings that are a list", { settings: [] }, "/settings"],
    ["labels that are a list", { labels: [] }, "/labels"],
    ["an upper-case label", { labels: { Team: null } }, "/labels/Team"],
    ["a label that is a number", { labels: { team: 1 } }, "/labels/team"],
    ["a long label", { labels: { team: "x".repeat(257) } }, "/labels/team"],
    ["a policy that is a number", { rotation: 30 }, "/rotation"],
    ["a policy of one day", { rotation: { everyDays: 1 } }, "/rotation/everyDays"],
    ["a policy without period", { rotation: { everyDays: null } }, "/rotation/everyDays"],
    ["an overlap of 91 days", { rotation: { overlapDays: 91 } }, "/rotation/overlapDays"],
    ["an overlap in words", { rotation: { overlapDays: "7" } }, "/rotation/overlapDays"],
    ["an unknown retirement", { rotation: { retire: "never" } }, "/rotation/retire"],
    ["a policy with a member too many", { rotation: { reason: "x" } }, "/rotation/reason"],
    ["__proto__", '{"settings":{"__proto__":{"x":1}}}', "/settings/__proto__"],
    ["a list of operations (RFC 6902)", [{ op: "remove", path: "/labels" }], ""],
  ] as const satisfies readonly Fault[]
).map(invalid(patch));

const patchRequests: readonly Refused[] = [
  ["no If-Match", { ...patch({}), headers: {} }, 428, "precondition-required", { header: "If-Match" }],
  ...["3", 'W/3, "4"', "", "*, *", "'3'"].map(
    (tag): Refused => [
      `the If-Match ${JSON.stringify(tag)}`,
      patch({ headers: { "if-match": tag } }),
      400,
      "invalid-parameter",
      { header: "If-Match" },
    ],
  ),
  ["an unknown drift", patch({ path: `${SOME}?drift=merge` }), 400, "invalid-parameter", { parameter: "drift" }],
  ["a dry run", patch({ path: `${SOME}?dryRun=true` }), 400, "invalid-parameter", { parameter: "dryRun" }],
  ["no body", patch({ body: "" }), 400, "invalid-json"],
  ...["application/json-patch+json", "text/plain", "application/merge-patch+json; charset=latin1"].map(
    (type): Refused => [
      `the media type ${type}`,
      patch({ headers: { "content-type": type } }),
      415,
      "unsupported-media-type",
      { header: "Content-Type" },
    ],
  ),
];

const rotations: readonly Refused[] = [
  ...(
    [
      ["an unknown reason", { reason: "bored" }, "/reason"],
      ["the reason of a schedule", { reason: "scheduled" }, "/reason"],
      ["no reason in words", { reason: null }, "/reason"],
      ["no overlap", { overlapDays: 0 }, "/overlapDays"],
      ["an overlap of 91 days", { overlapDays: 91 }, "/overlapDays"],
      ["an overlap of half a day", { overlapDays: 0.5 }, "/overlapDays"],
      ["an unknown retirement", { retire: "now" }, "/retire"],
      ["a period", { everyDays: 30 }, "/everyDays"],
      ["an overlap of a compromised secret", { reason: "compromised", overlapDays: 1 }, "/overlapDays"],
      ["a retirement of a compromised secret", { reason: "compromised", retire: "deadline" }, "/retire"],
      ["a list", [], ""],
    ] as const satisfies readonly Fault[]
  ).map(invalid(rotation)),
  ["a text", rotation({ body: "compromised" }), 400, "invalid-json"],
  [
    "another media type",
    rotation({ body: {}, headers: { "content-type": "text/plain" } }),
    415,
    "unsupported-media-type",
  ],
  ...["", "x".repeat(256)].flatMap((key) =>
    [`${SOME}/rotations`, `${ROTATION}/complete`, `${ROTATION}/abort`].map(
      (path): Refused => [
        `an Idempotency-Key of ${key.length} characters at ${path.replace(SOME, "")}`,
        { method: "POST", path, headers: { "idempotency-key": key } },
        400,
        "invalid-parameter",
        { header: "Idempotency-Key" },
      ],
    ),
  ),
  ...(
    [
      ["GET", ""],
      ["POST", "/complete"],
      ["POST", "/abort"],
    ] as const
  ).flatMap(([method, step]) =>
    ["rot_1", "rot_01KAJ8XQ6T2M9WZ3R5V7Y0BCDI", "int_01KAJ8XQ6T2M9WZ3R5V7Y0BCDE"].map(
      (wrong): Refused => [
        `the rotation ${wrong} at ${method} ${step}`,
        { method, path: `${SOME}/rotations/${wrong}${step}` },
        404,
        "not-found",
      ],
    ),
  ),
];

const lists: readonly Refused[] = [
  ...["/v1/events", `${SOME}/events`].flatMap((path) =>
    ["0", "101", "ten"].map(
      (limit): Refused => [
        `the limit ${limit} at ${path.replace(SOME, "")}`,
        { method: "GET", path: `${path}?limit=${limit}` },
        400,
        "invalid-parameter",
        { parameter: "limit" },
      ],
    ),
  ),
  ...["evt_1", "", "int_01KAJ8XQ6T2M9WZ3R5V7Y0BCDE", "2026-11-21"].map(
    (after): Refused => [
      `the last event ${JSON.stringify(after)}`,
      { method: "GET", path: `/v1/events?after=${after}` },
      400,
      "invalid-parameter",
      { parameter: "after" },
    ],
  ),
  [
    "a cursor of events",
    { method: "GET", path: "/v1/events?cursor=AAAA" },
    400,
    "invalid-parameter",
    { parameter: "cursor" },
  ],
  [
    "a cursor that is none",
    { method: "GET", path: `${SOME}/events?cursor=AAAA` },
    400,
    "invalid-cursor",
    { parameter: "cursor" },
  ],
  [
    "a query on health",
    { method: "GET", path: `${SOME}/health?now=true` },
    400,
    "invalid-parameter",
    { parameter: "now" },
  ],
];

describe.each([
  ["a patch with", patches],
  ["a patch request with", patchRequests],
  ["a rotation with", rotations],
  ["a list with", lists],
] as const)("%s", (_title, cases) => {
  it.each(cases.map(([title, ...rest]) => ({ title, rest })))(
    "$title is refused before AWS is asked",
    async ({ rest }) => {
      await expectRefused(api, validator, ...rest);
      expect(api.aws.faults.calls).toEqual([]);
    },
  );
});

describe("a patch that leads to", () => {
  const many = Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`l${i}`, ""]));

  it.each<Fault>([
    ["settings that the connector does not know", { settings: { colour: "blue" } }, "/settings/colour"],
    ["a missing setting", { settings: { baseUrl: null } }, "/settings/baseUrl"],
    ["a wrong setting", { settings: { baseUrl: "ftp://git.example.com" } }, "/settings/baseUrl"],
    ["21 labels", { labels: many }, "/labels"],
    ["a policy without period", { rotation: { overlapDays: 3 } }, "/rotation/everyDays"],
    ["an overlap as long as the period", { rotation: { everyDays: 3, overlapDays: 3 } }, "/rotation/overlapDays"],
    ["a period shorter than the usual overlap", { rotation: { everyDays: 5 } }, "/rotation/overlapDays"],
  ])("%s is refused once the integration has been read", async (_title, body, pointer) => {
    const request = patch({ path: `/v1/integrations/${id}`, body });
    await expectRefused(api, validator, request, 400, "invalid-body", { pointer });
    expect(api.aws.faults.calls.map(({ operation }) => operation)).toEqual(["GetItem"]);
  });
});

it("names every fault of a patch at once, and says why the connector stays", async () => {
  const answer = await api.send(
    patch({ body: { connector: "gitlab", name: "", rotation: { retire: "x" }, colour: 1 } }),
  );
  const errors: readonly { readonly pointer: string; readonly detail: string }[] = answer.json.errors;
  expect(errors.map(({ pointer }) => pointer).sort()).toEqual(["/colour", "/connector", "/name", "/rotation/retire"]);
  expect(errors.find(({ pointer }) => pointer === "/connector")?.detail).toContain("is fixed");
});

it("repeats nothing of a patch, which may hold a secret in the wrong place", async () => {
  const secret = "hunter2-in-the-wrong-place";
  const path = `/v1/integrations/${id}`;
  for (const body of [
    { clientSecret: secret },
    { name: `${secret}\n` },
    { settings: { baseUrl: secret } },
    { rotation: secret },
  ])
    expect((await api.send(patch({ path, body }))).text).not.toContain(secret);
  expect((await api.send(rotation({ body: { reason: secret } }))).text).not.toContain(secret);
  expect(api.aws.logs.join("\n")).not.toContain(secret);
});
