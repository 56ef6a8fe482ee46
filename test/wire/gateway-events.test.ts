import { once } from "node:events";
import { request } from "node:http";
import { manualClock } from "@latchkey/local/kernel/clock";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EchoedEvent, eventOf, startGateway, type TestGateway } from "./gateway-harness.ts";

let gateway: TestGateway;
const clock = manualClock(Date.UTC(2020, 2, 12, 19, 3, 58, 390));

beforeAll(async () => {
  gateway = await startGateway({ clock, apiId: "api-1", accountId: "123456789012" });
});

afterAll(() => gateway.stop());

const get = async (path: string, init?: RequestInit): Promise<EchoedEvent> =>
  eventOf(await fetch(gateway.url + path, init));

/** Sends headers that `fetch` would not: repeated ones, and names as given. */
async function raw(path: string, headers: readonly (readonly [string, string])[]): Promise<EchoedEvent> {
  const call = request(`http://127.0.0.1:${gateway.port}${path}`, { headers: headers.flat() });
  call.end();
  const [response] = (await once(call, "response")) as [AsyncIterable<Buffer>];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return (JSON.parse(Buffer.concat(chunks).toString()) as { event: EchoedEvent }).event;
}

describe("an event", () => {
  it("has exactly the members of payload format 2.0", async () => {
    const event = await raw("/a/b?x=1", [
      ["Host", "api.example.com:8080"],
      ["User-Agent", "probe/1"],
    ]);
    expect(event).toEqual({
      version: "2.0",
      routeKey: "$default",
      rawPath: "/a/b",
      rawQueryString: "x=1",
      headers: {
        host: "api.example.com:8080",
        "user-agent": "probe/1",
        "content-length": "0",
        "x-amzn-trace-id": expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-port": String(gateway.port),
        "x-forwarded-proto": "http",
      },
      queryStringParameters: { x: "1" },
      requestContext: {
        accountId: "123456789012",
        apiId: "api-1",
        domainName: "api.example.com",
        domainPrefix: "api",
        http: { method: "GET", path: "/a/b", protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "probe/1" },
        requestId: expect.stringMatching(/^[A-Za-z0-9+/]{15}=$/),
        routeKey: "$default",
        stage: "$default",
        time: "12/Mar/2020:19:03:58 +0000",
        timeEpoch: 1584039838390,
      },
      isBase64Encoded: false,
    });
  });

  it("has a request id of its own, which the answer carries too", async () => {
    const response = await fetch(gateway.url);
    const id = response.headers.get("apigw-requestid");
    expect((await eventOf(response)).requestContext.requestId).toBe(id);
    expect((await get("/")).requestContext.requestId).not.toBe(id);
  });

  it("joins repeated headers with commas, in lower case, and leaves out those of the connection", async () => {
    const { headers, cookies } = await raw("/", [
      ["Host", "h"],
      ["X-Tag", "one"],
      ["x-tag", "two, three"],
      ["__proto__", "odd"],
      ["Connection", "keep-alive"],
      ["TE", "trailers"],
      ["X-Forwarded-For", "10.0.0.1"],
      ["X-Amzn-Trace-Id", "Root=mine"],
    ]);
    expect(headers).toMatchObject({
      "x-tag": "one,two, three",
      "x-forwarded-for": "10.0.0.1, 127.0.0.1",
      "x-amzn-trace-id": "Root=mine",
    });
    expect(Object.entries(headers)).toContainEqual(["__proto__", "odd"]);
    expect(Object.keys(headers)).not.toContain("connection");
    expect(Object.keys(headers)).not.toContain("te");
    expect(cookies).toBeUndefined();
  });

  it("lists cookies apart", async () => {
    const { headers, cookies } = await raw("/", [
      ["Host", "h"],
      ["Cookie", "a=1; b=2"],
      ["Cookie", "c=3"],
    ]);
    expect(cookies).toEqual(["a=1", "b=2", "c=3"]);
    expect(Object.keys(headers)).not.toContain("cookie");
  });

  it("keeps the query as sent beside its decoded parameters, repetitions joined", async () => {
    const event = await get("/?tag=a&tag=b&text=x+y%26z&empty=&bare&__proto__=p&%C3%A4=%zz");
    expect(event.rawQueryString).toBe("tag=a&tag=b&text=x+y%26z&empty=&bare&__proto__=p&%C3%A4=%zz");
    expect(Object.entries(event.queryStringParameters ?? {})).toEqual([
      ["tag", "a,b"],
      ["text", "x y&z"],
      ["empty", ""],
      ["bare", ""],
      ["__proto__", "p"],
      ["ä", "%zz"],
    ]);
  });

  it("has no query parameters without a query", async () => {
    for (const path of ["/", "/?"]) {
      const event = await get(path);
      expect([event.rawQueryString, event.queryStringParameters]).toEqual(["", undefined]);
    }
  });

  it("has its path decoded", async () => {
    const event = await get("/a%20b/%C3%A4%2Fc%3Fd?q=%20");
    expect([event.rawPath, event.rawQueryString]).toEqual(["/a b/ä/c", "q=%20"]);
  });

  const TEXT = "text ä";

  it.each([
    "application/json",
    "application/json; charset=utf-8",
    "Application/XML",
    "application/javascript",
    "text/plain",
    "text/csv",
  ])("carries a body of %s as text", async (contentType) => {
    const { body, isBase64Encoded } = await get("/", {
      method: "POST",
      body: TEXT,
      headers: { "content-type": contentType },
    });
    expect([body, isBase64Encoded]).toEqual([TEXT, false]);
  });

  it.each([
    "application/octet-stream",
    "application/x-www-form-urlencoded",
    "application/merge-patch+json",
    "image/png",
    "",
  ])("carries a body of %o as Base64", async (contentType) => {
    const { body, isBase64Encoded, headers } = await get("/", {
      method: "POST",
      body: Buffer.from(TEXT),
      headers: { "content-type": contentType },
    });
    expect([Buffer.from(body ?? "", "base64").toString(), isBase64Encoded]).toEqual([TEXT, true]);
    expect(headers["content-length"]).toBe("7");
  });

  it("has no body when there is none", async () => {
    const event = await get("/", { method: "POST", body: "", headers: { "content-type": "application/json" } });
    expect([event.body, event.isBase64Encoded]).toEqual([undefined, false]);
  });

  it("carries a body that came in chunks", async () => {
    const stream = new ReadableStream({
      async pull(controller) {
        for (const part of ["one ", "two ", "three"]) controller.enqueue(new TextEncoder().encode(part));
        controller.close();
      },
    });
    const { body, headers } = await get("/", {
      method: "POST",
      body: stream,
      duplex: "half",
      headers: { "content-type": "text/plain" },
    });
    expect([body, headers["content-length"]]).toEqual(["one two three", "13"]);
    expect(Object.keys(headers)).not.toContain("transfer-encoding");
  });

  it("names the address of an absolute request target without its origin", async () => {
    const call = request({ port: gateway.port, host: "127.0.0.1", path: "http://proxied.example/a?b=c" });
    call.end();
    const [response] = (await once(call, "response")) as [AsyncIterable<Buffer>];
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk);
    const { event } = JSON.parse(Buffer.concat(chunks).toString()) as { event: EchoedEvent };
    expect([event.rawPath, event.rawQueryString]).toEqual(["/a", "b=c"]);
  });
});
