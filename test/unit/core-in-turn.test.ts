import { inTurn } from "@latchkey/core/operations/in-turn";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

const items = (text: string) => text.split("").map((owner, index) => ({ owner, index }));

describe("owners in turn", () => {
  it("lets the one item of an owner go before the thousandth of another", () => {
    const turns = inTurn(items(`${"a".repeat(1_000)}b`));
    expect(turns.findIndex(({ owner }) => owner === "b")).toBe(1);
    expect(turns).toHaveLength(1_001);
  });

  it("takes one of each owner a round, each owner's in their order, and loses or doubles none", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", "b", "c", "d"), maxLength: 60 }), (text) => {
        const given = items(text);
        const turns = inTurn(given);
        expect(new Set(turns)).toEqual(new Set(given));
        expect(turns).toHaveLength(given.length);
        for (const owner of new Set(text)) {
          const own = turns.filter((item) => item.owner === owner);
          expect(own).toEqual(given.filter((item) => item.owner === owner));
        }
        // Nobody's next item comes before everybody else has had a turn: rounds never go back.
        const rounds = turns.map(({ owner }, at) => turns.slice(0, at).filter((item) => item.owner === owner).length);
        expect(rounds).toEqual([...rounds].sort((one, other) => one - other));
      }),
    );
  });
});
