import { EventEmitter, once } from "node:events";
import { Agent, request } from "node:http";
import { connect } from "node:net";
import { manualClock } from "@latchkey/local/kernel/clock";
import { afterEach, describe, expect, it } from "vitest";
import { eventOf, startGateway, type TestGateway } from "./gateway-harness.ts";

let gateway: TestGateway;

afterEach(() => gateway.stop());

const ask = (result: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(gateway.url, {
    headers: { "x-result": result === undefined ? "undefined" : JSON.stringify(result), ...headers },
  });

const INTERNAL = [500, '{"message":"Internal Server Error"}', "application/json"];
const plain = async (response: Response) => [
  response.status,
  await response.text(),
  response.headers.get("content-type"),
];

describe("a function's result", () => {
  it("is the answer: status, headers, cookies and body", async () => {
    gateway = await startGateway({});
    const response = await ask({
      statusCode: 201,
      headers: { "Content-Type": "text/html", Location: "/v1/x", "X-Count": 3, "X-Flag": true },
      cookies: ["a=1; Path=/", "b=2"],
      body: "<p>ä</p>",
      multiValueHeaders: { ignored: ["x"] },
    });
    expect(await plain(response)).toEqual([201, "<p>ä</p>", "text/html"]);
    expect(Object.fromEntries(response.headers)).toMatchObject({ location: "/v1/x", "x-count": "3", "x-flag": "true" });
    expect(response.headers.getSetCookie()).toEqual(["a=1; Path=/", "b=2"]);
    expect(response.headers.get("content-length")).toBe("9");
    expect(response.headers.has("ignored")).toBe(false);
  });

  it("is decoded when it says so, whatever its type", async () => {
    gateway = await startGateway({});
    const bytes = Buffer.from([0, 255, 10, 200]);
    const response = await ask({ statusCode: 200, body: bytes.toString("base64"), isBase64Encoded: true });
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
  });

  it("is plain text when it names no type", async () => {
    gateway = await startGateway({});
    expect(await plain(await ask({ statusCode: 200, body: "hello" }))).toEqual([
      200,
      "hello",
      "text/plain; charset=utf-8",
    ]);
    expect(await plain(await ask({ statusCode: "202" }))).toEqual([202, "", null]);
  });

  it.each([204, 304])("has no body and no length with %i", async (statusCode) => {
    gateway = await startGateway({});
    const response = await ask({ statusCode, headers: { etag: '"1"' }, body: "not sent" });
    expect([response.status, await response.text()]).toEqual([statusCode, ""]);
    expect(response.headers.has("content-length")).toBe(false);
    expect(response.headers.get("etag")).toBe('"1"');
  });

  it.each([
    ["an object", { a: 1 }, '{"a":1}'],
    ["a text", "hello", "hello"],
    ["a list", [1, 2], "[1,2]"],
    ["a number", 7, "7"],
    ["null", null, "null"],
    ["nothing", undefined, "null"],
    ["a null status", { statusCode: null, body: "x" }, '{"statusCode":null,"body":"x"}'],
  ])("is the body of a 200 when it has no status: %s", async (_case, result, body) => {
    gateway = await startGateway({});
    expect(await plain(await ask(result))).toEqual([200, body, "application/json"]);
  });

  it.each([
    ["a status that is none", { statusCode: 42 }],
    ["a status of 100", { statusCode: 100 }],
    ["a status of 0", { statusCode: 0 }],
    ["a status in words", { statusCode: "OK" }],
    ["a body that is no text", { statusCode: 200, body: { a: 1 } }],
    ["headers that are no object", { statusCode: 200, headers: "none" }],
    ["a header that is no text", { statusCode: 200, headers: { a: ["b"] } }],
    ["a header that HTTP forbids", { statusCode: 200, headers: { "x-split": "a\r\nx-injected: b" } }],
    ["a header name that HTTP forbids", { statusCode: 200, headers: { "x y": "z" } }],
    ["cookies that are no list", { statusCode: 200, cookies: "a=1" }],
  ])("is an internal error with %s", async (_case, result) => {
    gateway = await startGateway({});
    const response = await ask(result);
    expect(response.headers.has("x-injected")).toBe(false);
    expect(await plain(response)).toEqual(INTERNAL);
    expect(gateway.log.at(-1)).toMatchObject({ status: 500, reason: expect.stringMatching(/./) });
  });

  it("does not steer the connection", async () => {
    gateway = await startGateway({});
    const response = await ask({
      statusCode: 200,
      headers: { "content-length": "1", connection: "close", "transfer-encoding": "chunked" },
      body: "hello",
    });
    expect(await response.text()).toBe("hello");
    expect(response.headers.get("connection")).toBe("keep-alive");
  });

  it.each([
    ["throws", "throw", "out of order"],
    ["ends its process", "exit", "Runtime exited with error: exit status 1"],
  ])("is an internal error when it %s", async (_case, todo, reason) => {
    gateway = await startGateway({});
    const response = await fetch(gateway.url, { headers: { "x-do": todo } });
    expect(response.headers.get("apigw-requestid")).toMatch(/=$/);
    expect(await plain(response)).toEqual(INTERNAL);
    expect(gateway.log.at(-1)).toMatchObject({ status: 500, reason });
    expect((await fetch(gateway.url)).status).toBe(200);
  });

  it("is an internal error when the function does not exist", async () => {
    gateway = await startGateway({});
    const lost = await startGateway({ invoke: (_arn, event) => gateway.lambda.invoke("gone", event) });
    expect(await plain(await fetch(lost.url))).toEqual(INTERNAL);
    await lost.stop();
  });

  it("is not waited for longer than the integration timeout", async () => {
    gateway = await startGateway({ integrationTimeoutMs: 100 });
    await gateway.lambda.warm();
    expect(await plain(await fetch(gateway.url, { headers: { "x-do": "hang" } }))).toEqual([
      503,
      '{"message":"Service Unavailable"}',
      "application/json",
    ]);
  });
});

const post = (bytes: number, contentType: string) =>
  fetch(gateway.url, { method: "POST", body: Buffer.alloc(bytes, "x"), headers: { "content-type": contentType } });

describe("a request that is too large", () => {
  const TOO_LARGE = [413, '{"message":"Request Entity Too Large"}', "application/json"];

  it("is refused above 10 MB, with a length and without", async () => {
    gateway = await startGateway({});
    expect(await plain(await post(10 * 1024 * 1024 + 1, "text/plain"))).toEqual(TOO_LARGE);
    const body = new ReadableStream({
      start(controller) {
        for (let index = 0; index < 11; index += 1) controller.enqueue(new Uint8Array(1024 * 1024));
        controller.close();
      },
    });
    const chunked = await fetch(gateway.url, { method: "POST", body, duplex: "half" });
    expect(await plain(chunked)).toEqual(TOO_LARGE);
  });

  it("is refused above what Lambda takes, Base64 included", async () => {
    gateway = await startGateway({});
    expect((await post(6 * 1024 * 1024, "text/plain")).status).toBe(413);
    expect((await post(5 * 1024 * 1024, "application/octet-stream")).status).toBe(413);
    const small = await fetch(gateway.url, {
      method: "POST",
      body: Buffer.alloc(5 * 1024 * 1024, "x"),
      headers: { "content-type": "text/plain", "x-result": '"taken"' },
    });
    expect(await small.text()).toBe("taken");
  });

  it.each([10_300, 60_000, 200_000])("is refused with %i bytes of headers", async (bytes) => {
    gateway = await startGateway({});
    const call = request({ port: gateway.port, host: "127.0.0.1", headers: { "x-large": "x".repeat(bytes) } });
    call.on("error", () => undefined);
    call.end();
    const [response] = (await once(call, "response")) as [AsyncIterable<Buffer> & { statusCode: number }];
    let body = "";
    for await (const chunk of response) body += String(chunk);
    expect([response.statusCode, body]).toEqual([431, '{"message":"Request Header Fields Too Large"}']);
  });

  it("may have headers of almost 10 KB", async () => {
    gateway = await startGateway({});
    expect((await fetch(gateway.url, { headers: { "x-large": "x".repeat(9_900) } })).status).toBe(200);
  });
});

describe("what is no HTTP request", () => {
  it("is refused", async () => {
    gateway = await startGateway({});
    const socket = connect(gateway.port, "127.0.0.1");
    socket.write("nonsense\r\n\r\n");
    let text = "";
    for await (const chunk of socket) text += String(chunk);
    expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(text).toMatch(/\{"message":"Bad Request"\}$/);
  });

  it("leaves the gateway standing when it breaks off in the middle", async () => {
    gateway = await startGateway({});
    const socket = connect(gateway.port, "127.0.0.1");
    socket.write("POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 100\r\n\r\nhalf");
    await new Promise((resolve) => setTimeout(resolve, 20));
    socket.destroy();
    expect((await fetch(gateway.url)).status).toBe(200);
  });
});

describe("throttling", () => {
  it("lets a burst through and then as many as the rate allows", async () => {
    const clock = manualClock();
    gateway = await startGateway({ clock, throttle: { requestsPerSecond: 2, burst: 3 } });
    const statuses = async (count: number): Promise<readonly number[]> => {
      const seen: number[] = [];
      for (let index = 0; index < count; index += 1) seen.push((await fetch(gateway.url)).status);
      return seen;
    };
    expect(await statuses(5)).toEqual([200, 200, 200, 429, 429]);
    expect(await (await fetch(gateway.url)).text()).toBe('{"message":"Too Many Requests"}');
    clock.advance(1_000);
    expect(await statuses(3)).toEqual([200, 200, 429]);
    clock.advance(60_000);
    expect(await statuses(4)).toEqual([200, 200, 200, 429]);
  });
});

const preflight = (origin: string, headers: Record<string, string> = {}) =>
  fetch(`${gateway.url}/v1/things`, {
    method: "OPTIONS",
    headers: { origin, "access-control-request-method": "PATCH", ...headers },
  });

const corsOf = (response: Response) =>
  Object.fromEntries([...response.headers].filter(([name]) => /^(?:access-control-|vary)/.test(name)));

describe("CORS", () => {
  const ORIGIN = "https://portal.example.com";
  const settings = {
    allowOrigins: [ORIGIN, "http://*"],
    allowMethods: ["GET", "PATCH"],
    allowHeaders: ["authorization", "if-match"],
    exposeHeaders: ["etag", "location"],
    maxAge: 600,
  };

  it("answers a preflight request by itself", async () => {
    gateway = await startGateway({ cors: settings });
    const response = await preflight(ORIGIN);
    expect([response.status, await response.text()]).toEqual([204, ""]);
    expect(corsOf(response)).toEqual({
      "access-control-allow-origin": ORIGIN,
      "access-control-allow-methods": "GET,PATCH",
      "access-control-allow-headers": "authorization,if-match",
      "access-control-max-age": "600",
      vary: "origin",
    });
    expect(gateway.log.at(-1)).toMatchObject({ method: "OPTIONS", status: 204 });
  });

  it("allows nothing to another origin, and a wildcard per scheme", async () => {
    gateway = await startGateway({ cors: settings });
    for (const origin of ["https://evil.example", "https://portal.example.com.evil.example", "null"]) {
      const response = await preflight(origin);
      expect([response.status, corsOf(response)]).toEqual([204, {}]);
    }
    expect(corsOf(await preflight("http://localhost:3000"))).toMatchObject({
      "access-control-allow-origin": "http://localhost:3000",
    });
  });

  it("adds its headers to every answer for an allowed origin, in place of the function's", async () => {
    gateway = await startGateway({
      cors: settings,
      routes: [{ method: "GET", path: "/", function: "echo" }],
    });
    const result = { statusCode: 200, headers: { "Access-Control-Allow-Origin": "*", "x-kept": "1" } };
    const expected = {
      "access-control-allow-origin": ORIGIN,
      "access-control-expose-headers": "etag,location",
      vary: "origin",
    };
    const allowed = await ask(result, { origin: ORIGIN });
    expect([corsOf(allowed), allowed.headers.get("x-kept")]).toEqual([expected, "1"]);
    expect(corsOf(await fetch(`${gateway.url}/missing`, { headers: { origin: ORIGIN } }))).toEqual(expected);
    expect(corsOf(await ask(result, { origin: "https://evil.example" }))).toEqual({});
    expect(corsOf(await ask(result))).toEqual({});
  });

  it("allows everything when only origins are named", async () => {
    gateway = await startGateway({ cors: { allowOrigins: ["*"] } });
    expect(corsOf(await preflight("https://anywhere.example"))).toEqual({
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "*",
      "access-control-allow-headers": "authorization,*",
    });
  });

  it("leaves OPTIONS and the function's headers alone when it is not set", async () => {
    gateway = await startGateway({});
    expect((await eventOf(await preflight(ORIGIN))).routeKey).toBe("$default");
    const own = await ask({ statusCode: 200, headers: { "access-control-allow-origin": "x" } });
    expect(corsOf(own)).toEqual({ "access-control-allow-origin": "x" });
  });

  it("leaves an OPTIONS request alone that is no preflight one", async () => {
    gateway = await startGateway({ cors: settings });
    expect((await eventOf(await fetch(gateway.url, { method: "OPTIONS" }))).routeKey).toBe("$default");
  });
});

describe("the access log", () => {
  it("has one entry per request, without query, headers or body", async () => {
    const clock = manualClock();
    gateway = await startGateway({ clock });
    await fetch(`${gateway.url}/a%20b?token=secret`, {
      method: "POST",
      body: "secret",
      headers: { "user-agent": "probe/1", "x-result": '"12345"' },
    });
    expect(gateway.log).toEqual([
      {
        requestId: expect.stringMatching(/=$/),
        time: clock.now(),
        method: "POST",
        path: "/a b",
        routeKey: "$default",
        status: 200,
        responseBytes: 5,
        latencyMs: expect.any(Number),
        integrationLatencyMs: expect.any(Number),
        sourceIp: "127.0.0.1",
        userAgent: "probe/1",
      },
    ]);
    expect(JSON.stringify(gateway.log)).not.toContain("secret");
  });
});

/** A function that says when it was asked, and answers when it may. */
function gated() {
  const events = new EventEmitter();
  const asked = once(events, "asked");
  const mayAnswer = once(events, "answer");
  const invoke = async (): Promise<string> => {
    events.emit("asked");
    const [text] = await mayAnswer;
    return String(text);
  };
  return { invoke, asked, answer: (text: string): boolean => events.emit("answer", text) };
}

describe("a gateway", () => {
  it("serves many requests on one connection", async () => {
    gateway = await startGateway({});
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ports = new Set<number>();
    for (let index = 0; index < 5; index += 1) {
      const call = request({ port: gateway.port, host: "127.0.0.1", agent });
      call.end();
      const [response] = (await once(call, "response")) as [AsyncIterable<Buffer>];
      ports.add(call.socket?.localPort ?? 0);
      for await (const chunk of response) expect(chunk.length).toBeGreaterThan(0);
    }
    expect(ports.size).toBe(1);
    agent.destroy();
  });

  it("lets running requests finish when it closes, and takes no new ones", async () => {
    const slow = gated();
    gateway = await startGateway({ invoke: slow.invoke });
    const running = fetch(gateway.url);
    await slow.asked;
    const closing = gateway.close();
    await expect(fetch(gateway.url)).rejects.toThrow("fetch failed");
    slow.answer("done");
    const response = await running;
    expect([await response.text(), response.headers.get("connection")]).toEqual(["done", "close"]);
    await closing;
  });

  it("breaks what has not finished in its time of grace", async () => {
    const slow = gated();
    gateway = await startGateway({ invoke: slow.invoke });
    const outcome = fetch(gateway.url).then(
      () => "answered",
      () => "broken",
    );
    await slow.asked;
    await gateway.close({ graceMs: 50 });
    expect(await outcome).toBe("broken");
  });

  it("closes at once while only idle connections are open, also one that never asked anything", async () => {
    gateway = await startGateway({});
    await (await fetch(gateway.url)).text();
    const silent = connect(gateway.port, "127.0.0.1");
    await once(silent, "connect");
    const gone = once(silent, "close");
    await gateway.close({ graceMs: 60_000 });
    expect(await gone).toEqual([expect.any(Boolean)]);
  });

  it("says when its port is taken", async () => {
    gateway = await startGateway({});
    await expect(startGateway({ port: gateway.port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});
