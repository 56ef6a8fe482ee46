import { gatewayCors, gatewayRoutes } from "@latchkey/contract/gateway-routes";
import { type ApiRoute, routes } from "@latchkey/contract/routes";
import { scopes } from "@latchkey/contract/scopes";
import { router } from "@latchkey/local/gateway/router";
import { describe, expect, it } from "vitest";

const table: readonly ApiRoute[] = routes;
const gateway = gatewayRoutes();
const match = router(gateway.map(({ method, path, routeKey }) => ({ method, path, function: routeKey })));
const routeFor = (method: string, path: string) => {
  const routeKey = match(method, path)?.route.function;
  return gateway.find((candidate) => candidate.routeKey === routeKey)!;
};

const example = (path: string): string => path.replace(/\{\w+\}/g, "some-thing");

describe("the gateway's routes", () => {
  it("are few", () => {
    expect(gateway.map(({ routeKey, group }) => `${routeKey} -> ${group}`)).toEqual([
      "GET /v1/integrations/{id}/payload -> reveal",
      "GET /v1/integrations/{id}/payload/{artifact} -> reveal",
      "GET /v1/integrations/{id}/rotations/{rotation} -> write",
      "GET /v1/integrations/{id}/health -> inspect",
      "POST /v1/integrations/{id}/access-preview -> inspect",
      "GET /healthz -> read",
      "GET /v1/openapi.json -> read",
      "GET /docs -> read",
      "GET /v1/{proxy+} -> read",
      "POST /v1/{proxy+} -> write",
      "PATCH /v1/{proxy+} -> write",
      "DELETE /v1/{proxy+} -> write",
      "$default -> read",
    ]);
  });

  it.each(table.map(({ operationId, method, path, group, scope }) => ({ operationId, method, path, group, scope })))(
    "bring $operationId to its own function",
    ({ method, path, group, scope }) => {
      const route = routeFor(method, example(path));
      expect(route.group).toBe(group);
      expect(route.scopes).toEqual(scope === null ? null : scopes);
    },
  );

  it("ask for a token wherever a protected operation could be reached, and never with an empty list of scopes", () => {
    const open = gateway.filter(({ scopes: asked }) => asked === null || asked.length === 0);
    expect(open.map(({ path }) => path)).toEqual(["/healthz", "/v1/openapi.json", "/docs", "$default"]);
    expect(open.every(({ scopes: asked }) => asked === null)).toBe(true);
  });

  it("send what nobody takes to read, without a token", () => {
    for (const [method, path] of [
      ["PUT", "/v1/integrations"],
      ["HEAD", "/v1/connectors"],
      ["GET", "/"],
      ["POST", "/docs"],
    ] as const)
      expect(routeFor(method, path)).toMatchObject({ routeKey: "$default", group: "read", scopes: null });
  });

  it("fit API Gateway: at most ten scopes a route", () => {
    for (const { scopes: asked } of gateway) expect(asked?.length ?? 0).toBeLessThanOrEqual(10);
  });
});

describe("what browsers may do", () => {
  it("is what the operations take and answer", () => {
    expect(gatewayCors).toEqual({
      allowMethods: ["GET", "POST", "PATCH", "DELETE"],
      allowHeaders: ["Authorization", "Content-Type", "Idempotency-Key", "If-None-Match", "If-Match"],
      exposeHeaders: ["ETag", "Location", "Retry-After", "Idempotent-Replayed", "Content-Disposition"],
    });
  });
});
