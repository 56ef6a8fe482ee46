import { canonicalJson } from "@latchkey/core/canonical-json";
import type { Json, JsonObject } from "@latchkey/core/json";
import { isObject } from "./slots.ts";

/** What `DescribeUserPool` tells and `UpdateUserPool` does not take; `Name` it takes as `PoolName`. */
const TOLD_ONLY = new Set([
  "AliasAttributes",
  "Arn",
  "CreationDate",
  "CustomDomain",
  "Domain",
  "EmailConfigurationFailure",
  "EstimatedNumberOfUsers",
  "Id",
  "LastModifiedDate",
  "Name",
  "SchemaAttributes",
  "SmsConfigurationFailure",
  "Status",
  "UsernameAttributes",
  "UsernameConfiguration",
]);

/**
 * The input of `UpdateUserPool` that leaves a pool as it is but for its triggers: the call resets what it is not given
 * (https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html), so that everything is given that was
 * told, members that no SDK knows yet included.
 */
export function updateInput(pool: JsonObject, lambdaConfig: JsonObject): JsonObject {
  const kept = Object.fromEntries(Object.entries(pool).filter(([member]) => !TOLD_ONLY.has(member)));
  const admin = kept["AdminCreateUserConfig"];
  return {
    ...kept,
    ...(isObject(admin) && { AdminCreateUserConfig: withoutOldValidity(admin, pool["Policies"]) }),
    ...(pool["Name"] !== undefined && { PoolName: pool["Name"] }),
    ...(pool["Id"] !== undefined && { UserPoolId: pool["Id"] }),
    LambdaConfig: lambdaConfig,
  };
}

/** Cognito still tells of the older member for temporary passwords, and refuses it beside the newer one. */
function withoutOldValidity(admin: JsonObject, policies: Json | undefined): JsonObject {
  const password = isObject(policies) ? policies["PasswordPolicy"] : undefined;
  if (!isObject(password) || password["TemporaryPasswordValidityDays"] === undefined) return admin;
  const { UnusedAccountValidityDays: _, ...rest } = admin;
  return rest;
}

/** What changes by itself, or is what was to be changed. */
const EXPECTED_TO_DIFFER = new Set(["LambdaConfig", "LastModifiedDate", "EstimatedNumberOfUsers"]);

/** Members of the pool, triggers aside, that differ after an update: there should be none. */
export function unintended(before: JsonObject, after: JsonObject): readonly string[] {
  const members = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...members]
    .filter((member) => !EXPECTED_TO_DIFFER.has(member) && textOf(before[member]) !== textOf(after[member]))
    .map((member) => `${member}: ${textOf(before[member])} -> ${textOf(after[member])}`);
}

const textOf = (value: Json | undefined): string => (value === undefined ? "absent" : canonicalJson(value));
