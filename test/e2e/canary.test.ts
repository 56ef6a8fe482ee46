import { cp, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { paginateScan } from "@aws-sdk/client-dynamodb";
import { connectors } from "@latchkey/connectors/catalogue";
import { TABLE } from "@latchkey/local/stack/bootstrap";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleRoot } from "../../tools/build.ts";
import { type ApiAnswer, type ApiRequest, accessToken, apiClient } from "../support/api-client.ts";
import { disguises, leaksIn } from "../support/canary.ts";
import { sdkClients } from "../support/test-aws.ts";
import { type TestStack, testStack } from "../support/test-stack.ts";

const ENV = {
  LATCHKEY_EVENT_BUS: "latchkey",
  LATCHKEY_SETTLE_MS: "0",
  LATCHKEY_RETRY_MS: "0",
  LATCHKEY_RETRY_MAX_MS: "0",
};

/** A life of a whole service, and what was seen of it. */
interface Exercise {
  readonly stack: TestStack;
  /** Every client secret that was ever made. */
  readonly secrets: ReadonlySet<string>;
  /** What was answered where no secret may be: body and headers. */
  readonly answers: readonly string[];
  /** What was answered where the secret has to be. */
  readonly reveals: readonly string[];
  /** Statuses that came about, so that a test can tell whether everything did. */
  readonly statuses: ReadonlySet<number>;
}

/** Goes through everything that the API, the reconciler and the rotation function can do, faults included. */
async function exercise(bundles: string): Promise<Exercise> {
  const stack = await testStack({ bundles, env: ENV });
  const answers: string[] = [];
  const reveals: string[] = [];
  const statuses = new Set<number>();
  const client = apiClient(stack.description.apiUrl, await accessToken(stack.description));
  const api = async (path: string, request: ApiRequest = {}): Promise<ApiAnswer> => {
    const answer = await client(path, request);
    statuses.add(answer.status);
    const text = `${request.method ?? "GET"} ${path} ${answer.text} ${JSON.stringify([...answer.headers])}`;
    (mayReveal(path, request.method) && answer.status < 300 ? reveals : answers).push(text);
    return answer;
  };
  const send = (method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>) =>
    api(path, { method, ...(body !== undefined && { body }), ...(headers && { headers }) });
  /** What a function answers, or throws, lands in logs and in the services that call it. */
  const invoke = async (name: string, event: object): Promise<void> => {
    const said = await stack.invoke(name, event).then(JSON.stringify, (error: unknown) => inspect(error, { depth: 8 }));
    answers.push(`${name} ${said}`);
  };
  const world: Life = { stack, api, send, invoke };
  const ids: string[] = [];
  for (const { id: connector, example } of connectors) ids.push(await liveOf(world, { connector, ...example }));
  await faultsOf(world, { connector: "gitlab", settings: { baseUrl: "https://gitlab.example.com" } });
  await refusalsOf(world, ids[0]!);
  await api("/v1/integrations?limit=1");
  await api("/v1/integrations?limit=100");
  await api("/v1/events?limit=100");
  for (const id of ids.slice(1)) await send("DELETE", `/v1/integrations/${id}`);
  for (let pass = 0; pass < 4; pass += 1) await invoke("reconcile", {});
  return { stack, secrets: secretsOf(stack), answers, reveals, statuses };
}

interface Life {
  readonly stack: TestStack;
  readonly invoke: (name: string, event: object) => Promise<void>;
  readonly api: (path: string, request?: ApiRequest) => Promise<ApiAnswer>;
  readonly send: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<ApiAnswer>;
}

const mayReveal = (path: string, method = "GET"): boolean => {
  if (path.includes("dryRun") || path.includes("reference")) return false;
  return /^\/v1\/integrations(\?|$)/.test(path) ? method === "POST" : path.includes("/payload");
};

/** Registration, replay, payload, update, every kind of rotation, health and events of one integration. Answers its id. */
async function liveOf(life: Life, body: Readonly<Record<string, unknown>>): Promise<string> {
  const { api, send } = life;
  const key = { "idempotency-key": `first ${String(body["connector"])}` };
  const { json } = await send("POST", "/v1/integrations", body, key);
  const path = `/v1/integrations/${json.id}`;
  await send("POST", "/v1/integrations", body, key);
  await send("POST", "/v1/integrations", { ...body, name: "Another" }, key);
  await send("POST", "/v1/integrations", body);
  await send("POST", "/v1/integrations?dryRun=true", body);
  await send("POST", "/v1/integrations?secret=reference", { ...body, name: `${String(body["name"])} 2` });
  await api(path);
  const { json: payload } = await api(`${path}/payload`);
  await api(`${path}/payload?secret=reference`);
  for (const { name } of payload.artifacts) {
    await api(`${path}/payload/${name}`);
    await api(`${path}/payload/${name}?secret=reference`);
  }
  await send("PATCH", path, { name: `${String(body["name"])} renamed`, labels: { team: "a" } }, { "if-match": "*" });
  const rotations = `${path}/rotations`;
  for (const how of ["complete", "abort"]) {
    const { json: rotation } = await send("POST", rotations, {}, { "idempotency-key": `${how} ${json.id}` });
    await send("POST", rotations, {}, { "idempotency-key": `${how} ${json.id}` });
    await send("POST", rotations, {});
    await api(path);
    await api(`${path}/payload`);
    await send("POST", `${rotations}/${rotation.id}/${how}`);
    await api(`${rotations}/${rotation.id}`);
  }
  await send("POST", rotations, { reason: "compromised" });
  await driven(life, json);
  await send("POST", rotations, { reason: "compromised" });
  await api(`${path}/health`);
  await api(`${path}/events`);
  await api(`${path}/events?limit=1`);
  return json.id;
}

