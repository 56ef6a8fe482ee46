import type { IntegrationEvent } from "@latchkey/core/integration";
import { Secret } from "@latchkey/core/secret";
import { systemIds } from "@latchkey/runtime/ids";
import { jsonLog } from "@latchkey/runtime/log";
import { logPublisher } from "@latchkey/runtime/log-publisher";
import { describe, expect, it } from "vitest";

function recorder() {
  const lines: string[] = [];
  return { log: jsonLog((line) => lines.push(line)), lines, parsed: () => lines.map((line) => JSON.parse(line)) };
}

describe("the log", () => {
  it("writes one JSON object a line, whatever is in it", () => {
    const { log, lines, parsed } = recorder();
    log.info("a message", { text: 'two\nlines "quoted"', list: [1, null] });
    log.warn("another");
    expect(lines.every((line) => !line.includes("\n"))).toBe(true);
    expect(parsed()).toEqual([
      { level: "info", message: "a message", text: 'two\nlines "quoted"', list: [1, null] },
      { level: "warn", message: "another" },
    ]);
  });

  it("reduces a cause to names, messages and stacks, so that no request or answer gets in", () => {
    const { log, lines, parsed } = recorder();
    const inner = Object.assign(new Error("inner"), { $response: { body: "hunter2" }, input: "hunter2" });
    const cause = Object.assign(new TypeError("outer", { cause: inner }), { request: { headers: "hunter2" } });
    log.error("it failed", { id: "int_1" }, cause);
    log.error("it failed", {}, "hunter2");
    expect(parsed()[0]).toMatchObject({
      level: "error",
      id: "int_1",
      cause: { name: "TypeError", message: "outer", cause: { name: "Error", message: "inner" } },
    });
    expect(parsed()[1]).toMatchObject({ cause: { name: "string" } });
    expect(lines.join("")).not.toContain("hunter2");
  });

  it("ends where causes go round in a circle", () => {
    const { log, parsed } = recorder();
    const loop = new Error("loop");
    loop.cause = loop;
    log.error("it failed", {}, loop);
    expect(parsed()).toHaveLength(1);
  });

  it("shows nothing of a secret that gets into its fields", () => {
    const { log, lines } = recorder();
    // What the types forbid, a mistake may do.
    log.info("oops", { secret: new Secret("hunter2") } as never);
    expect(lines.join("")).not.toContain("hunter2");
  });
});

describe("the publisher without a bus", () => {
  it("writes one line an event, with its id and a readable time, and takes them all", async () => {
    const { log, parsed } = recorder();
    const ids = systemIds({ now: () => 1_795_250_000_000 });
    const events = [1, 2, 3].map(
      (n): IntegrationEvent => ({
        id: ids.event(),
        integrationId: "int_1",
        owner: "client:portal",
        type: "rotation.started",
        actor: "latchkey",
        at: 1_795_250_000_000,
        data: { n },
      }),
    );
    expect(await logPublisher(log).publish(events, {})).toEqual(events);
    expect(parsed()).toEqual(
      events.map((event) => ({ level: "info", message: "event", ...event, at: "2026-11-21T08:33:20.000Z" })),
    );
    expect(await logPublisher(log).publish([], {})).toEqual([]);
  });
});
