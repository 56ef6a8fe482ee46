import { type Jwks } from "@latchkey/local/gateway/jwt-authorizer";
import { manualClock } from "@latchkey/local/kernel/clock";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { eventOf, startGateway, type TestGateway, tokenIssuer } from "./gateway-harness.ts";

const ISSUER = "http://localhost:4001/eu-west-1_Example";
const READ = "integrations/read";
const WRITE = "integrations/write";
const clock = manualClock();
const seconds = (): number => Math.floor(clock.now() / 1000);

let pool: Awaited<ReturnType<typeof tokenIssuer>>;
let gateway: TestGateway;
let jwks: Jwks;

beforeAll(async () => {
  pool = await tokenIssuer(ISSUER);
  jwks = pool.jwks;
  gateway = await startGateway({
    clock,
    routes: [
      { method: "GET", path: "/public", function: "echo" },
      { method: "GET", path: "/any", function: "echo", scopes: [] },
      { method: "GET", path: "/read", function: "echo", scopes: [READ, "integrations/admin"] },
    ],
    authorizer: { issuer: ISSUER, audience: ["portal", "https://api.example.com"], jwks: () => jwks },
  });
});

beforeEach(() => {
  jwks = pool.jwks;
});

afterAll(() => gateway.stop());

/** The claims of an access token of the portal. */
const access = (claims: Readonly<Record<string, unknown>> = {}): JWTPayload => ({
  sub: "portal",
  token_use: "access",
  client_id: "portal",
  scope: `${READ} ${WRITE}`,
  iat: seconds(),
  exp: seconds() + 3600,
  ...claims,
});

const statusOf = async (claims: JWTPayload): Promise<number> =>
  (await call("/read", await pool.sign(access(claims)))).status;

const call = (path: string, authorization?: string): Promise<Response> =>
  fetch(gateway.url + path, { headers: authorization === undefined ? {} : { authorization } });

const UNAUTHORIZED = [401, '{"message":"Unauthorized"}', "application/json"];
const FORBIDDEN = [403, '{"message":"Forbidden"}', "application/json"];
const outcome = async (response: Response) => [
  response.status,
  response.ok ? "" : await response.text(),
  response.headers.get("content-type"),
];

describe("a public route", () => {
  it("needs no token, and does not look at one", async () => {
    for (const authorization of [undefined, "Bearer nonsense"]) {
      const response = await call("/public", authorization);
      expect(response.status).toBe(200);
      expect((await eventOf(response)).requestContext.authorizer).toBeUndefined();
    }
  });
});

describe("a token is accepted", () => {
  it.each(["Bearer ", "bearer ", ""])("behind %o", async (prefix) => {
    expect((await call("/read", prefix + (await pool.sign(access())))).status).toBe(200);
  });

  it("for its audience, and for its client id only without one", async () => {
    expect(await statusOf({ aud: "https://api.example.com", client_id: "unknown" })).toBe(200);
    expect(await statusOf({ aud: ["other", "portal"] })).toBe(200);
    expect(await statusOf({ aud: "other", client_id: "portal" })).toBe(401);
  });

  it("with its scopes under another name, as text or list", async () => {
    const { scope: _scope, ...bare } = access();
    for (const scp of [`x ${READ}`, ["x", READ]]) {
      expect((await call("/read", await pool.sign({ ...bare, scp }))).status).toBe(200);
    }
  });

  it("and handed to the function as text", async () => {
    const claims = access({
      "cognito:groups": ["latchkey-users", "team b"],
      version: 2,
      email_verified: true,
      address: { b: "2", a: [1] },
      nothing: null,
    });
    const event = await eventOf(await call("/read", await pool.sign(claims)));
    expect(event.requestContext.authorizer).toEqual({
      jwt: {
        claims: {
          iss: ISSUER,
          sub: "portal",
          token_use: "access",
          client_id: "portal",
          scope: `${READ} ${WRITE}`,
          iat: String(seconds()),
          exp: String(seconds() + 3600),
          "cognito:groups": "[latchkey-users team b]",
          version: "2",
          email_verified: "true",
          address: "map[a:[1] b:2]",
          nothing: "<nil>",
        },
        scopes: [READ, WRITE],
      },
    });
  });

  it("without scopes on a route that asks for none, as ID tokens are", async () => {
    const id = await pool.sign({ sub: "u", aud: "portal", token_use: "id", iat: seconds(), exp: seconds() + 60 });
    const event = await eventOf(await call("/any", id));
    expect(event.requestContext.authorizer?.jwt.scopes).toBeNull();
  });

  it("of a key that the issuer has published since", async () => {
    const later = await tokenIssuer(ISSUER, "key-2");
    const token = await later.sign(access());
    expect((await call("/read", token)).status).toBe(401);
    jwks = { keys: [...pool.jwks.keys, ...later.jwks.keys] };
    expect((await call("/read", token)).status).toBe(200);
  });
});

