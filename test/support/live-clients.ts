import type { UpdateUserPoolClientCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import { type ClientScope, codeClient } from "@latchkey/core/oauth-client";
import type { AppClientSettings } from "@latchkey/core/ports/app-clients";
import * as fc from "fast-check";

/** An app client as Cognito may have it after others have worked on it. */
export type LiveFields = Omit<UpdateUserPoolClientCommandInput, "UserPoolId" | "ClientId">;

/** What generated clients name has to be in the pool: this provider, besides `COGNITO`. */
export const PROVIDER = "Corporate";

const urls = (path: string, minLength: number) =>
  fc
    .uniqueArray(fc.constantFrom("a", "b", "c", "d"), { minLength, maxLength: 3 })
    .map((names) => names.map((name) => `https://${name}.example.com/${path}`));

/** What a connector could make of settings. */
export const appClientSettings = (): fc.Arbitrary<AppClientSettings> =>
  fc
    .record({
      name: fc.constantFrom("latchkey.local.int_1 Wiki", "latchkey.local.int_1 Chat"),
      callbackUrls: urls("cb", 1),
      logoutUrls: urls("bye", 0),
      scopes: fc.subarray<ClientScope>(["email", "profile", "phone"]).map((scopes) => ["openid" as const, ...scopes]),
      accessTokenMinutes: fc.constantFrom(5, 60, 120, 1_440),
      idTokenMinutes: fc.constantFrom(5, 60, 120, 1_440),
      refreshTokenDays: fc.constantFrom(1, 30, 60, 3_650),
      identityProviders: fc.constantFrom(["COGNITO"], ["COGNITO", PROVIDER]),
    })
    .map(({ name, identityProviders, ...client }) => ({ name, client: codeClient(client), identityProviders }));

type Lifetime = readonly [value: number | undefined, unit: "seconds" | "minutes" | "hours" | "days" | undefined];

const short = fc.constantFrom<Lifetime>(
  [undefined, undefined],
  [60, "minutes"],
  [1, "hours"],
  [1, undefined],
  [3_600, "seconds"],
  [5, "minutes"],
  [2, undefined],
  [1, "days"],
);
const long = fc.constantFrom<Lifetime>([30, "days"], [30, undefined], [720, "hours"], [1, "days"], [90, undefined]);

const WITHOUT_REFRESH: LiveFields = { ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH"] };

const ATTRIBUTES = ["email", "family_name", "given_name", "nickname", "phone_number"];

/**
 * What others may have made of a client that has these fields: any of ours changed or written in another way, and every optional field
 * set or not. Cognito accepts all of it.
 */
export const liveClient = (ours: LiveFields): fc.Arbitrary<LiveFields> =>
  fc
    .record(
      {
        ClientName: fc.constant("renamed by somebody"),
        CallbackURLs: urls("cb", 1),
        LogoutURLs: urls("bye", 0),
        AllowedOAuthScopes: fc.constantFrom(["openid"], ["phone", "openid", "email"], ["openid", "profile", "email"]),
        SupportedIdentityProviders: fc.constantFrom(["COGNITO"], [PROVIDER], [PROVIDER, "COGNITO"]),
        EnableTokenRevocation: fc.boolean(),
        PreventUserExistenceErrors: fc.constantFrom("LEGACY" as const, "ENABLED" as const),
        access: short,
        id: short,
        refresh: long,
        ReadAttributes: fc.subarray(ATTRIBUTES, { minLength: 1 }),
        WriteAttributes: fc.subarray(ATTRIBUTES, { minLength: 1 }),
        AnalyticsConfiguration: fc.record({
          ApplicationId: fc.constant("0123456789abcdef0123456789abcdef"),
          ExternalId: fc.constant("external"),
          RoleArn: fc.constant("arn:aws:iam::123456789012:role/analytics"),
          UserDataShared: fc.boolean(),
        }),
        EnablePropagateAdditionalUserContextData: fc.boolean(),
        AuthSessionValidity: fc.integer({ min: 3, max: 15 }),
        ExplicitAuthFlows: fc.constantFrom(
          ["ALLOW_USER_SRP_AUTH"],
          ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"],
        ),
        rotation: fc.record({
          Feature: fc.constantFrom("ENABLED" as const, "DISABLED" as const),
          RetryGracePeriodSeconds: fc.integer({ min: 0, max: 60 }),
        }),
        defaultRedirect: fc.boolean(),
      },
      { requiredKeys: [] },
    )
    .map(({ access, id, refresh, rotation, defaultRedirect, ...changes }) => {
      const lifetimes = withLifetimes(ours, { access, id, refresh });
      const live = { ...lifetimes, ...changes } as LiveFields;
      return {
        ...live,
        ...(rotation !== undefined && { RefreshTokenRotation: rotation }),
        // Cognito does not take rotation together with this flow.
        ...(rotation?.Feature === "ENABLED" && WITHOUT_REFRESH),
        ...(defaultRedirect === true && { DefaultRedirectURI: live.CallbackURLs?.[0] }),
      };
    });

interface Lifetimes {
  readonly access: Lifetime | undefined;
  readonly id: Lifetime | undefined;
  readonly refresh: Lifetime | undefined;
}

function withLifetimes(ours: LiveFields, lifetimes: Lifetimes): LiveFields {
  const kinds = { access: "AccessToken", id: "IdToken", refresh: "RefreshToken" } as const;
  let live = ours;
  for (const [kind, token] of Object.entries(kinds)) {
    const lifetime = lifetimes[kind as keyof Lifetimes];
    if (lifetime === undefined) continue;
    const [value, unit] = lifetime;
    live = {
      ...live,
      [`${token}Validity`]: value,
      TokenValidityUnits: { ...live.TokenValidityUnits, [token]: unit },
    };
  }
  return live;
}

const SECONDS = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 };

/** What an app client's owner meets of it: the same for every way to write it. Told apart from the product's own code. */
export function effective(fields: LiveFields): Readonly<Record<string, unknown>> {
  const { AccessToken = "hours", IdToken = "hours", RefreshToken = "days" } = fields.TokenValidityUnits ?? {};
  const sorted = (list: readonly string[] = []) => [...list].sort();
  return {
    ClientName: fields.ClientName,
    CallbackURLs: sorted(fields.CallbackURLs),
    LogoutURLs: sorted(fields.LogoutURLs),
    AllowedOAuthScopes: sorted(fields.AllowedOAuthScopes),
    SupportedIdentityProviders: sorted(fields.SupportedIdentityProviders),
    AccessTokenValidity: (fields.AccessTokenValidity ?? (60 * 60) / SECONDS[AccessToken]) * SECONDS[AccessToken],
    IdTokenValidity: (fields.IdTokenValidity ?? (60 * 60) / SECONDS[IdToken]) * SECONDS[IdToken],
    RefreshTokenValidity:
      (fields.RefreshTokenValidity ?? (30 * 86_400) / SECONDS[RefreshToken]) * SECONDS[RefreshToken],
  };
}

/** The fields that two settings of a connector differ in. */
export function differing(before: LiveFields, after: LiveFields): readonly string[] {
  const [one, other] = [effective(before), effective(after)];
  return Object.keys(one).filter((field) => JSON.stringify(one[field]) !== JSON.stringify(other[field]));
}

/** Every field as it is written, with a unit per lifetime in place of the structure that they share. */
export function asWritten({ TokenValidityUnits: units, ...fields }: LiveFields): Readonly<Record<string, unknown>> {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined);
  const lifetimes = (["AccessToken", "IdToken", "RefreshToken"] as const).map((token) => [
    `${token}Validity`,
    [fields[`${token}Validity`], units?.[token]],
  ]);
  return Object.fromEntries([...present, ...lifetimes]);
}

/** What has to be the same before and after an update that changes these fields. */
export function untouched(fields: LiveFields, touched: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(asWritten(fields)).filter(([field]) => !touched.includes(field)));
}
