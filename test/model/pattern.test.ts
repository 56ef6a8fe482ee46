import { constraintsOf } from "@latchkey/local/model/constraints";
import { cognitoModel, secretsManagerModel } from "@latchkey/local/model/models";
import { wholeMatch } from "@latchkey/local/model/pattern";
import { breakingScalar } from "@latchkey/local/model/sample";
import { expect, test } from "vitest";

const cases: readonly [java: string, matches: readonly string[], fails: readonly string[]][] = [
  ["a+", ["a", "aa"], ["", "ab", "ba", "a\n"]],
  ["^a$", ["a"], ["aa", "a\n"]],
  ["a|b", ["a", "b"], ["ab", "ac"]],
  ["[\\w+]+", ["a_1+"], ["\u00e9", "-"]],
  ["[\\w\\s+=,.@-]+", ["a b", "a\tb=,.@-"], ["a/b", "a\u00a0b"]],
  ["[\\S]+", ["a\u00a0b"], ["a b", "a\nb"]],
  ["\\S\\s", ["a "], ["a\u2003"]],
  ["[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+", ["\u00e9\u4e2d+1!", "\u{1f511}"], ["a b", "\u0001"]],
  ["[A-Za-z0-9-_=.]+", ["a-b_c=d."], ["a+b"]],
  ["[0-9a-f-]+", ["0-f"], ["g"]],
  ["[\\x21\\x23-\\x5B\\x5D-\\x7E]+", ["!#[]~"], ['"', "\\"]],
  ["[^_\\p{Z}]", ["a"], ["_", " "]],
  ["\\!?[a-z:@\\/\\+\\=\\.\\-]*", ["!a:@/+=.-", ""], ["a!"]],
  ["[(){}|&~#&&]+", ["(&&)"], ["a"]],
  [".*\\{####\\}.*", ["a {####} b"], ["{###}", "a\n{####}"]],
  ["(?s).*", ["a\nb"], []],
  ["[a-z\\-]*(?<!\\.)", ["a-b"], ["a."]],
];

test.each(cases)("%s matches whole values as in Java", (java, matches, fails) => {
  const expression = wholeMatch(java);
  expect(matches.filter((value) => !expression.test(value))).toEqual([]);
  expect(fails.filter((value) => expression.test(value))).toEqual([]);
});

test("a pattern that JavaScript cannot express is refused", () => {
  expect(() => wholeMatch("(?i)a")).toThrow(SyntaxError);
});

test("only minimums of 0 and a pattern of anything cannot be broken", () => {
  const unbreakable = [cognitoModel, secretsManagerModel].flatMap(({ shapes }) =>
    Object.values(shapes)
      .filter((shape) => shape.type !== "list" && shape.type !== "map")
      .flatMap((shape) => constraintsOf(shape).filter((rule) => breakingScalar(shape, rule) === undefined)),
  );
  expect(new Set(unbreakable.map((constraint) => constraint.text))).toEqual(
    new Set([
      "Member must have length greater than or equal to 0",
      "Member must satisfy regular expression pattern: (?s).*",
    ]),
  );
});
