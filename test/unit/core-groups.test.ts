import { admits } from "@latchkey/core/policies/decide-access";
import { cognitoGroup, groupProblem, isPoolWide, productGroup } from "@latchkey/core/policies/group-name";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

const ID = "int_01JDA7Z8Q4T3V5W6X7Y8Z9A0BC";
const OTHER = "int_01JDA7Z8Q4T3V5W6X7Y8Z9A0BD";

describe("a group in a policy", () => {
  it.each(["editors", "pool:staff", "Editors.2", "a", "a-b_c.d", "pool:a"])("may be called %s", (name) => {
    expect(groupProblem(name)).toBeUndefined();
  });

  it.each([
    ["reserved", "latchkey-admins"],
    ["reserved", "latchkey-users"],
    ["reserved", "LATCHKEY-admins"],
    ["reserved", "pool:latchkey-admins"],
    ["reserved", "pool:Latchkey-Users"],
    ["foreign", `pool:${OTHER}.editors`],
    ["foreign", `pool:${ID}.editors`],
    ["foreign", "pool:INT_1.editors"],
    ["malformed", ""],
    ["malformed", "pool:"],
    ["malformed", "pool:pool:staff"],
    ["malformed", "Pool:staff"],
    ["malformed", "POOL:latchkey-admins"],
    ["malformed", " editors"],
    ["malformed", "editors "],
    ["malformed", "editors\n"],
    ["malformed", "pool: latchkey-admins"],
    ["malformed", ".editors"],
    ["malformed", "-editors"],
    ["malformed", "edit ors"],
    ["malformed", "édition"],
    ["malformed", "latch\u200bkey-admins"],
    ["malformed", "\uff4catchkey-admins"],
    ["malformed", "a/b"],
    ["malformed", "a,b"],
    ["malformed", "[a]"],
    ["malformed", "a".repeat(64)],
  ])("is %s as %j", (problem, name) => {
    expect(groupProblem(name)).toBe(problem);
  });

  it("of the integration is its own Cognito group, one of the pool is the pool's", () => {
    expect(cognitoGroup(ID, "editors")).toBe(`${ID}.editors`);
    expect(cognitoGroup(ID, "pool:staff")).toBe("staff");
    expect(isPoolWide("pool:staff")).toBe(true);
    expect(isPoolWide("editors")).toBe(false);
  });

  it("never means a group of Latchkey or of another integration, if it may be named at all", () => {
    const text = fc.string({ unit: fc.constantFrom(..."pool:latchkey-admins.int_ILP0-".split("")), maxLength: 40 });
    const names = fc.oneof(
      text,
      text.map((rest) => `pool:${rest}`),
      text.map((rest) => `latchkey-${rest}`),
    );
    fc.assert(
      fc.property(names, (name) => {
        if (groupProblem(name) !== undefined) return;
        const group = cognitoGroup(ID, name);
        expect(group.toLowerCase().startsWith("latchkey-")).toBe(false);
        expect(group.toLowerCase().startsWith("int_") && !group.startsWith(`${ID}.`)).toBe(false);
        // Cognito's pattern and length for a group name.
        expect(group).toMatch(/^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u);
        expect(productGroup(ID, group)).toBe(isPoolWide(name) ? name.slice(5) : name);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("a group as the product sees it", () => {
  it("has no prefix, and those of others are not shown", () => {
    expect(productGroup(ID, `${ID}.editors`)).toBe("editors");
    expect(productGroup(ID, "staff")).toBe("staff");
    expect(productGroup(ID, `${OTHER}.editors`)).toBeUndefined();
    expect(productGroup(ID, "latchkey-admins")).toBeUndefined();
    expect(productGroup(ID, `${ID}x.editors`)).toBeUndefined();
  });
});

describe("access to an application", () => {
  it("is everybody's without a policy", () => {
    expect(admits(ID, undefined, [])).toBe(true);
  });

  it("takes one of the policy's groups", () => {
    const access = { groups: ["editors", "pool:staff"] };
    expect(admits(ID, access, [`${ID}.editors`])).toBe(true);
    expect(admits(ID, access, ["other", "staff"])).toBe(true);
    for (const groups of [
      [],
      ["editors"],
      ["pool:staff"],
      [`${OTHER}.editors`],
      ["STAFF"],
      [`${ID}.staff`],
      ["staff2"],
    ])
      expect(admits(ID, access, groups)).toBe(false);
  });

  it("is nobody's where the policy names no group", () => {
    expect(admits(ID, { groups: [] }, ["staff", `${ID}.editors`])).toBe(false);
  });
});
