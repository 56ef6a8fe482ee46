import { deferred } from "@latchkey/connectors/schema/fields";
import { parse } from "@latchkey/connectors/schema/parse";
import { describe, expect, it } from "vitest";
import * as z from "zod/mini";

/** An object with a member that may be left out, and how often that member's schema has been made. */
function withDeferredMember() {
  let made = 0;
  const policy = deferred(() => {
    made += 1;
    return z.strictObject({ groups: z.array(z.string()) });
  });
  const nullable = z.optional(z.nullable(policy));
  return { schema: z.strictObject({ policy: z.optional(policy), nullable }), made: () => made };
}

describe("a deferred schema", () => {
  it("is not made for an object that leaves it out", () => {
    const { schema, made } = withDeferredMember();
    expect(parse(schema, {})).toEqual({ ok: true, value: {} });
    expect(parse(schema, { nullable: null })).toEqual({ ok: true, value: { nullable: null } });
    expect(made()).toBe(0);
  });

  it("is made once, and judges like any other", () => {
    const { schema, made } = withDeferredMember();
    const policy = { groups: ["editors"] };
    expect(parse(schema, { policy, nullable: policy })).toEqual({ ok: true, value: { policy, nullable: policy } });
    expect(parse(schema, { policy: { groups: [1], more: 1 } })).toMatchObject({
      ok: false,
      errors: [{ pointer: "/policy/groups/0" }, { pointer: "/policy/more" }],
    });
    expect(made()).toBe(1);
  });
});
