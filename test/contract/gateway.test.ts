import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gitlab } from "../support/api.ts";
import { contractDocument, contractValidator } from "../support/contract.ts";
import { type TestStack, testStack } from "../support/test-stack.ts";

const { operations } = await contractDocument();
const validator = await contractValidator();

let stack: TestStack;
let token: string;

beforeAll(async () => {
  stack = await testStack();
  token = await tokenFor("integrations/read integrations/write integrations/reveal integrations/rotate");
});
afterAll(() => stack.close());

async function tokenFor(scope: string): Promise<string> {
  const { tokenUrl, portal } = stack.description;
  const answer = await fetch(tokenUrl, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${portal.clientId}:${portal.clientSecret}`)}` },
    body: new URLSearchParams({ grant_type: "client_credentials", scope }),
  });
  const { access_token } = (await answer.json()) as { readonly access_token: string };
  return access_token;
}

interface Options {
  readonly method?: string;
  readonly token?: string | null;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

async function send(path: string, { method = "GET", token: given = token, body, headers = {} }: Options = {}) {
  const response = await fetch(stack.description.apiUrl + path, {
    method,
    headers: {
      ...(given !== null && { authorization: `Bearer ${given}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: Object.fromEntries(response.headers), text, json: parsed(text) };
}

// oxlint-disable-next-line typescript/no-explicit-any -- tests read what they expect
function parsed(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const alter = (jwt: string, part: number, change: (text: string) => string): string =>
  jwt
    .split(".")
    .map((text, index) => (index === part ? change(text) : text))
    .join(".");

describe("the gateway", () => {
  const guarded = operations.filter(({ statuses }) => statuses.includes("401"));

  it.each(guarded.map(({ operationId, path, method }) => ({ operationId, path, method })))(
    "answers $operationId without a token as documented",
    async ({ operationId, path, method }) => {
      const answer = await send(path.replace(/\{\w+\}/g, "x"), { method: method.toUpperCase(), token: null });
      expect([answer.status, answer.text]).toEqual([401, '{"message":"Unauthorized"}']);
      const response = { ...answer, headers: { ...answer.headers, "cache-control": "", "x-content-type-options": "" } };
      validator.expectDocumented(operationId, response);
    },
  );

  it("refuses a token that is altered, unsigned or of another issuer", async () => {
    const unsigned = Buffer.from('{"alg":"none"}').toString("base64url");
    const claims = (change: object) => (text: string) =>
      Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(text, "base64url").toString()), ...change })).toString(
        "base64url",
      );
    for (const forged of [
      alter(token, 2, (signature) => signature.replace(/^./, (first) => (first === "A" ? "B" : "A"))),
      alter(
        alter(token, 0, () => unsigned),
        2,
        () => "",
      ),
      alter(token, 1, claims({ scope: "integrations/admin" })),
      alter(token, 1, claims({ iss: "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_OTHER" })),
      "not a token",
    ])
      expect((await send("/v1/connectors", { token: forged })).status).toBe(401);
  });

  it("lets nobody without a token reach more than the public routes, 404 and 405", async () => {
    const answers = await Promise.all(
      (
        [
          ["GET", "/", 404],
          ["GET", "/v2/connectors", 404],
          ["PUT", "/v1/integrations", 405],
          ["HEAD", "/v1/connectors", 405],
          ["GET", "/%76%31/connectors", 401],
          ["GET", "/v1%2Fconnectors", 401],
          ["GET", "/v1/connectors%3Fsecret", 401],
          ["GET", "/v1%252Fconnectors", 404],
          ["GET", "//v1/connectors", 404],
        ] as const
      ).map(async ([method, path, status]) => [path, (await send(path, { method, token: null })).status, status]),
    );
    expect(answers.filter(([, status, wanted]) => status !== wanted)).toEqual([]);
  });
});

describe("the service behind the gateway", () => {
  it("serves its document and its page to anybody, as they were generated", async () => {
    const root = new URL("../../", import.meta.url);
    const openapi = await send("/v1/openapi.json", { token: null });
    expect(openapi.text).toBe(await readFile(new URL("openapi.json", root), "utf8"));
    const docs = await send("/docs", { token: null });
    expect(docs.text).toBe(await readFile(new URL("packages/contract/docs.html", root), "utf8"));
    expect((await send("/healthz", { token: null })).json).toEqual({ status: "ok" });
  });

  it("registers, shows, hands out and removes, each answer as documented", async () => {
    const created = await send("/v1/integrations", { method: "POST", body: gitlab() });
    expect(created.status).toBe(201);
    validator.expectDocumented("createIntegration", created);
    const path = created.headers["location"]!;
    const steps = [
      ["getIntegration", await send(path), 200],
      ["listIntegrations", await send("/v1/integrations?limit=1"), 200],
      ["getPayload", await send(`${path}/payload`), 200],
      ["getArtifact", await send(`${path}/payload/gitlab.rb`), 200],
      ["deleteIntegration", await send(path, { method: "DELETE" }), 204],
      ["getIntegration", await send(path), 404],
    ] as const;
    for (const [operationId, answer, status] of steps) {
      expect({ operationId, status: answer.status }).toEqual({ operationId, status });
      validator.expectDocumented(operationId, answer);
    }
  });

  it("changes, rotates and inspects by the functions of the deployment, each answer as documented", async () => {
    const { headers } = await send("/v1/integrations", { method: "POST", body: gitlab() });
    const path = headers["location"]!;
    const merge = { "content-type": "application/merge-patch+json", "if-match": headers["etag"]! };
    const name = "Wiki für 😀 Ελλάδα";
    const patched = await send(path, { method: "PATCH", body: { name }, headers: merge });
    expect([patched.status, patched.json.name]).toEqual([200, name]);
    const started = await send(`${path}/rotations`, { method: "POST" });
    const rotation = started.headers["location"]!;
    const steps = [
      ["updateIntegration", patched, 200],
      ["updateIntegration", await send(path, { method: "PATCH", body: { name: "Late" }, headers: merge }), 412],
      ["startRotation", started, 201],
      ["getRotation", await send(rotation), 200],
      ["completeRotation", await send(`${rotation}/complete`, { method: "POST" }), 200],
      ["abortRotation", await send(`${rotation}/abort`, { method: "POST" }), 409],
      ["getIntegrationHealth", await send(`${path}/health`), 200],
      ["listIntegrationEvents", await send(`${path}/events?limit=2`), 200],
      ["listEvents", await send("/v1/events?limit=1"), 200],
    ] as const;
    for (const [operationId, answer, status] of steps) {
      expect({ operationId, status: answer.status }).toEqual({ operationId, status });
      validator.expectDocumented(operationId, answer);
    }
  });

  it("checks the exact scope, which the gateway does not", async () => {
    const reader = await tokenFor("integrations/read");
    const answer = await send("/v1/integrations", { method: "POST", body: gitlab(), token: reader });
    expect([answer.status, answer.json.code]).toEqual([403, "missing-scope"]);
    validator.expectDocumented("createIntegration", answer);
  });

  it("keeps a body byte for byte on its way: an emoji, an umlaut, 64 KiB and no more", async () => {
    const name = "GitLab für 😀 Ελλάδα";
    expect((await send("/v1/integrations", { method: "POST", body: gitlab({ name }) })).json.name).toBe(name);
    const large = await send("/v1/integrations", { method: "POST", body: gitlab({ name: "x".repeat(66_000) }) });
    expect([large.status, large.json.code]).toEqual([413, "body-too-large"]);
  });
});
