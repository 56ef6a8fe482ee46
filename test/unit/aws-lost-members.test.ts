import { lostMembers } from "@latchkey/aws/cognito/lost-members";
import { expect, it } from "vitest";

it("names what was not passed on, inside structures too", () => {
  const raw = { A: "a", New: false, Units: { A: "days", New: "weeks" }, Date: 1.5, List: ["x"] };
  const passedOn = { A: "a", Units: { A: "days" }, Date: new Date(1_500), List: ["x"] };
  expect(lostMembers(raw, passedOn)).toEqual(["New", "Units.New"]);
});

it("misses nothing that has no value", () => {
  expect(lostMembers({ A: null, Units: {}, None: null }, { A: undefined, Units: {} })).toEqual([]);
});

it("takes a structure without a value for lost only when it was not passed on", () => {
  expect(lostMembers({ New: {} }, {})).toEqual(["New"]);
});
