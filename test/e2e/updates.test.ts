import {
  CreateIdentityProviderCommand,
  DeleteUserPoolClientCommand,
  DescribeUserPoolClientCommand,
  UpdateUserPoolClientCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { connectors } from "@latchkey/connectors/catalogue";
import * as fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type ApiClient, accessToken, apiClient } from "../support/api-client.ts";
import { effective, type LiveFields, liveClient, PROVIDER, untouched } from "../support/live-clients.ts";
import { type SdkClients, sdkClients } from "../support/test-aws.ts";
import { type TestStack, testStack } from "../support/test-stack.ts";

let stack: TestStack;
let sdk: SdkClients;
let api: ApiClient;
let count = 0;

beforeAll(async () => {
  stack = await testStack({ env: { LATCHKEY_SETTLE_MS: "0", LATCHKEY_RETRY_MS: "0", LATCHKEY_RETRY_MAX_MS: "0" } });
  sdk = sdkClients(stack.description.awsEndpoint);
  api = apiClient(stack.description.apiUrl, await accessToken(stack.description));
  await sdk.cognito.send(
    new CreateIdentityProviderCommand({
      UserPoolId: stack.description.userPoolId,
      ProviderName: PROVIDER,
      ProviderType: "OIDC",
      ProviderDetails: {
        client_id: "id",
        client_secret: "secret",
        authorize_scopes: "openid email",
        oidc_issuer: "https://idp.example",
        attributes_request_method: "GET",
      },
    }),
  );
});
afterEach(() => {
  stack.faults.clear();
  stack.faults.forget();
});
afterAll(() => stack.close());

interface Registered {
  readonly id: string;
  readonly clientId: string;
  readonly etag: string;
}

const settings = { callbackUrls: ["https://a.example.com/cb"], logoutUrls: ["https://a.example.com/bye"] };

async function registered(body: object = {}): Promise<Registered> {
  const all = { connector: "generic-oidc", name: `Wiki ${++count}`, settings, ...body };
  const { json, status, headers } = await api("/v1/integrations", { method: "POST", body: all });
  expect(status).toBe(201);
  return { id: json.id, clientId: json.clientId, etag: headers.get("etag") ?? "" };
}

const patch = ({ id }: Pick<Registered, "id">, body: unknown, etag = "*", query = "") =>
  api(`/v1/integrations/${id}${query}`, { method: "PATCH", body, headers: { "if-match": etag } });
const read = async ({ id }: Pick<Registered, "id">) => (await api(`/v1/integrations/${id}`)).json;

/** The client as the plain SDK shows it. */
async function live({ clientId }: Pick<Registered, "clientId">): Promise<LiveFields> {
  const target = { UserPoolId: stack.description.userPoolId, ClientId: clientId };
  const { UserPoolClient } = await sdk.cognito.send(new DescribeUserPoolClientCommand(target));
  const { LastModifiedDate: _modified, CreationDate: _created, ClientSecret: _secret, ...fields } = UserPoolClient!;
  return fields;
}

/** Somebody else's write of the whole client. */
const overwrite = ({ clientId }: Registered, fields: LiveFields) =>
  sdk.cognito.send(
    new UpdateUserPoolClientCommand({ ...fields, UserPoolId: stack.description.userPoolId, ClientId: clientId }),
  );

const byText = (one: string, other: string): number => (one < other ? -1 : 1);

const urls = (path: string, minLength: number) =>
  fc
    .uniqueArray(fc.constantFrom("a", "b", "c", "d"), { minLength, maxLength: 3 })
    .map((names) => names.map((name) => `https://${name}.example.com/${path}`));

/** Any patch that leads to something valid. */
const anyPatch = () =>
  fc.record(
    {
      name: fc.integer({ min: 0, max: 2 }).map((suffix) => `Renamed ${suffix}`),
      settings: fc.record(
        { callbackUrls: urls("cb", 1), logoutUrls: fc.oneof(urls("bye", 0), fc.constant(null)) },
        { requiredKeys: [] },
      ),
      labels: fc.oneof(
        fc.constant(null),
        fc.dictionary(fc.constantFrom("team", "stage"), fc.constantFrom("x", "y", null)),
      ),
      rotation: fc.constantFrom(
        null,
        { everyDays: 30 },
        { everyDays: 60, overlapDays: 3, retire: "deadline" as const },
      ),
    },
    { requiredKeys: [] },
  );

