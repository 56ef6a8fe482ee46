import { GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { routes } from "@latchkey/contract/routes";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Api, apiFixture, type CallerName, gitlab, registered } from "../support/api.ts";

let api: Api;
beforeAll(async () => {
  api = await apiFixture();
});
afterAll(() => api.close());
afterEach(() => api.aws.faults.clear());

const get = (path: string, as: CallerName = "owner", headers = {}) => api.send({ method: "GET", path, as, headers });
const post = (body: unknown, headers: Readonly<Record<string, string>> = {}, query = "") =>
  api.send({ method: "POST", path: `/v1/integrations${query}`, body, headers });

async function secretOf(arn: string): Promise<string> {
  const { SecretString = "" } = await api.aws.clients.secrets.send(new GetSecretValueCommand({ SecretId: arn }));
  return JSON.parse(SecretString).clientSecret;
}

describe("a registration's answer", () => {
  it("says where the integration is and which version it has", async () => {
    const { status, headers, json } = await post(gitlab({ labels: { team: "platform" } }));
    expect(status).toBe(201);
    expect(headers).toMatchObject({ location: `/v1/integrations/${json.id}`, etag: `"${json.version}"` });
    expect(json).toMatchObject({
      owner: "client:portal",
      state: "active",
      labels: { team: "platform" },
      verifiedAt: null,
    });
    expect((await get(headers["location"]!)).json).toEqual({ ...json, payload: undefined });
  });

  it("holds the live secret only where it was asked for", async () => {
    const inline = (await post(gitlab())).json;
    const secret = await secretOf(inline.secretArn);
    expect(inline.payload.artifacts[0]).toMatchObject({ sensitive: true, body: expect.stringContaining(secret) });
    const reference = await post(gitlab(), {}, "?secret=reference");
    expect(reference.text).not.toContain(await secretOf(reference.json.secretArn));
  });

  it("tells when a 202 is worth another look, and that look shows the operation", async () => {
    api.aws.faults.add({ service: "cognito-idp", operation: "CreateUserPoolClient", fault: { kind: "throttle" } });
    const { status, headers, json } = await api.deployed({ deadline: { marginMs: 0, maxMs: 200 } }).send({
      method: "POST",
      path: "/v1/integrations",
      body: gitlab(),
    });
    expect([status, headers["retry-after"], json.state]).toEqual([202, "2", "provisioning"]);
    expect(json.operation).toMatchObject({ kind: "register", step: "provision" });
    expect(json).toMatchObject({ clientId: null, secretArn: null });
  });

  it("is replayed under its idempotency key, whatever the order of members", async () => {
    const { connector, name, settings } = gitlab();
    const headers = { "idempotency-key": "a-key-of-its-own" };
    const first = await post({ connector, name, settings }, headers);
    const again = await post({ settings, name, connector }, headers);
    expect(first.headers).not.toHaveProperty("idempotent-replayed");
    expect(again.headers).toMatchObject({ "idempotent-replayed": "true", location: first.headers["location"] });
    expect([again.status, again.json]).toEqual([201, first.json]);
    const reference = await post({ connector, name, settings }, headers, "?secret=reference");
    expect(reference.json).toMatchObject({ id: first.json.id, payload: { secret: "reference" } });
  });
});

describe("an integration", () => {
  it("is not sent again while its entity tag is the same", async () => {
    const { id, version } = await registered(api);
    const path = `/v1/integrations/${id}`;
    const unchanged = await get(path, "owner", { "if-none-match": `W/"${version}"` });
    expect([unchanged.status, unchanged.text, unchanged.headers["etag"]]).toEqual([304, "", `"${version}"`]);
    expect(unchanged.headers).not.toHaveProperty("content-type");
    expect((await get(path, "owner", { "if-none-match": '"99"' })).status).toBe(200);
  });

  it("belongs to the person who registered it, whichever application they use", async () => {
    const { id } = await registered(api, "person");
    expect((await get(`/v1/integrations/${id}`, "person")).json.owner).toBe("user:11111111-aaaa");
    expect((await get(`/v1/integrations/${id}`, "owner")).status).toBe(404);
    expect((await get(`/v1/integrations/${id}`, "admin")).status).toBe(200);
  });

  it("of somebody else is answered exactly like one that does not exist", async () => {
    const { id } = await registered(api);
    const absent = id.replace(/.$/, (last) => (last === "0" ? "1" : "0"));
    const answers = await Promise.all([
      get(`/v1/integrations/${id}`, "other"),
      get(`/v1/integrations/${absent}`, "other"),
    ]);
    const [theirs, none] = answers.map(({ status, headers, json: { requestId: _own, ...json } }) => ({
      status,
      headers,
      json,
    }));
    expect(JSON.stringify(theirs).replaceAll(id, absent)).toBe(JSON.stringify(none));
  });

  it("is removed once, and 204 is answered again", async () => {
    const { id, name } = await registered(api);
    const remove = () => api.send({ method: "DELETE", path: `/v1/integrations/${id}` });
    expect((await remove()).status).toBe(204);
    expect((await remove()).status).toBe(204);
    expect((await get(`/v1/integrations/${id}`)).status).toBe(404);
    expect((await post(gitlab({ name }))).status).toBe(201);
  });
});

