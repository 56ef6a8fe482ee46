import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Api, type ApiRequest, apiFixture, gitlab } from "../support/api.ts";
import { contractValidator } from "../support/contract.ts";
import { expectRefused, type Refused } from "./refused.ts";

const validator = await contractValidator();

let api: Api;
beforeAll(async () => {
  api = await apiFixture();
});
afterAll(() => api.close());
beforeEach(() => api.aws.faults.forget());

const create = (change: Partial<ApiRequest>): ApiRequest => ({ method: "POST", path: "/v1/integrations", ...change });
const body = (change: object): ApiRequest => create({ body: gitlab({ ...change }) });
const settings = (change: object): ApiRequest =>
  body({ settings: { baseUrl: "https://gitlab.example.com", ...change } });
const generic = (change: object): ApiRequest =>
  create({
    body: { connector: "generic-oidc", name: "Any", settings: { callbackUrls: ["https://a.example/cb"], ...change } },
  });

const nested = (depth: number): string => `${"[".repeat(depth)}${"]".repeat(depth)}`;

const bodies: readonly Refused[] = [
  ["no body", create({ headers: { "content-type": "application/json" } }), 400, "invalid-json"],
  ["blanks", create({ body: " \n" }), 400, "invalid-json"],
  ["text", create({ body: "connector=gitlab" }), 400, "invalid-json"],
  ["a truncated object", create({ body: '{"connector":"gitlab","na' }), 400, "invalid-json"],
  ["two objects", create({ body: "{}{}" }), 400, "invalid-json"],
  ["an array", create({ body: [gitlab()] }), 400, "invalid-body", { pointer: "" }],
  ["a string", create({ body: '"gitlab"' }), 400, "invalid-body", { pointer: "" }],
  ["null", create({ body: "null" }), 400, "invalid-body", { pointer: "" }],
  ["bytes that are no UTF-8", create({ body: '{"name":"\xe9"}', encoding: "latin1" }), 400, "invalid-json"],
  [
    "17 levels",
    create({ body: `{"settings":${nested(17)}}` }),
    400,
    "invalid-body",
    {
      pointer: `/settings${"/0".repeat(15)}`,
    },
  ],
  ["30,000 levels", create({ body: nested(30_000) }), 400, "invalid-body"],
  ["30,000 levels in a member", create({ body: `{"settings":${nested(30_000)}}` }), 400, "invalid-body"],
  ["one byte more than 64 KiB", create({ body: " ".repeat(65_535) + "{}" }), 413, "body-too-large"],
  [
    "64 KiB of two-byte characters",
    create({ body: JSON.stringify({ name: "é".repeat(33_000) }) }),
    413,
    "body-too-large",
  ],
  ["base64 of more than 64 KiB", create({ body: " ".repeat(65_535) + "{}", encoding: "utf8" }), 413, "body-too-large"],
  [
    "no media type",
    create({ body: "{}", headers: { "content-type": "" } }),
    415,
    "unsupported-media-type",
    {
      header: "Content-Type",
    },
  ],
  [
    "a form",
    create({ body: "{}", headers: { "content-type": "application/x-www-form-urlencoded" } }),
    415,
    "unsupported-media-type",
  ],
  [
    "another charset",
    create({ body: "{}", headers: { "content-type": "application/json; charset=iso-8859-1" } }),
    415,
    "unsupported-media-type",
  ],
  ["an unknown member", body({ colour: "blue" }), 400, "invalid-body", { pointer: "/colour" }],
  ["__proto__", create({ body: '{"__proto__":{"admin":true}}' }), 400, "invalid-body", { pointer: "/__proto__" }],
  [
    "__proto__ in settings",
    create({ body: '{"settings":{"a":[{"__proto__":1}]}}' }),
    400,
    "invalid-body",
    {
      pointer: "/settings/a/0/__proto__",
    },
  ],
  ["half a surrogate pair", create({ body: '{"name":"\\ud83d"}' }), 400, "invalid-body", { pointer: "/name" }],
  ...(["owner", "id", "clientId", "state", "version", "secretArn"].map((member) => [
    `a body that sets ${member}`,
    body({ [member]: "client:me" }),
    400,
    "invalid-body",
    { pointer: `/${member}` },
  ]) as readonly Refused[]),
];

