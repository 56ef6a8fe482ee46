import type { User } from "@latchkey/local/cognito/state";
import { userFilter } from "@latchkey/local/cognito/user-filter";
import * as fc from "fast-check";
import { expect, test } from "vitest";

const userWith = (attributes: Record<string, string>): User => ({
  poolId: "eu-west-1_pool",
  username: "Ada",
  sub: "s",
  status: "CONFIRMED",
  enabled: true,
  attributes,
  groups: [],
  codes: {},
  identities: [],
  createdAt: 0,
  modifiedAt: 0,
});

const lower = (value: string): string => value.toLowerCase();

const finds = (filter: string, user: User): boolean => userFilter(filter, lower)(user);

test("a value with its quotes and backslashes escaped finds exactly the users who have it", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (value, other) => {
      const escaped = value.replaceAll(/["\\]/g, String.raw`\$&`);
      expect(finds(`email = "${escaped}"`, userWith({ email: value }))).toBe(true);
      expect(finds(`email = "${escaped}"`, userWith({ email: other }))).toBe(lower(value) === lower(other));
    }),
  );
});

test("a prefix finds what begins with it, and an absent attribute is never found", () => {
  const user = userWith({ email: "ada@example.com" });
  expect(finds('email ^= "ADA@"', user)).toBe(true);
  expect(finds('email ^= "da@"', user)).toBe(false);
  expect(finds('name ^= ""', user)).toBe(false);
});

test("user names are compared by case", () => {
  expect(finds('username = "Ada"', userWith({}))).toBe(true);
  expect(finds('username = "ada"', userWith({}))).toBe(false);
});

test("the attribute may be quoted and the spaces left out", () => {
  expect(finds('"email"="a"', userWith({ email: "a" }))).toBe(true);
});

test.each(["email", "email = a", 'email = "a', 'email ~ "a"', 'email = "a" x', 'email = "a\\"'])(
  "the filter %s is not understood",
  (filter) => {
    expect(() => userFilter(filter, lower)).toThrow("Error while parsing filter.");
  },
);
