import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessToken } from "../support/api-client.ts";
import { type TestStack, testStack } from "../support/test-stack.ts";

const PORTAL = "https://portal.example.com";
let stack: TestStack;

beforeAll(async () => {
  stack = await testStack({ corsOrigins: [PORTAL] });
});
afterAll(() => stack.close());

const preflight = (origin: string) =>
  fetch(`${stack.description.apiUrl}/v1/integrations`, {
    method: "OPTIONS",
    headers: {
      origin,
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization,content-type,idempotency-key",
    },
  });

const listed = (headers: Headers, name: string): readonly string[] =>
  (headers.get(name) ?? "")
    .toLowerCase()
    .split(",")
    .map((item) => item.trim());

describe("a portal in a browser", () => {
  it("may call from an origin that was named, with every header of the API", async () => {
    const { status, headers } = await preflight(PORTAL);
    expect(status).toBe(204);
    expect(headers.get("access-control-allow-origin")).toBe(PORTAL);
    expect(listed(headers, "access-control-allow-methods")).toEqual(expect.arrayContaining(["get", "post", "delete"]));
    expect(listed(headers, "access-control-allow-headers")).toEqual(
      expect.arrayContaining(["authorization", "content-type", "idempotency-key"]),
    );
  });

  it("sees the headers that it needs", async () => {
    const response = await fetch(`${stack.description.apiUrl}/v1/integrations`, {
      headers: { origin: PORTAL, authorization: `Bearer ${await accessToken(stack.description)}` },
    });
    expect(response.headers.get("access-control-allow-origin")).toBe(PORTAL);
    expect(listed(response.headers, "access-control-expose-headers")).toEqual(
      expect.arrayContaining(["etag", "location", "retry-after", "idempotent-replayed", "content-disposition"]),
    );
  });

  it("may not call from any other origin", async () => {
    const { headers } = await preflight("https://portal.example.com.evil.example");
    expect(headers.get("access-control-allow-origin")).toBeNull();
  });
});
