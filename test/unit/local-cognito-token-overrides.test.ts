import { normaliseOverrides } from "@latchkey/local/cognito/token-overrides";
import { expect, test } from "vitest";

const unchanged = {
  idToken: { add: {}, suppress: [] },
  accessToken: { add: {}, suppress: [], scopesToAdd: [], scopesToSuppress: [] },
};

test("a function that leaves the details null changes nothing", () => {
  expect(normaliseOverrides("V1_0", { claimsOverrideDetails: null })).toBeUndefined();
  expect(normaliseOverrides("V2_0", {})).toBeUndefined();
  expect(normaliseOverrides("V3_0", { claimsAndScopeOverrideDetails: {} })).toEqual(unchanged);
});

test("the first version changes the ID token, groups and roles", () => {
  const overrides = normaliseOverrides("V1_0", {
    claimsOverrideDetails: {
      claimsToAddOrOverride: { team: "core" },
      claimsToSuppress: ["email"],
      groupOverrideDetails: { groupsToOverride: ["a"], iamRolesToOverride: ["r"], preferredRole: "r" },
    },
  });
  expect(overrides).toEqual({
    ...unchanged,
    idToken: { add: { team: "core" }, suppress: ["email"] },
    groups: ["a"],
    roles: ["r"],
    preferredRole: "r",
  });
});

test.each([{}, null])("%j for the groups wipes them, and the roles with them", (groupOverrideDetails) => {
  const wiped = { ...unchanged, groups: [], roles: [] };
  expect(normaliseOverrides("V1_0", { claimsOverrideDetails: { groupOverrideDetails } })).toEqual(wiped);
  expect(normaliseOverrides("V2_0", { claimsAndScopeOverrideDetails: { groupOverrideDetails } })).toEqual(wiped);
});

test("groups and roles are not changed by claims, and no other name with Cognito's prefixes can be added", () => {
  const tried = {
    claimsToAddOrOverride: { "cognito:groups": ["admins"], "cognito:own": "x", "dev:x": "x", "custom:team": "core" },
    claimsToSuppress: ["cognito:groups"],
  };
  const details = { idTokenGeneration: tried, accessTokenGeneration: tried };
  const overrides = normaliseOverrides("V2_0", { claimsAndScopeOverrideDetails: details });
  const expected = { add: { "custom:team": "core" }, suppress: ["cognito:groups"] };
  expect(overrides).toMatchObject({ idToken: expected, accessToken: expected });
  expect(Object.keys(overrides!.idToken.add)).toEqual(["custom:team"]);
});

test("fixed claims can neither be changed nor suppressed", () => {
  const forged = { sub: "x", iss: "x", aud: "x", client_id: "x", username: "x", token_use: "x", exp: 1, fine: true };
  const tried = { claimsToAddOrOverride: forged, claimsToSuppress: ["sub", "exp", "email"] };
  const overrides = normaliseOverrides("V2_0", {
    claimsAndScopeOverrideDetails: { idTokenGeneration: tried, accessTokenGeneration: tried },
  });
  for (const token of [overrides!.idToken, overrides!.accessToken]) {
    expect(token).toMatchObject({ add: { fine: true }, suppress: ["email"] });
    expect(Object.keys(token.add)).toEqual(["fine"]);
  }
});

test.each([
  ["V1_0", { claimsOverrideDetails: "x" }],
  ["V1_0", { claimsOverrideDetails: { claimsToSuppress: "email" } }],
  ["V1_0", { claimsOverrideDetails: { claimsToAddOrOverride: { groups: ["a"] } } }],
  ["V2_0", { claimsAndScopeOverrideDetails: { accessTokenGeneration: { scopesToAdd: [1] } } }],
  ["V2_0", { claimsAndScopeOverrideDetails: { groupOverrideDetails: [] } }],
])("an answer of the wrong type is not understood (%s, %j)", (version, response) => {
  expect(() => normaliseOverrides(version, response)).toThrow(/^Invalid lambda function output/);
});
