import { isEventId, isIntegrationId } from "@latchkey/core/ids";
import { systemIds } from "@latchkey/runtime/ids";
import { describe, expect, it } from "vitest";

describe("ids", () => {
  it("made later sort later, also within one millisecond and when the clock goes back", () => {
    let now = 1_795_250_000_000;
    const ids = systemIds({ now: () => now });
    const made: string[] = [];
    for (let index = 0; index < 500; index += 1) {
      now += [0, 0, 1, -3][index % 4] ?? 0;
      made.push(ids.event());
    }
    expect(made.toSorted()).toEqual(made);
    expect(new Set(made).size).toBe(500);
  });

  it("have the form by which they are recognised", () => {
    const ids = systemIds({ now: () => Date.now() });
    expect(isIntegrationId(ids.integration())).toBe(true);
    expect(isEventId(ids.event())).toBe(true);
    expect(ids.operation()).toMatch(/^op_[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
    expect(ids.revision()).toMatch(/^rev_[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
    expect(ids.rotation()).toMatch(/^rot_[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
  });

  it("of a text are always the same UUID, of another text another", () => {
    const one = systemIds({ now: () => 1 }).tokenFor("int_1/secret");
    expect(systemIds({ now: () => 2 }).tokenFor("int_1/secret")).toBe(one);
    expect(one).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(systemIds({ now: () => 1 }).tokenFor("int_2/secret")).not.toBe(one);
  });

  it("of secrets are 52 letters and digits, never twice the same, with every character in use", () => {
    const ids = systemIds({ now: () => 1 });
    const secrets = Array.from({ length: 200 }, () => ids.clientSecret().reveal());
    expect(secrets.every((secret) => /^[A-Za-z0-9]{52}$/.test(secret))).toBe(true);
    expect(new Set(secrets).size).toBe(200);
    expect(new Set(secrets.join("")).size).toBe(62);
  });
});
