import { AwsError } from "../kernel/aws-error.ts";
import { nameList } from "./name-list.ts";

type Claims = Readonly<Record<string, unknown>>;

export interface ClaimOverrides {
  /** Claims to add or replace. */
  readonly add: Claims;
  /** Names of claims to leave out. */
  readonly suppress: readonly string[];
}

/** What a PreTokenGeneration function changes, the same for every event version. */
export interface TokenOverrides {
  readonly idToken: ClaimOverrides;
  readonly accessToken: ClaimOverrides & {
    readonly scopesToAdd: readonly string[];
    readonly scopesToSuppress: readonly string[];
  };
  /** Replaces `cognito:groups` in both tokens; absent when the function left the groups alone. */
  readonly groups?: readonly string[];
  /** Replaces `cognito:roles` and `cognito:preferred_role`; absent as above. */
  readonly roles?: readonly string[];
  readonly preferredRole?: string;
}

/**
 * Claims that no function can add, change or suppress.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 */
const FIXED = new Set(
  nameList(`
      acr amr at_hash auth_time azp event_id exp iat iss jti nbf nonce origin_jti sub token_use aud
      client_id version device_key username cognito:username identities
    `),
);

/** Groups and roles are changed by `groupOverrideDetails`; the other names with a prefix of Cognito's own are nobody's to add. */
const isReserved = (name: string): boolean => FIXED.has(name) || /^(?:cognito|dev):/.test(name);

/**
 * Reads the `response` of a PreTokenGeneration event: `claimsOverrideDetails` for V1_0 (ID token and groups only), else
 * `claimsAndScopeOverrideDetails`. Attempts on fixed claims are dropped, as Cognito does. Throws `InvalidLambdaResponseException` for
 * members of the wrong type, and for claims of V1_0 that are no strings.
 */
export function normaliseOverrides(version: string, response: Claims): TokenOverrides | undefined {
  const details = record(response, version === "V1_0" ? "claimsOverrideDetails" : "claimsAndScopeOverrideDetails");
  if (details === undefined) return undefined;
  const idToken = version === "V1_0" ? details : record(details, "idTokenGeneration");
  const accessToken = version === "V1_0" ? undefined : record(details, "accessTokenGeneration");
  return {
    idToken: version === "V1_0" ? onlyStrings(claims(idToken)) : claims(idToken),
    accessToken: {
      ...claims(accessToken),
      scopesToAdd: strings(accessToken, "scopesToAdd"),
      scopesToSuppress: strings(accessToken, "scopesToSuppress"),
    },
    ...groupOverrides(details),
  };
}

function claims(from: Claims | undefined): ClaimOverrides {
  const add = Object.entries(record(from, "claimsToAddOrOverride") ?? {});
  return {
    add: Object.fromEntries(add.filter(([name, value]) => !isReserved(name) && value !== null)),
    suppress: strings(from, "claimsToSuppress").filter((name) => !FIXED.has(name)),
  };
}

function onlyStrings(overrides: ClaimOverrides): ClaimOverrides {
  if (Object.values(overrides.add).every((value) => typeof value === "string")) return overrides;
  throw unreadable("claimsToAddOrOverride", "a map of strings in event version V1_0");
}

/** An empty object and null wipe the groups: a function that leaves them alone must leave the member out. */
function groupOverrides(from: Claims) {
  if (from["groupOverrideDetails"] === undefined) return {};
  const details = record(from, "groupOverrideDetails");
  const preferredRole = details?.["preferredRole"];
  return {
    groups: strings(details, "groupsToOverride"),
    roles: strings(details, "iamRolesToOverride"),
    ...(typeof preferredRole === "string" && { preferredRole }),
  };
}

function record(from: Claims | undefined, name: string): Claims | undefined {
  const value = from?.[name] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value === "object" && !Array.isArray(value)) return { ...value };
  throw unreadable(name, "an object");
}

function strings(from: Claims | undefined, name: string): readonly string[] {
  const value = from?.[name] ?? [];
  if (Array.isArray(value) && value.every((element) => typeof element === "string")) return value;
  throw unreadable(name, "a list of strings");
}

function unreadable(name: string, expected: string): AwsError {
  return new AwsError("InvalidLambdaResponseException", `Invalid lambda function output : ${name} must be ${expected}`);
}
