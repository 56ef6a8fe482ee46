import { pageOf } from "@latchkey/local/cognito/paging";
import * as fc from "fast-check";
import { expect, test } from "vitest";

interface Item {
  readonly key: string;
  readonly createdAt: number;
}

const items = fc.uniqueArray(fc.record({ key: fc.string({ minLength: 1 }), createdAt: fc.nat(3) }), {
  selector: ({ key }) => key,
  maxLength: 30,
});

const keyOf = ({ key }: Item): string => key;

test("every item is on exactly one page, whatever the page size and the order of the list", () => {
  fc.assert(
    fc.property(items, fc.integer({ min: 1, max: 7 }), (all, limit) => {
      const seen: string[] = [];
      let token: string | undefined;
      do {
        const page = pageOf(all, keyOf, { limit, most: 60, token });
        expect(page.items.length).toBeLessThanOrEqual(limit);
        seen.push(...page.items.map(keyOf));
        expect(seen.length).toBeLessThanOrEqual(all.length);
        token = page.next;
      } while (token !== undefined);
      expect(seen.toSorted()).toEqual(all.map(keyOf).toSorted());
    }),
  );
});

test("what stays is on exactly one page, whatever is deleted between two pages", () => {
  fc.assert(
    fc.property(items, fc.func(fc.boolean()), (all, isDeleted) => {
      const first = pageOf(all, keyOf, { limit: 3, most: 60 });
      const left = all.filter((item) => !isDeleted(item.key));
      const rest = first.next === undefined ? [] : pageOf(left, keyOf, { most: 60, token: first.next }).items;
      const seen = [...first.items, ...rest].map(keyOf);
      expect(new Set(seen).size).toBe(seen.length);
      expect(left.map(keyOf).filter((key) => !seen.includes(key))).toEqual([]);
    }),
  );
});

test("without a limit, or with 0, a page takes the most it may", () => {
  const all = Array.from({ length: 5 }, (_, index) => ({ key: String(index), createdAt: index }));
  expect(pageOf(all, keyOf, { most: 3 }).items).toHaveLength(3);
  expect(pageOf(all, keyOf, { limit: 0, most: 3 }).items).toHaveLength(3);
});

test.each(["forged", Buffer.from("[1]").toString("base64url"), Buffer.from('["1","a"]').toString("base64url")])(
  "the token %s is refused",
  (token) => {
    expect(() => pageOf([], keyOf, { most: 3, token })).toThrow("Invalid pagination token");
  },
);
