import { seededRandom } from "../../support/seeded-random.ts";

/** Seeded choices, the same for the same seed. */
export interface Random {
  /** 0 up to, not including, `below`. */
  integer(below: number): number;
  chance(probability: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
}

/** Choices by that seed. */
export function seededChoices(seed: number): Random {
  const next = seededRandom(seed);
  const integer = (below: number): number => Math.floor(next() * below);
  return {
    integer,
    chance: (probability) => next() < probability,
    pick(items) {
      const item = items[integer(items.length)];
      if (item === undefined) throw new RangeError("there is nothing to pick from");
      return item;
    },
  };
}
