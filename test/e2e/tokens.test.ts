import { generateKeyPair, importJWK, type JWTPayload, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessToken, apiClient } from "../support/api-client.ts";
import { sharedSigningKeys } from "../support/signing-keys.ts";
import { type TestStack, testStack } from "../support/test-stack.ts";

let stack: TestStack;

beforeAll(async () => {
  stack = await testStack();
});
afterAll(() => stack.close());

const now = (): number => Math.floor(Date.now() / 1000);

/** The claims of a good access token of the portal client. */
const claims = (): JWTPayload => ({
  iss: stack.description.issuer,
  sub: stack.description.portal.clientId,
  client_id: stack.description.portal.clientId,
  token_use: "access",
  scope: "integrations/read",
  iat: now(),
  exp: now() + 600,
});

async function signed(change: JWTPayload, use: "id" | "access" = "access"): Promise<string> {
  const { kid, privateJwk } = (await sharedSigningKeys())[use];
  return new SignJWT({ ...claims(), ...change })
    .setProtectedHeader({ alg: "RS256", kid })
    .sign(await importJWK(privateJwk, "RS256"));
}

const unsigned = (): string => {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none", typ: "JWT" })}.${part(claims())}.`;
};

async function bySomebodyElse(): Promise<string> {
  const { privateKey } = await generateKeyPair("RS256");
  const { kid } = (await sharedSigningKeys()).access;
  return new SignJWT(claims()).setProtectedHeader({ alg: "RS256", kid }).sign(privateKey);
}

const list = async (token: string | undefined) => apiClient(stack.description.apiUrl, token)("/v1/integrations");

describe("the gateway", () => {
  it("lets a token of the pool's own token endpoint in, and an equal one that was made by hand", async () => {
    expect((await list(await accessToken(stack.description))).status).toBe(200);
    expect((await list(await signed({}))).status).toBe(200);
  });

  it.each([
    ["missing", () => Promise.resolve(undefined)],
    ["no token at all", () => Promise.resolve("hello")],
    ["expired", () => signed({ exp: now() - 60 })],
    ["of another pool", () => signed({ iss: `${stack.description.loginUrl}/eu-west-1_Another` })],
    ["of an unknown client", () => signed({ client_id: "unknown", sub: "unknown" })],
    ["unsigned (alg none)", () => Promise.resolve(unsigned())],
    ["signed by somebody else", bySomebodyElse],
  ])("answers 401 in its own words to a token that is %s", async (_, token) => {
    const answer = await list(await token());
    expect(answer.status).toBe(401);
    expect(answer.json).toEqual({ message: "Unauthorized" });
  });

  it("answers 403 in its own words to an ID token and to a token without a scope of the service", async () => {
    const { scope: _, client_id: aud, ...rest } = claims() as JWTPayload & { client_id: string };
    const idToken = await signed({ ...rest, scope: undefined, client_id: undefined, aud, token_use: "id" }, "id");
    for (const token of [idToken, await signed({ scope: "openid email" })]) {
      const answer = await list(token);
      expect(answer.status).toBe(403);
      expect(answer.json).toEqual({ message: "Forbidden" });
    }
  });
});

describe("the handler", () => {
  it("refuses an ID token that a scope of its own brings past the gateway", async () => {
    const answer = await list(await signed({ token_use: "id" }));
    expect(answer).toMatchObject({ status: 403, json: { code: "forbidden" } });
  });

  it("refuses a scope of the service that is not the one it takes", async () => {
    const answer = await list(await signed({ scope: "integrations/rotate" }));
    expect(answer).toMatchObject({ status: 403, json: { code: "missing-scope" } });
  });
});
