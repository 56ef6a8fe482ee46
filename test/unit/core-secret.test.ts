import { format, inspect } from "node:util";
import { Secret } from "@latchkey/core/secret";
import { systemClock } from "@latchkey/runtime/clock";
import { systemIds } from "@latchkey/runtime/ids";
import { jsonLog } from "@latchkey/runtime/log";
import { describe, expect, it } from "vitest";

const VALUE = "s3cretValue0123456789ABCDEFGHIJ";

describe("a secret", () => {
  it("prints as redacted by every way there is to print it", () => {
    const secret = new Secret(VALUE);
    const lines: string[] = [];
    jsonLog((line) => lines.push(line)).info("message", { secret } as never);
    const printed = [
      String(secret),
      JSON.stringify({ secret }),
      inspect(secret, { showHidden: true, depth: 9 }),
      inspect({ nested: { secret } }, { depth: 9 }),
      format("%s %o %j", secret, secret, secret),
      Object.values(secret).join(),
      ...lines,
    ].join("\n");
    expect(printed).not.toContain(VALUE);
    expect(printed).toContain("[redacted]");
    expect(secret.reveal()).toBe(VALUE);
  });

  it("is 52 letters and digits, never the same twice", () => {
    const ids = systemIds(systemClock);
    const made = Array.from({ length: 500 }, () => ids.clientSecret().reveal());
    expect(made.every((secret) => /^[A-Za-z0-9]{52}$/.test(secret))).toBe(true);
    expect(new Set(made).size).toBe(500);
    // Every character occurs: none of the alphabet is out of reach.
    expect(new Set(made.join("")).size).toBe(62);
  });
});

describe("ids", () => {
  it("sort by age, also within one millisecond", () => {
    const ids = systemIds({ now: () => 1_795_250_000_000 });
    const made = Array.from({ length: 100 }, () => ids.integration());
    expect(made).toEqual(made.toSorted());
    expect(new Set(made).size).toBe(100);
  });

  it("derive the same UUID from the same text", () => {
    const ids = systemIds(systemClock);
    expect(ids.tokenFor("a")).toBe(ids.tokenFor("a"));
    expect(ids.tokenFor("a")).not.toBe(ids.tokenFor("b"));
    expect(ids.tokenFor("a")).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