/** What a merge patch makes of a value (RFC 7396 2), written for this test. */
function merged(target: unknown, change: unknown): unknown {
  if (typeof change !== "object" || change === null || Array.isArray(change)) return change;
  const result: Record<string, unknown> =
    typeof target === "object" && target !== null && !Array.isArray(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(change)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
}

describe("a patch", () => {
  it("changes what it names and nothing else of the integration or of its client, whatever others have made of that", async () => {
    await fc.assert(
      fc.asyncProperty(
        anyPatch(),
        fc.context(),
        fc.gen(),
        fc.boolean(),
        async (body, context, generate, overwriting) => {
          const app = await registered({ name: `Renamed ${++count} before`, labels: { team: "a" } });
          const made = await live(app);
          const others = generate(() => liveClient(made));
          context.log(JSON.stringify(others));
          await overwrite(app, others);
          const [before, row] = [await live(app), await read(app)];
          const unique = "name" in body ? { ...body, name: `${body.name} of ${app.id}` } : body;
          const answer = await patch(app, unique, "*", overwriting ? "?drift=overwrite" : "");
          const [after, changed] = [await live(app), await read(app)];
          // Only what somebody else has changed stands in the way, and then nothing happens at all.
          const refused = answer.status !== 200;
          expect([answer.status, answer.json.code]).toEqual(refused ? [409, "drifted"] : [200, undefined]);
          expect(refused && overwriting).toBe(false);
          const { name, settings: given, rotation } = row;
          const edited = merged({ name, settings: given, labels: row.labels, ...(rotation && { rotation }) }, unique);
          const { labels = {}, ...rest } = edited as { labels?: object };
          const wanted = refused ? row : { ...withDefaults(rest), labels };
          expect(changed).toMatchObject(wanted);
          expect(changed.labels).toEqual(wanted.labels);
          const touched = touchedFields(row, changed);
          expect(untouched(after, touched)).toEqual(untouched(before, touched));
          // What it did touch is as recorded now.
          const known = { CallbackURLs: changed.settings.callbackUrls, LogoutURLs: changed.settings.logoutUrls };
          const is = effective(after);
          for (const field of ["CallbackURLs", "LogoutURLs"] as const) {
            const recorded = [...known[field]].sort(byText);
            expect(is[field]).toEqual(touched.includes(field) ? recorded : effective(before)[field]);
          }
          const shown = changed.name.slice(0, 10);
          expect(String(is["ClientName"]).includes(shown)).toBe(
            touched.includes("ClientName") || String(before.ClientName).includes(shown),
          );
        },
      ),
      { numRuns: 60, endOnFailure: true },
    );
  }, 120_000);

  /** Fields of the client that follow from what has changed. */
  function touchedFields(before: Row, after: Row): readonly string[] {
    const differs = (one: unknown, other: unknown): boolean => JSON.stringify(one) !== JSON.stringify(other);
    return [
      ...(differs(before.name, after.name) ? ["ClientName"] : []),
      // A default redirect has to be one of the callbacks: with `drift=overwrite` it goes when its callback goes.
      ...(differs(before.settings.callbackUrls, after.settings.callbackUrls)
        ? ["CallbackURLs", "DefaultRedirectURI"]
        : []),
      ...(differs(before.settings.logoutUrls, after.settings.logoutUrls) ? ["LogoutURLs"] : []),
    ];
  }

  interface Row {
    readonly name: string;
    readonly settings: { readonly callbackUrls: readonly string[]; readonly logoutUrls: readonly string[] };
  }

  const withDefaults = (wanted: { settings?: object; rotation?: object }): object => ({
    ...wanted,
    settings: { logoutUrls: [], ...wanted.settings },
    ...(wanted.rotation && { rotation: { overlapDays: 7, retire: "acknowledged", ...wanted.rotation } }),
  });

  it("that changes nothing makes no new version and asks Cognito nothing", async () => {
    const app = await registered({ labels: { team: "a" } });
    stack.faults.forget();
    for (const body of [
      {},
      { labels: { team: "a" } },
      { settings: { logoutUrls: settings.logoutUrls } },
      { rotation: null },
    ]) {
      const answer = await patch(app, body, app.etag);
      expect(answer).toMatchObject({ status: 200, json: { version: 2, changedArtifacts: [] } });
      expect(answer.headers.get("etag")).toBe(app.etag);
    }
    expect(stack.faults.calls.filter(({ service }) => service === "cognito-idp")).toEqual([]);
  });

  it("is refused with a live setting that no SDK knows, and keeps it", async () => {
    const app = await registered();
    const { userPoolId } = stack.description;
    stack.aws.setUnknownClientField(userPoolId, app.clientId, "FutureSetting", { strict: true });
    stack.faults.forget();
    const answer = await patch(app, { settings: { logoutUrls: null } });
    expect(answer).toMatchObject({ status: 409, json: { code: "unknown-live-field" } });
    expect(answer.json.detail).toContain("FutureSetting");
    expect(stack.faults.calls.filter(({ operation }) => operation === "UpdateUserPoolClient")).toEqual([]);
    expect(await read(app)).toMatchObject({ state: "active", version: 2, settings });
    // What only the row shows can still be changed.
    expect(await patch(app, { labels: { team: "b" } })).toMatchObject({ status: 200 });
  });

  it("of a client that somebody deleted says so, and leaves the row as it was", async () => {
    const app = await registered();
    const target = { UserPoolId: stack.description.userPoolId, ClientId: app.clientId };
    await sdk.cognito.send(new DeleteUserPoolClientCommand(target));
    expect(await patch(app, { settings: { logoutUrls: null } })).toMatchObject({
      status: 409,
      json: { code: "client-gone" },
    });
    expect(await read(app)).toMatchObject({ state: "active", settings });
  });

  it("whose write may be lost is finished by the reconciler, once", async () => {
    const app = await registered();
    stack.faults.add({
      service: "cognito-idp",
      operation: "UpdateUserPoolClient",
      call: 1,
      fault: { kind: "reset-after" },
    });
    const answer = await patch(app, {
      name: "After the storm",
      settings: { callbackUrls: ["https://z.example.com/cb"] },
    });
    expect(answer).toMatchObject({ status: 202, json: { state: "updating", operation: { kind: "update" } } });
    await stack.reconcile();
    expect(await read(app)).toMatchObject({ state: "active", name: "After the storm" });
    expect((await live(app)).CallbackURLs).toEqual(["https://z.example.com/cb"]);
    const { json } = await api(`/v1/integrations/${app.id}/events`);
    expect(json.items.filter(({ type }: { type: string }) => type === "integration.updated")).toHaveLength(1);
  });
});

describe("a field that somebody else has changed in Cognito", () => {
  const elsewhere = ["https://elsewhere.example.com/cb"];

  it("refuses an update that would change it too, by name and with both values, and nothing is done", async () => {
    const app = await registered();
    await overwrite(app, { ...(await live(app)), CallbackURLs: elsewhere });
    stack.faults.forget();
    const answer = await patch(app, { settings: { callbackUrls: ["https://new.example.com/cb"] } });
    expect(answer).toMatchObject({ status: 409, json: { code: "drifted" } });
    for (const part of ["CallbackURLs", elsewhere[0]!, settings.callbackUrls[0]!, "?drift=overwrite"])
      expect(answer.json.detail).toContain(part);
    expect(stack.faults.calls.filter(({ operation }) => operation === "UpdateUserPoolClient")).toEqual([]);
    expect((await live(app)).CallbackURLs).toEqual(elsewhere);
    expect(await read(app)).toMatchObject({ state: "active", version: 2, settings });
  });

  it("is left as it is by an update of something else", async () => {
    const app = await registered();
    await overwrite(app, { ...(await live(app)), CallbackURLs: elsewhere });
    const logoutUrls = ["https://new.example.com/bye"];
    expect(await patch(app, { settings: { logoutUrls } })).toMatchObject({ status: 200 });
    expect(await live(app)).toMatchObject({ CallbackURLs: elsewhere, LogoutURLs: logoutUrls });
  });

  it("is replaced where the caller says so", async () => {
    const app = await registered();
    await overwrite(app, { ...(await live(app)), CallbackURLs: elsewhere, ReadAttributes: ["email"] });
    const callbackUrls = ["https://new.example.com/cb"];
    const answer = await patch(app, { settings: { callbackUrls } }, app.etag, "?drift=overwrite");
    expect(answer).toMatchObject({ status: 200, json: { settings: { callbackUrls } } });
    expect(await live(app)).toMatchObject({ CallbackURLs: callbackUrls, ReadAttributes: ["email"] });
    expect(await patch(app, {}, "*", "?drift=ignore")).toMatchObject({
      status: 400,
      json: { code: "invalid-parameter" },
    });
  });
});

describe("two writers with one ETag", () => {
  const bodies: readonly ((n: number) => object)[] = [
    (n) => ({ labels: { n: String(n) } }),
    (n) => ({ settings: { callbackUrls: [`https://n${n}.example.com/cb`] } }),
    (n) => ({ name: `Renamed by ${n}` }),
    (n) => ({ rotation: { everyDays: 30 + (n % 300) } }),
  ];

  it("never both win: one answers 200, the other 412, and what the one wrote is there", async () => {
    const app = await registered();
    let { etag } = app;
    for (let round = 0; round < 40; round += 1) {
      const writes = [1, 2].map((writer) =>
        bodies[(round + writer * (round % 3)) % bodies.length]!(++count * 10 + writer),
      );
      const answers = await Promise.all(writes.map((body) => patch(app, body, etag)));
      expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 412]);
      const winner = answers.findIndex(({ status }) => status === 200);
      expect(answers[1 - winner]!.json).toMatchObject({ code: "precondition-failed" });
      expect(await read(app)).toMatchObject(writes[winner]!);
      etag = answers[winner]!.headers.get("etag")!;
    }
    const events = (await api(`/v1/integrations/${app.id}/events?limit=100`)).json.items;
    expect(events.filter(({ type }: { type: string }) => type === "integration.updated")).toHaveLength(40);
  }, 60_000);

  it("never more than one of eight wins", async () => {
    const app = await registered();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, writer) => patch(app, bodies[writer % 4]!(++count * 10), app.etag)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(7);
  });

  it("are told apart from one without an ETag, and one with a tag that never was", async () => {
    const app = await registered();
    const without = await api(`/v1/integrations/${app.id}`, { method: "PATCH", body: {} });
    expect(without).toMatchObject({ status: 428, json: { code: "precondition-required" } });
    for (const tag of ['"99"', `W/${app.etag}`, '""'])
      expect(await patch(app, { labels: { x: "y" } }, tag)).toMatchObject({ status: 412 });
    expect(await patch(app, { labels: { x: "y" } }, `"7", ${app.etag}`)).toMatchObject({ status: 200 });
  });
});