/** As Secrets Manager would, with one step that fails. */
async function driven({ stack, invoke }: Life, { secretArn }: { readonly secretArn: string }): Promise<void> {
  const event = { SecretId: secretArn, ClientRequestToken: crypto.randomUUID() };
  const silent = stack.faults.add({ service: "login", operation: "token", fault: { kind: "throttle" } });
  for (const Step of ["createSecret", "setSecret", "testSecret"]) await invoke("rotate-secret", { ...event, Step });
  silent();
  await invoke("rotate-secret", { ...event, Step: "finishSecret" });
}

/** Every call that carries or answers a secret, broken in every way, and what comes after. */
async function faultsOf({ stack, api, send, invoke }: Life, body: object): Promise<void> {
  const targets = [
    ["cognito-idp", "CreateUserPoolClient"],
    ["secretsmanager", "CreateSecret"],
    ["secretsmanager", "PutSecretValue"],
    ["cognito-idp", "AddUserPoolClientSecret"],
    ["secretsmanager", "GetSecretValue"],
    ["login", "token"],
    ["secretsmanager", "UpdateSecretVersionStage"],
    ["cognito-idp", "DeleteUserPoolClientSecret"],
  ] as const;
  const kinds = [
    { kind: "reset-after" },
    { kind: "error", type: "LimitExceededException" },
    { kind: "error", type: "InternalErrorException" },
  ] as const;
  for (const [service, operation] of targets)
    for (const [index, fault] of kinds.entries()) {
      const heal = stack.faults.add({ service, operation, call: 1, fault });
      const name = `${operation} ${index}`;
      const { json } = await send("POST", "/v1/integrations?secret=reference", { ...body, name });
      const id = json.id ?? json.integrationId;
      heal();
      await invoke("reconcile", {});
      if (id === undefined) continue;
      const broken = stack.faults.add({ service, operation, call: 1, fault });
      await api(`/v1/integrations/${id}/payload`);
      await send("POST", `/v1/integrations/${id}/rotations`, {});
      broken();
      await invoke("reconcile", {});
      await api(`/v1/integrations/${id}`);
      await send("DELETE", `/v1/integrations/${id}`);
    }
}

/** Problems: what is wrong about a request is told, and what was in it is not. */
async function refusalsOf({ api, send }: Life, id: string): Promise<void> {
  const { text } = await api(`/v1/integrations/${id}/payload`);
  const secret = /[A-Za-z0-9]{52}/.exec(text)?.[0] ?? "";
  await send("POST", "/v1/integrations", { connector: "gitlab", name: "x", settings: { clientSecret: secret } });
  await send("PATCH", `/v1/integrations/${id}`, { settings: { clientSecret: secret } }, { "if-match": "*" });
  await send("PATCH", `/v1/integrations/${id}`, { name: "y" }, { "if-match": '"1"' });
  await send("POST", `/v1/integrations/${id}/rotations`, { reason: "curious" });
  await api("/v1/integrations/int_01KAJ8XQ6T2M9WZ3R5V7Y0BCDE/payload");
}

/** The calls that have to carry the value, without it. */
function withoutSecret({
  operation,
  input,
}: {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}): string {
  const { ClientSecret: _client, SecretString: _string, ...rest } = input;
  return `${operation} ${JSON.stringify(rest)}`;
}

function secretsOf(stack: TestStack): ReadonlySet<string> {
  const secrets = new Set<string>();
  for (const { input } of stack.faults.calls) {
    const { ClientSecret: sent, SecretString: stored } = input;
    if (typeof sent === "string") secrets.add(sent);
    if (typeof stored === "string") secrets.add(String(JSON.parse(stored).clientSecret));
  }
  return secrets;
}

describe("the search for secrets", () => {
  const secret = "Zq7".repeat(16).concat("wX9f");

  it.each(Object.entries(disguises))("finds one that is %s", (_how, disguise) => {
    expect(leaksIn([`2026-11-21 INFO {"message":"x","value":${disguise(secret)},"more":[1]}`], [secret])).toHaveLength(
      1,
    );
  });

  it("finds none where there is none", () => {
    const texts = [
      `{"clientId":"6n608g0e9s95uf85r82gv5u7eb"}`,
      "e".repeat(500),
      "%41%42%zz",
      "\\u00zz\\",
      `${secret.slice(0, 9)}…`,
    ];
    expect(leaksIn(texts, [secret])).toEqual([]);
  });
});

