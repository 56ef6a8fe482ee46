import { type ApiRoute, routes } from "@latchkey/contract/routes";
import { LatchkeyError } from "@latchkey/core/errors";
import { createRouter } from "@latchkey/http/router";
import { assert, property, string } from "fast-check";
import { describe, expect, it } from "vitest";

const router = createRouter();

function refusal(method: string, path: string): LatchkeyError {
  try {
    router(method, path);
  } catch (error) {
    if (error instanceof LatchkeyError) return error;
    throw error;
  }
  throw new Error(`${method} ${path} was routed`);
}

/** How it ended; anything but a route and a refusal is thrown. */
function outcome(action: () => unknown): "routed" | "refused" {
  try {
    action();
    return "routed";
  } catch (error) {
    if (error instanceof LatchkeyError) return "refused";
    throw error;
  }
}

describe("the router", () => {
  it.each(routes.map(({ method, path, operationId }) => ({ method, path, operationId })))(
    "finds $operationId at $method $path",
    ({ method, path, operationId }) => {
      const filled = path.replace(/\{(\w+)\}/g, "some-$1");
      const match = router(method, filled);
      expect(match.route.operationId).toBe(operationId);
      expect(Object.values(match.path)).toEqual(Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => `some-${name}`));
    },
  );

  it("decodes nothing: the gateway has", () => {
    expect(router("GET", "/v1/connectors/git%6Cab").path).toEqual({ connector: "git%6Cab" });
    expect(refusal("GET", "/%761/connectors").code).toBe("route-not-found");
    expect(refusal("GET", "/v1/connectors/../gitlab").code).toBe("route-not-found");
  });

  it.each(["/", "", "/v1", "/v1/", "/v1/unknown", "/v1//connectors", "//v1/connectors", "/V1/connectors"])(
    "has no route %j",
    (path) => expect(refusal("GET", path).code).toBe("route-not-found"),
  );

  it("takes a trailing slash for another path, and says so", () => {
    const { code, message } = refusal("GET", "/v1/connectors/");
    expect(code).toBe("route-not-found");
    expect(message).toContain("no trailing slash");
  });

  it("names the methods that a path has when asked with another", () => {
    const { code, members } = refusal("PUT", "/v1/integrations");
    expect([code, members]).toEqual(["method-not-allowed", { allow: "GET, POST" }]);
    expect(refusal("POST", "/v1/integrations/int_1/payload").members).toEqual({ allow: "GET" });
    expect(refusal("HEAD", "/healthz").members).toEqual({ allow: "GET" });
  });

  it("cuts what it repeats of a path, and leaves no control character in it", () => {
    const { message } = refusal("GET", `/${"x".repeat(5_000)}\u0000`);
    expect(message.length).toBeLessThan(200);
    expect(refusal("GET", "/a\u0007b").message).not.toContain("\u0007");
  });

  it("never throws anything but a refusal, whatever is sent", () => {
    assert(
      property(string(), string({ unit: "binary" }), (method, path) => {
        expect(outcome(() => router(method, `/${path}`))).toBeDefined();
      }),
    );
  });
});

describe("a route that is added to the table", () => {
  const patch: ApiRoute = { ...routes[3], method: "PATCH" };

  it("is found, and named in Allow, without further changes", () => {
    const grown = createRouter([...routes, patch]);
    expect(grown("PATCH", patch.path).route).toBe(patch);
    expect(() => grown("PUT", patch.path)).toThrow(/GET, PATCH, POST/);
  });
});