describe("one name", () => {
  it("goes to one of two integrations that are renamed to it at once, also against a registration", async () => {
    for (let round = 0; round < 6; round += 1) {
      const [one, other] = [await registered(), await registered()];
      const name = `Wanted ${round}`;
      const body = { connector: "generic-oidc", name: name.toUpperCase(), settings };
      const answers = await Promise.all([
        patch(one, { name }),
        patch(other, { name: ` ${name.toLowerCase()}` }),
        api("/v1/integrations?secret=reference", { method: "POST", body }),
      ]);
      const won = answers.filter(({ status }) => status < 300);
      expect(won).toHaveLength(1);
      for (const { status, json } of answers.filter((answer) => !won.includes(answer)))
        expect([status, json.code]).toEqual([409, "name-taken"]);
      for (const each of [one, other]) expect(await read(each)).toMatchObject({ state: "active" });
    }
  });

  it("that was given up is free at once, and the integration keeps its secret", async () => {
    const app = await registered({ name: "First name" });
    await patch(app, { name: "Second name" });
    await registered({ name: "First name" });
    expect(await patch(app, { name: "first NAME" })).toMatchObject({ status: 409, json: { code: "name-taken" } });
    expect((await read(app)).name).toBe("Second name");
  });
});

describe("the changed artifacts", () => {
  type Changes = readonly (readonly [id: string, changes: readonly object[]])[];
  const changes: Changes = [
    ["gitlab", [{ settings: { baseUrl: "https://git.example.org" } }, { settings: { label: "Sign in" } }]],
    ["pydio-cells", [{ settings: { baseUrl: "https://files.example.org" } }]],
    ["appsmith", [{ settings: { baseUrl: "https://tools.example.org" } }]],
    ["pomerium", [{ settings: { authenticateUrl: "https://door.example.org" } }]],
    ["generic-oidc", [{ settings: { logoutUrls: ["https://x.example.org/"] } }]],
  ];

  it("know every connector", () => {
    expect(changes.map(([id]) => id).toSorted()).toEqual(connectors.map(({ id }) => id).toSorted());
  });

  it.each(changes)("of %s are exactly those whose downloaded text differs", async (connector, patches) => {
    const { example } = connectors.find(({ id }) => id === connector)!;
    const app = await registered({ connector, ...example });
    for (const body of [...patches, { name: `Another ${connector}` }, { labels: { team: "a" } }]) {
      const before = await downloads(app);
      const answer = await patch(app, body);
      expect(answer.status).toBe(200);
      const after = await downloads(app);
      const names = [...new Set([...before.keys(), ...after.keys()])];
      const differing = names.filter((name) => before.get(name) !== after.get(name));
      expect(new Set(answer.json.changedArtifacts)).toEqual(new Set(differing));
      expect(answer.json.changedArtifacts).toHaveLength(differing.length);
      // Other settings show in something, and labels in nothing.
      expect(differing.length > 0 || !("settings" in body)).toBe(true);
      expect(differing.length === 0 || !("labels" in body)).toBe(true);
    }
  });

  /** Every artifact as its own route serves it, with the live secret. */
  async function downloads({ id }: Registered): Promise<ReadonlyMap<string, string>> {
    const { json } = await api(`/v1/integrations/${id}/payload?secret=reference`);
    const texts = await Promise.all(
      json.artifacts.map(async ({ name }: { name: string }) => {
        const { text, status } = await api(`/v1/integrations/${id}/payload/${name}`);
        expect(status).toBe(200);
        return [name, text] as const;
      }),
    );
    return new Map(texts);
  }
});
