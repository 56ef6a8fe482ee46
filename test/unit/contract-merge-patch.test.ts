import { mergePatch } from "@latchkey/contract/merge-patch";
import { parsePatch } from "@latchkey/contract/parse-patch";
import { parseRotationRequest } from "@latchkey/contract/parse-rotation-request";
import { LatchkeyError } from "@latchkey/core/errors";
import type { Json } from "@latchkey/core/json";
import type { Editable } from "@latchkey/core/usecases/update";
import { assert, constantFrom, dictionary, jsonValue, property } from "fast-check";
import { describe, expect, it } from "vitest";

describe("a merge patch", () => {
  // RFC 7396, appendix A
  it.each<[Json, Json, Json]>([
    [{ a: "b" }, { a: "c" }, { a: "c" }],
    [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
    [{ a: "b" }, { a: null }, {}],
    [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
    [{ a: ["b"] }, { a: "c" }, { a: "c" }],
    [{ a: "c" }, { a: ["b"] }, { a: ["b"] }],
    [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
    [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
    [
      ["a", "b"],
      ["c", "d"],
      ["c", "d"],
    ],
    [{ a: "b" }, ["c"], ["c"]],
    [{ a: "foo" }, null, null],
    [{ a: "foo" }, "bar", "bar"],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: "b", c: null }, { a: "b" }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])("of %j by %j makes %j", (target, patch, result) => expect(mergePatch(target, patch)).toEqual(result));

  it("takes inherited names for what they are: names", () => {
    expect(mergePatch({}, { constructor: { a: null } })).toEqual({ constructor: {} });
    const own = JSON.parse('{"__proto__":{"polluted":true}}') as Json;
    const merged = mergePatch({}, own) as object;
    expect(Object.keys(merged)).toEqual(["__proto__"]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it("leaves untouched members as they are, and makes the same of its own outcome", () => {
    const json = jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as Json);
    const object = dictionary(constantFrom("a", "b", "c", "d"), json);
    assert(
      property(object, object, (target, patch) => {
        const once = mergePatch(target, patch) as Readonly<Record<string, Json>>;
        const untouched = Object.keys(target).filter((name) => !(name in patch));
        expect(untouched.map((name) => once[name])).toEqual(untouched.map((name) => target[name]));
        expect(mergePatch(once, patch)).toEqual(once);
      }),
    );
  });
});

const CURRENT: Editable = {
  name: "GitLab",
  settings: { baseUrl: "https://gitlab.example.com", autoLinkUsers: false },
  labels: { team: "platform", stage: "test" },
  rotation: { everyDays: 90, overlapDays: 14, retire: "deadline" },
};

describe("a patch of an integration", () => {
  it("changes what it names and keeps the rest", () => {
    expect(parsePatch({})(CURRENT)).toEqual(CURRENT);
    expect(parsePatch({ name: "  New " })(CURRENT)).toEqual({ ...CURRENT, name: "New" });
    expect(parsePatch({ labels: { stage: null, tier: "1" } })(CURRENT).labels).toEqual({ team: "platform", tier: "1" });
    expect(parsePatch({ settings: { autoLinkUsers: null } })(CURRENT).settings).toEqual({
      baseUrl: "https://gitlab.example.com",
    });
  });

  it("takes labels and policy away with null", () => {
    expect(parsePatch({ labels: null })(CURRENT).labels).toEqual({});
    expect(parsePatch({ rotation: null })(CURRENT)).not.toHaveProperty("rotation");
  });

  it("changes a policy member by member, fills a new one up, and brings back defaults", () => {
    const policyAfter = (rotation: Json, current: Editable = CURRENT) => parsePatch({ rotation })(current).rotation;
    expect(policyAfter({ everyDays: 30 })).toEqual({ everyDays: 30, overlapDays: 14, retire: "deadline" });
    expect(policyAfter({ overlapDays: null, retire: null })).toEqual({
      everyDays: 90,
      overlapDays: 7,
      retire: "acknowledged",
    });
    const none = { ...CURRENT, rotation: undefined };
    expect(policyAfter({ everyDays: 30 }, none)).toEqual({ everyDays: 30, overlapDays: 7, retire: "acknowledged" });
    expect(() => policyAfter({ overlapDays: 3 }, none)).toThrow(LatchkeyError);
  });
});

describe("the request for a rotation", () => {
  it("may be absent, empty or complete", () => {
    expect(parseRotationRequest(undefined)).toEqual({ reason: "requested" });
    expect(parseRotationRequest({})).toEqual({ reason: "requested" });
    const all = { reason: "requested", overlapDays: 90, retire: "deadline" } as const;
    expect(parseRotationRequest(all)).toEqual(all);
    expect(parseRotationRequest({ reason: "compromised" })).toEqual({ reason: "compromised" });
  });
});