const members: readonly Refused[] = [
  ...(["gitlap", "constructor", "__proto__", "../gitlab", "", "GitLab"].map((connector) => [
    `the connector ${JSON.stringify(connector)}`,
    body({ connector }),
    400,
    "invalid-body",
    { pointer: "/connector" },
  ]) as readonly Refused[]),
  ["a connector that is no string", body({ connector: 1 }), 400, "invalid-body", { pointer: "/connector" }],
  ["no connector", body({ connector: undefined }), 400, "invalid-body", { pointer: "/connector" }],
  ...([
    ["missing", undefined],
    ["empty", ""],
    ["blank", " \u00a0 "],
    ["of 101 characters", "x".repeat(101)],
    ["with a control character", "GitLab\u0007"],
    ["of two lines", "Git\nLab"],
    ["with a line separator", "Git\u2028Lab"],
    ["that looks like a placeholder", "@@LATCHKEY_CLIENT_SECRET@@"],
    ["a number", 7],
  ].map(([what, name]) => [
    `a name ${what}`,
    body({ name }),
    400,
    "invalid-body",
    { pointer: "/name" },
  ]) as readonly Refused[]),
  ...(
    [
      ["no object", 30, ""],
      ["null", null, ""],
      ["empty", {}, "/everyDays"],
      ["of one day", { everyDays: 1 }, "/everyDays"],
      ["of 366 days", { everyDays: 366 }, "/everyDays"],
      ["of a day and a half", { everyDays: 30.5 }, "/everyDays"],
      ["of days in words", { everyDays: "30" }, "/everyDays"],
      ["without overlap", { everyDays: 30, overlapDays: 0 }, "/overlapDays"],
      ["with an overlap of 91 days", { everyDays: 365, overlapDays: 91 }, "/overlapDays"],
      ["with an overlap as long as its period", { everyDays: 30, overlapDays: 30 }, "/overlapDays"],
      ["shorter than the usual overlap", { everyDays: 7 }, "/overlapDays"],
      ["that retires never", { everyDays: 30, retire: "never" }, "/retire"],
      ["with a member too many", { everyDays: 30, colour: "blue" }, "/colour"],
    ] as const
  ).map(
    ([what, rotation, pointer]): Refused => [
      `a rotation policy ${what}`,
      body({ rotation }),
      400,
      "invalid-body",
      { pointer: `/rotation${pointer}` },
    ],
  ),
  ["labels that are no object", body({ labels: ["a"] }), 400, "invalid-body", { pointer: "/labels" }],
  ["an upper-case label", body({ labels: { Team: "a" } }), 400, "invalid-body", { pointer: "/labels/Team" }],
  ["a long label value", body({ labels: { team: "x".repeat(257) } }), 400, "invalid-body", { pointer: "/labels/team" }],
  ["a label of two lines", body({ labels: { "a/b": "x\ny" } }), 400, "invalid-body", { pointer: "/labels/a~1b" }],
  [
    "21 labels",
    body({ labels: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`l${i}`, ""])) }),
    400,
    "invalid-body",
    {
      pointer: "/labels",
    },
  ],
];

const baseUrls: readonly (readonly [what: string, baseUrl: unknown])[] = [
  ["missing", undefined],
  ["no string", { href: "https://gitlab.example.com" }],
  ["relative", "/gitlab"],
  ["without scheme", "gitlab.example.com"],
  ["javascript:", "javascript:alert(1)"],
  ["ftp:", "ftp://gitlab.example.com"],
  ["data:", "data:text/html,x"],
  ["http: of another host", "http://gitlab.example.com"],
  ["with credentials", "https://user:pass@gitlab.example.com"],
  ["with a fragment", "https://gitlab.example.com#x"],
  ["with a query", "https://gitlab.example.com?x=1"],
  ["with white space", "https://gitlab.example.com/a b"],
  ["over 1,024 characters", `https://gitlab.example.com/${"a".repeat(1_024)}`],
];

const urls: readonly Refused[] = baseUrls.map(([what, baseUrl]) => [
  `a base URL ${what}`,
  settings({ baseUrl }),
  400,
  "invalid-body",
  { pointer: "/settings/baseUrl" },
]);