describe("a request is unauthorized", () => {
  it.each([undefined, "", "Bearer", "Bearer "])("without a token: %o", async (authorization) => {
    const response = await call("/read", authorization);
    expect(response.headers.get("www-authenticate")).toMatch(/^Bearer/);
    expect(await outcome(response)).toEqual(UNAUTHORIZED);
  });

  it("with a token in another header, query or cookie", async () => {
    const token = await pool.sign(access());
    const url = `${gateway.url}/read?access_token=${token}`;
    const response = await fetch(url, { headers: { "x-authorization": token, cookie: `token=${token}` } });
    expect(await outcome(response)).toEqual(UNAUTHORIZED);
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
  });

  const tokens: readonly (readonly [string, string, () => Promise<string>])[] = [
    ["expired", "the token has expired", () => pool.sign(access({ exp: seconds() - 1 }))],
    ["expiring now", "the token has expired", () => pool.sign(access({ exp: seconds() }))],
    ["without expiry", "the token does not have an expiry", () => pool.sign(access({ exp: undefined }))],
    ["not valid yet", "the token is not valid yet", () => pool.sign(access({ nbf: seconds() + 60 }))],
    ["issued in the future", "the token is not valid yet", () => pool.sign(access({ iat: seconds() + 60 }))],
    [
      "for an unknown client",
      "the token does not have a valid audience",
      () => pool.sign(access({ client_id: "unknown" })),
    ],
    ["for no client", "the token does not have a valid audience", () => pool.sign(access({ client_id: undefined }))],
    [
      "of another issuer",
      "the token is not a valid token of the issuer",
      () => pool.sign(access({ iss: `${ISSUER}x` })),
    ],
    [
      "without signature",
      "the token is not a valid token of the issuer",
      async () => new UnsecuredJWT({ iss: ISSUER, ...access() }).encode(),
    ],
    ["that is none", "the token is not a valid token of the issuer", async () => "nonsense"],
    ["that is basic credentials", "the token is not a valid token of the issuer", async () => "Basic dXNlcjpwYXNz"],
    [
      "of another pool with the same key id",
      "the token is not a valid token of the issuer",
      async () => (await tokenIssuer(ISSUER)).sign(access()),
    ],
    [
      "of another pool with another key id",
      "the token is not a valid token of the issuer",
      async () => (await tokenIssuer(ISSUER, "other")).sign(access()),
    ],
    [
      "whose scopes were changed after it was signed",
      "the token is not a valid token of the issuer",
      async () => {
        const [header, payload, signature] = (await pool.sign(access({ scope: "none" }))).split(".");
        const claims = JSON.parse(Buffer.from(payload!, "base64url").toString()) as JWTPayload;
        const changed = Buffer.from(JSON.stringify({ ...claims, scope: READ })).toString("base64url");
        return [header, changed, signature].join(".");
      },
    ],
    [
      "signed with the public key as a password",
      "the token is not a valid token of the issuer",
      () =>
        new SignJWT({ iss: ISSUER, ...access() })
          .setProtectedHeader({ alg: "HS256", kid: "key-1" })
          .sign(Buffer.from(JSON.stringify(pool.jwks.keys[0]))),
    ],
    [
      "signed with a key of the issuer that is none of RSA",
      "signing method ES256 is invalid",
      async () => {
        const { privateKey, publicKey } = await generateKeyPair("ES256");
        jwks = {
          keys: [{ ...(await exportJWK(publicKey)), kid: "curve", alg: "ES256", use: "sig" }, ...pool.jwks.keys],
        };
        return new SignJWT({ iss: ISSUER, ...access() })
          .setProtectedHeader({ alg: "ES256", kid: "curve" })
          .sign(privateKey);
      },
    ],
  ];

  it.each(tokens)("with a token %s", async (_case, description, token) => {
    const response = await call("/read", `Bearer ${await token()}`);
    expect(response.headers.get("www-authenticate")).toBe(
      `Bearer scope="" error="invalid_token" error_description="${description}"`,
    );
    expect(await outcome(response)).toEqual(UNAUTHORIZED);
    expect(gateway.log.at(-1)?.reason).toBe(description);
  });

  it("once its token has expired, although it was accepted before", async () => {
    const token = await pool.sign(access({ exp: seconds() + 10 }));
    expect((await call("/read", token)).status).toBe(200);
    clock.advance(10_000);
    expect(await outcome(await call("/read", token))).toEqual(UNAUTHORIZED);
  });
});

describe("a request is forbidden", () => {
  it.each([
    ["a token of other scopes", { scope: `${WRITE} ${READ}s` }],
    ["a token without scopes", { scope: undefined }],
    ["an ID token", { scope: undefined, token_use: "id", aud: "portal" }],
  ])("with %s", async (_case, claims) => {
    const response = await call("/read", await pool.sign(access(claims)));
    expect(response.headers.get("www-authenticate")).toBe(
      `Bearer scope="${READ} integrations/admin" error="insufficient_scope" error_description="the token does not have a required scope"`,
    );
    expect(await outcome(response)).toEqual(FORBIDDEN);
  });
});

describe("an authorizer is refused", () => {
  it("when a route has scopes and there is none", async () => {
    const start = startGateway({ routes: [{ method: "GET", path: "/a", function: "echo", scopes: [READ] }] });
    await expect(start).rejects.toThrow("Route GET /a has scopes, but there is no authorizer");
  });

  it("with 51 audiences, and with keys that are no key set", async () => {
    const audience = Array.from({ length: 51 }, String);
    await expect(startGateway({ authorizer: { issuer: ISSUER, audience, jwks: pool.jwks } })).rejects.toThrow(
      "An authorizer has at most 50 audiences",
    );
    const none = { keys: [{ no: "key" }] };
    await expect(startGateway({ authorizer: { issuer: ISSUER, audience: [], jwks: none } })).rejects.toThrow(
      "JWK kty should be a string",
    );
  });
});