describe("an artifact", () => {
  it("is the file itself, under its name and in its media type, the same as in the payload", async () => {
    const { id } = await registered(api);
    const { json: payload } = await get(`/v1/integrations/${id}/payload`);
    expect(payload.artifacts.length).toBeGreaterThan(3);
    for (const { name, body, fileName, mediaType } of payload.artifacts) {
      const { status, text, headers } = await get(`/v1/integrations/${id}/payload/${encodeURIComponent(name)}`);
      expect([status, text]).toEqual([200, body]);
      expect(headers["content-disposition"]).toBe(`attachment; filename="${fileName}"`);
      expect(headers["content-type"]).toBe(mediaType.startsWith("text/") ? `${mediaType}; charset=utf-8` : mediaType);
    }
  });
});

describe("every answer", () => {
  it("is for one caller and not to be rendered, unless it is public", async () => {
    const { id } = await registered(api);
    for (const { method, path, scope, operationId } of routes) {
      const filled = path.replace("{id}", id).replace("{connector}", "gitlab").replace("{artifact}", "gitlab.rb");
      if (method === "DELETE") continue;
      const { headers } = await api.send({ method, path: filled, ...(method === "POST" && { body: gitlab() }) });
      expect({ operationId, headers }).toMatchObject({
        headers: {
          "x-content-type-options": "nosniff",
          "referrer-policy": "no-referrer",
          "strict-transport-security": expect.stringContaining("max-age="),
          "content-security-policy": expect.stringContaining("default-src 'none'"),
          "cache-control": scope === null && operationId !== "getHealth" ? "public, max-age=300" : "no-store",
        },
      });
    }
  });

  it("that refuses has the same headers, and its request id is the log's", async () => {
    const { headers, json } = await get("/v1/nothing");
    expect(headers).toMatchObject({ "cache-control": "no-store", "content-type": "application/problem+json" });
    expect(api.aws.logs.some((line) => line.includes(json.requestId) && line.includes("route-not-found"))).toBe(true);
  });
});

describe("paths and methods that there are not", () => {
  it.each([
    ["GET", "/", 404, "route-not-found", undefined],
    ["GET", "/v1/connectors/", 404, "route-not-found", undefined],
    ["PUT", "/v1/integrations", 405, "method-not-allowed", "GET, POST"],
    ["HEAD", "/healthz", 405, "method-not-allowed", "GET"],
    ["POST", "/v1/connectors", 405, "method-not-allowed", "GET"],
    ["DELETE", "/v1/integrations", 405, "method-not-allowed", "GET, POST"],
  ])("%s %s is %i", async (method, path, status, code, allow) => {
    const answer = await api.send({ method, path });
    expect([answer.status, answer.json.code, answer.headers["allow"]]).toEqual([status, code, allow]);
  });
});

describe("the log", () => {
  it("has one line per request: who, what, how it ended", async () => {
    api.aws.logs.length = 0;
    const { id } = await registered(api);
    expect(api.aws.logs.map((line) => JSON.parse(line))).toEqual([
      {
        level: "info",
        message: "request",
        requestId: expect.any(String),
        operationId: "createIntegration",
        status: 201,
        code: null,
        owner: "client:portal",
        integrationId: id,
        ms: expect.any(Number),
      },
    ]);
  });

  it("never holds a secret, a body or a query, and neither does a refusal", async () => {
    api.aws.logs.length = 0;
    const { json } = await post(gitlab({ name: "Name in a body" }));
    const secret = await secretOf(json.secretArn);
    const refusals = [
      await get(`/v1/integrations?label=team:value-in-a-query`, "outsider"),
      await post(gitlab({ name: "Name in a body" })),
      await get(`/v1/integrations/${json.id}/payload/none`),
    ];
    await get(`/v1/integrations/${json.id}/payload`);
    const told = [...api.aws.logs, ...refusals.map(({ text }) => text)].join("\n");
    for (const hidden of [secret, "Name in a body", "value-in-a-query", "gitlab.example.com"])
      expect(told).not.toContain(hidden);
  });

  it("holds the cause of a defect, which the answer does not", async () => {
    api.aws.logs.length = 0;
    const broken = { openapi: () => Promise.reject(new Error("ENOENT: the cause")), docs: () => "" };
    const answer = await api.deployed({ documents: broken }).send({ method: "GET", path: "/v1/openapi.json" });
    expect(answer.text).not.toContain("the cause");
    const [line] = api.aws.logs.map((entry) => JSON.parse(entry)).filter(({ level }) => level === "error");
    expect(line).toMatchObject({
      requestId: answer.json.requestId,
      operationId: "getOpenapi",
      cause: { message: "ENOENT: the cause" },
    });
  });
});

describe("the deadline", () => {
  it("breaks off calls that hang, and answers when none is outstanding", async () => {
    const { id } = await registered(api);
    api.aws.faults.forget();
    api.aws.faults.add({ service: "dynamodb", operation: "GetItem", fault: { kind: "hang" } });
    const answer = await api
      .deployed({ deadline: { marginMs: 28_900, maxMs: 20_000 } })
      .send({ method: "GET", path: `/v1/integrations/${id}` });
    expect([answer.status, answer.json.code, answer.headers["retry-after"]]).toEqual([
      503,
      "upstream-unavailable",
      "5",
    ]);
    expect(api.aws.faults.calls).toHaveLength(1);
  });
});

describe("the documents", () => {
  it("are served as they were generated, to anybody", async () => {
    const openapi = await api.send({ method: "GET", path: "/v1/openapi.json", as: null });
    expect([openapi.status, openapi.json.openapi]).toEqual([200, "3.1.1"]);
    const docs = await api.send({ method: "GET", path: "/docs", as: null });
    expect(docs.headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(docs.headers["content-security-policy"]).toMatch(
      /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
    );
  });
});