const lists: readonly Refused[] = [
  ["no callbacks", generic({ callbackUrls: [] }), 400, "invalid-body", { pointer: "/settings/callbackUrls" }],
  [
    "101 callbacks",
    generic({ callbackUrls: Array.from({ length: 101 }, (_, i) => `https://a.example/${i}`) }),
    400,
    "invalid-body",
    {
      pointer: "/settings/callbackUrls",
    },
  ],
  [
    "a callback twice",
    generic({ callbackUrls: ["https://a.example/", "https://a.example/"] }),
    400,
    "invalid-body",
    {
      pointer: "/settings/callbackUrls/1",
    },
  ],
  [
    "a callback with a fragment",
    generic({ callbackUrls: ["https://a.example/#x"] }),
    400,
    "invalid-body",
    {
      pointer: "/settings/callbackUrls/0",
    },
  ],
  [
    "settings of another connector",
    generic({ baseUrl: "https://a.example" }),
    400,
    "invalid-body",
    {
      pointer: "/settings/baseUrl",
    },
  ],
  ["settings that are no object", body({ settings: [] }), 400, "invalid-body", { pointer: "/settings" }],
];

const others: readonly Refused[] = [
  [
    "an unknown parameter",
    create({ path: "/v1/integrations?dryrun=true", body: gitlab() }),
    400,
    "invalid-parameter",
    {
      parameter: "dryrun",
    },
  ],
  [
    "a parameter twice",
    create({ path: "/v1/integrations?secret=inline&secret=reference", body: gitlab() }),
    400,
    "invalid-parameter",
    {
      parameter: "secret",
    },
  ],
  [
    "a value that is none",
    create({ path: "/v1/integrations?dryRun=yes", body: gitlab() }),
    400,
    "invalid-parameter",
    {
      parameter: "dryRun",
    },
  ],
  ...(["", "é", "x".repeat(256), "a\tb"].map((key) => [
    `the idempotency key ${JSON.stringify(key.slice(0, 8))}`,
    create({ body: gitlab(), headers: { "idempotency-key": key } }),
    400,
    "invalid-parameter",
    { header: "Idempotency-Key" },
  ]) as readonly Refused[]),
  ...(["0", "101", "-1", "1.5", "ten", ""].map((limit) => [
    `the limit ${JSON.stringify(limit)}`,
    { method: "GET", path: `/v1/integrations?limit=${limit}` },
    400,
    "invalid-parameter",
    { parameter: "limit" },
  ]) as readonly Refused[]),
  [
    "a filter by unknown connector",
    { method: "GET", path: "/v1/integrations?connector=gitlap" },
    400,
    "invalid-parameter",
    {
      parameter: "connector",
    },
  ],
  [
    "a filter by unknown state",
    { method: "GET", path: "/v1/integrations?state=removed" },
    400,
    "invalid-parameter",
    {
      parameter: "state",
    },
  ],
  [
    "a label without value",
    { method: "GET", path: "/v1/integrations?label=team" },
    400,
    "invalid-parameter",
    {
      parameter: "label",
    },
  ],
  [
    "the live secret without right",
    create({ body: gitlab(), as: "withoutReveal" }),
    403,
    "missing-scope",
    {
      parameter: "secret",
    },
  ],
];

const groups: readonly (readonly [string, readonly Refused[]])[] = [
  ["a body", bodies],
  ["a member", members],
  ["a base URL", urls],
  ["a list", lists],
  ["anything else", others],
];

describe.each(groups)("%s that cannot be accepted is refused before anything happens", (_title, cases) => {
  it.each(cases.map(([title, ...rest]) => ({ title, rest })))("$title", async ({ rest }) => {
    await expectRefused(api, validator, ...rest);
    expect(api.aws.faults.calls).toEqual([]);
  });
});

it("names every fault of a body at once", async () => {
  const answer = await api.send(body({ name: "", colour: 1, labels: { A: "x" } }));
  const pointers = answer.json.errors.map(({ pointer }: { pointer: string }) => pointer);
  expect(pointers.sort()).toEqual(["/colour", "/labels/A", "/name"]);
});

it("repeats nothing of a body, which may hold a secret in the wrong place", async () => {
  const secret = "hunter2-in-the-wrong-place";
  for (const request of [
    body({ clientSecret: secret }),
    body({ name: `${secret}\n` }),
    body({ connector: secret }),
    settings({ baseUrl: secret }),
    settings({ strategy: secret }),
    generic({ callbackUrls: [secret] }),
    create({ body: `{"name":"${secret}` }),
  ])
    expect((await api.send(request)).text).not.toContain(secret);
  expect(api.aws.logs.join("\n")).not.toContain(secret);
});