describe("a client secret", () => {
  let life: Exercise;
  const leaks = (texts: Iterable<string>) => leaksIn(texts, life.secrets);

  beforeAll(async () => {
    life = await exercise(bundleRoot);
  }, 120_000);
  afterAll(() => life.stack.close());

  it("was made, replaced and revealed often enough for a leak to show", () => {
    expect(life.secrets.size).toBeGreaterThanOrEqual(60);
    expect([...life.statuses]).toEqual(expect.arrayContaining([200, 201, 202, 204, 400, 404, 409, 412, 422, 502]));
    const types = new Set(life.stack.aws.events.entries.map(({ detailType }) => detailType));
    expect([...types]).toEqual(
      expect.arrayContaining([
        "integration.failed",
        "integration.registered",
        "integration.removed",
        "integration.updated",
        "rotation.aborted",
        "rotation.completed",
        "rotation.promoted",
        "rotation.started",
        "secret.revealed",
      ]),
    );
  });

  it("is in the answers that reveal it, so that it would be found elsewhere too", () => {
    expect(leaks(life.reveals).length).toBeGreaterThanOrEqual(20);
  });

  it("is in no answer that does not reveal it: no list, dry run, replay by reference, health, event, rotation or problem", () => {
    expect(life.answers.length).toBeGreaterThan(200);
    expect(leaks(life.answers)).toEqual([]);
  });

  it("is in no line of any log", () => {
    expect(life.stack.logs.length).toBeGreaterThan(200);
    expect(leaks(life.stack.logs)).toEqual([]);
  });

  it("is in nothing that was told to EventBridge", () => {
    expect(life.stack.aws.events.entries.length).toBeGreaterThan(100);
    expect(leaks(life.stack.aws.events.entries.map((entry) => JSON.stringify(entry)))).toEqual([]);
  });

  it("is in no item of the table: no row, event, idempotency key, rotation or health report", async () => {
    const { dynamodb: client } = sdkClients(life.stack.description.awsEndpoint);
    const kinds = new Set<string>();
    const dump: string[] = [];
    for await (const { Items = [] } of paginateScan({ client }, { TableName: TABLE, ConsistentRead: true }))
      for (const item of Items) {
        kinds.add(`${item["pk"]?.S?.split("#")[0]} ${item["sk"]?.S?.split("#")[0]}`);
        dump.push(JSON.stringify(item));
      }
    expect([...kinds]).toEqual(
      expect.arrayContaining([
        "CLIENT CLIENT",
        "IDEM IDEM",
        "INT EVT",
        "INT HEALTH",
        "INT META",
        "INT ROT",
        "NAME NAME",
      ]),
    );
    expect(leaks(dump)).toEqual([]);
  });

  it("is in no call to AWS but where AWS asks for it", () => {
    expect(leaks(life.stack.faults.calls.map(withoutSecret))).toEqual([]);
    const carriers = life.stack.faults.calls.filter(({ input }) => "ClientSecret" in input || "SecretString" in input);
    expect([...new Set(carriers.map(({ operation }) => operation))].toSorted()).toEqual([
      "AddUserPoolClientSecret",
      "CreateSecret",
      "CreateUserPoolClient",
      "PutSecretValue",
    ]);
  });
});

describe("one planted line in a function", () => {
  /** The bundles with a line in one of them that prints what it answers, as somebody might leave it after a search for a fault. */
  async function planted(name: string, line: string): Promise<string> {
    const dir = await mkdtemp(join(tmpdir(), "latchkey-planted-"));
    await cp(bundleRoot, dir, { recursive: true });
    await rename(join(dir, name, "bundle.mjs"), join(dir, name, "original.mjs"));
    const source = `import { handler as original } from "./original.mjs";
export const handler = async (event, context) => {
  const answer = await original(event, context);
  ${line}
  return answer;
};
`;
    await writeFile(join(dir, name, "bundle.mjs"), source);
    return dir;
  }

  it.each([
    ["write", "console.log(answer.body);"],
    ["reveal", "console.log(JSON.stringify({ level: 'debug', answer: JSON.stringify(answer) }));"],
    ["reveal", "console.error(Buffer.from(answer.body ?? '').toString('base64'));"],
  ])("of %s is found in the logs: %s", async (name, line) => {
    const dir = await planted(name, line);
    const stack = await testStack({ bundles: dir, env: ENV });
    const api = apiClient(stack.description.apiUrl, await accessToken(stack.description));
    const [{ id: connector, example }] = connectors as [(typeof connectors)[number]];
    const { json } = await api("/v1/integrations", { method: "POST", body: { connector, ...example } });
    await api(`/v1/integrations/${json.id}/payload`);
    const found = leaksIn(stack.logs, secretsOf(stack));
    await stack.close();
    await rm(dir, { recursive: true });
    expect(found.length).toBeGreaterThan(0);
  });
});
