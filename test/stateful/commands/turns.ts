import * as fc from "fast-check";
import { randomFault } from "../service/faults.ts";
import { seededChoices } from "../service/random.ts";
import type { Ask } from "./expectation.ts";
import { type Turn, turn } from "./turn.ts";

const ask: fc.Arbitrary<Ask> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("register" as const),
      key: fc.constantFrom("one" as const, "other" as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("update" as const),
      url: fc.constantFrom("https://two.example.com", "https://three.example.com"),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        "rotate" as const,
        "rotate" as const,
        "compromised" as const,
        "complete" as const,
        "abort" as const,
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("remove" as const) }) },
);

const shape: fc.Arbitrary<Turn> = fc.record({
  asks: fc.array(ask, { minLength: 1, maxLength: 2 }),
  gapMs: fc.nat(15),
  reconciler: fc.boolean(),
  faults: fc.array(
    fc.nat().map((seed) => randomFault(seededChoices(seed))),
    { maxLength: 4 },
  ),
});

/** It begins with a registration, so that there is something to turn to. */
const registration = fc.constant(
  turn({ asks: [{ kind: "register", key: "one" }], gapMs: 0, reconciler: false, faults: [] }),
);

/** Arbitrary turns. */
export const turns = fc
  .tuple(registration, fc.array(shape.map(turn), { minLength: 2, maxLength: 6 }))
  .map(([first, rest]) => [first, ...rest]);
