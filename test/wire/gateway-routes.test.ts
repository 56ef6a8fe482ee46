import { type Route, router } from "@latchkey/local/gateway/router";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventOf, startGateway, type TestGateway } from "./gateway-harness.ts";

const routes: readonly Route[] = [
  { method: "ANY", path: "$default", function: "fallback" },
  { method: "ANY", path: "/{proxy+}", function: "any" },
  { method: "GET", path: "/pets/{proxy+}", function: "greedy" },
  { method: "GET", path: "/pets/dog/{id}", function: "parameter" },
  { method: "GET", path: "/pets/dog/1", function: "exact" },
  { method: "ANY", path: "/pets/dog/1", function: "exact-any" },
  { method: "GET", path: "/{kind}/dog/{id}/{what}", function: "parameters" },
  { method: "HEAD", path: "/head", function: "head" },
];

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway({ routes });
});

afterAll(() => gateway.stop());

/** Which function answered, by which route, with which parameters. */
async function routed(method: string, path: string): Promise<readonly unknown[]> {
  const response = await fetch(gateway.url + path, { method });
  const { function: name, event } = (await response.json()) as { function: string; event: Record<string, unknown> };
  return [name, event["routeKey"], event["pathParameters"]];
}

describe("a request takes", () => {
  it.each([
    ["the full match", "GET", "/pets/dog/1", ["exact", "GET /pets/dog/1", undefined]],
    ["the full match of any method", "PUT", "/pets/dog/1", ["exact-any", "ANY /pets/dog/1", undefined]],
    ["the parameter", "GET", "/pets/dog/2", ["parameter", "GET /pets/dog/{id}", { id: "2" }]],
    [
      "several parameters",
      "GET",
      "/zoo/dog/2/x",
      ["parameters", "GET /{kind}/dog/{id}/{what}", { kind: "zoo", id: "2", what: "x" }],
    ],
    [
      "a full match before a greedy one that is spelled out further",
      "GET",
      "/pets/dog/2/x",
      ["parameters", "GET /{kind}/dog/{id}/{what}", { kind: "pets", id: "2", what: "x" }],
    ],
    ["the greedy match", "GET", "/pets/cat/1/2", ["greedy", "GET /pets/{proxy+}", { proxy: "cat/1/2" }]],
    ["the greedy match of any method", "POST", "/pets/cat", ["any", "ANY /{proxy+}", { proxy: "pets/cat" }]],
    ["the default when nothing else matches", "GET", "/", ["fallback", "$default", undefined]],
    [
      "the greedy match also with a slash at the end",
      "GET",
      "/pets/dog/1/",
      ["greedy", "GET /pets/{proxy+}", { proxy: "dog/1/" }],
    ],
    ["no parameter for an empty segment", "GET", "/pets/dog/", ["greedy", "GET /pets/{proxy+}", { proxy: "dog/" }]],
    ["no empty greedy match", "GET", "/pets/", ["any", "ANY /{proxy+}", { proxy: "pets/" }]],
    ["the decoded path", "GET", "/pets/d%6Fg/a%20b%C3%A4", ["parameter", "GET /pets/dog/{id}", { id: "a bä" }]],
    ["the path with a decoded slash", "GET", "/pets/dog%2F7", ["parameter", "GET /pets/dog/{id}", { id: "7" }]],
    [
      "the path up to a decoded question mark",
      "GET",
      "/pets/dog/7%3Fx/y",
      ["parameter", "GET /pets/dog/{id}", { id: "7" }],
    ],
  ])("%s", async (_case, method, path, expected) => {
    expect(await routed(method, path)).toEqual(expected);
  });

  it("HEAD like every method, answered without a body", async () => {
    const response = await fetch(`${gateway.url}/head`, { method: "HEAD" });
    expect(response.status).toBe(200);
    expect(Number(response.headers.get("content-length"))).toBeGreaterThan(0);
    expect(await response.text()).toBe("");
    expect(gateway.log.at(-1)).toMatchObject({ method: "HEAD", routeKey: "HEAD /head" });
  });

  it("nothing when its path cannot be decoded", async () => {
    const response = await fetch(`${gateway.url}/pets/%zz`);
    expect([response.status, await response.json()]).toEqual([400, { message: "Bad Request" }]);
  });

  it("nothing when there is no default", async () => {
    const only = await startGateway({ routes: [{ method: "GET", path: "/here", function: "echo" }] });
    for (const [method, path] of [
      ["GET", "/there"],
      ["POST", "/here"],
      ["GET", "/here/"],
      ["HEAD", "/here"],
    ]) {
      const response = await fetch(only.url + path, { method: method! });
      expect(response.status).toBe(404);
      expect(await response.text()).toBe(method === "HEAD" ? "" : '{"message":"Not Found"}');
    }
    expect((await eventOf(await fetch(`${only.url}/here?there`))).rawPath).toBe("/here");
    await only.stop();
  });
});

const route = (path: string, scopes?: readonly string[]): Route => ({
  method: "GET",
  path,
  function: "f",
  ...(scopes && { scopes }),
});

describe("routes are refused", () => {
  it.each([
    ["twice the same", [route("/a"), route("/a")], "Route GET /a is there twice"],
    [
      "two defaults",
      [route("$default"), { ...route("$default"), method: "ANY" as const }],
      "Route $default is there twice",
    ],
    ["a path without slash", [route("a")], "Route GET a: its path must begin with /"],
    ["a greedy segment in the middle", [route("/{a+}/b")], "Route GET /{a+}/b: only the last segment can be greedy"],
    ["eleven scopes", [route("/a", Array.from({ length: 11 }, String))], "Route GET /a has more than 10 scopes"],
  ])("when there is %s", (_case, bad, message) => {
    expect(() => router(bad)).toThrow(message);
  });
});
