import { UpdateUserPoolClientRequest$, UserPoolClientType$ } from "@aws-sdk/client-cognito-identity-provider";
import { clientFields } from "@latchkey/aws/cognito/client-fields";
import { foreignFields, isSame } from "@latchkey/aws/cognito/field-meaning";
import { driftOf, mergeClient } from "@latchkey/aws/cognito/merge";
import { codeClient, type OAuthClient } from "@latchkey/core/oauth-client";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  appClientSettings,
  differing,
  effective,
  type LiveFields,
  liveClient,
  untouched,
} from "../support/live-clients.ts";

const wiki = { callbackUrls: ["https://wiki.example.com/cb"], logoutUrls: ["https://wiki.example.com/bye"] };
const fieldsOf = (changes: Partial<OAuthClient> = {}, name = "Wiki") =>
  clientFields({ name, client: codeClient({ ...wiki, ...changes }), identityProviders: ["COGNITO"] });

/** Merges the change from the wiki client into the live one. */
const merge = (
  live: LiveFields,
  changes: Partial<OAuthClient>,
  drift: "refuse" | "overwrite" = "refuse",
  name?: string,
) => mergeClient(live, { before: fieldsOf(), after: fieldsOf(changes, name), drift });

describe("the SDK's app client", () => {
  const WRITABLE = [
    "UserPoolId",
    "ClientId",
    "ClientName",
    "RefreshTokenValidity",
    "AccessTokenValidity",
    "IdTokenValidity",
    "TokenValidityUnits",
    "ReadAttributes",
    "WriteAttributes",
    "ExplicitAuthFlows",
    "SupportedIdentityProviders",
    "CallbackURLs",
    "LogoutURLs",
    "DefaultRedirectURI",
    "AllowedOAuthFlows",
    "AllowedOAuthScopes",
    "AllowedOAuthFlowsUserPoolClient",
    "AnalyticsConfiguration",
    "PreventUserExistenceErrors",
    "EnableTokenRevocation",
    "EnablePropagateAdditionalUserContextData",
    "AuthSessionValidity",
    "RefreshTokenRotation",
  ];

  it("takes the 23 members of an update that are provided for", () => {
    expect(UpdateUserPoolClientRequest$[4]).toEqual(WRITABLE);
  });

  it("shows nothing that an update cannot carry, but for what never changes", () => {
    const shownOnly = UserPoolClientType$[4].filter((member) => !WRITABLE.includes(member));
    expect(shownOnly.sort()).toEqual(["ClientSecret", "ClientType", "CreationDate", "LastModifiedDate"]);
  });
});

describe("a merged update", () => {
  it("writes what the change touches, and every other field as it is live", () => {
    const live = {
      ...fieldsOf(),
      ReadAttributes: ["email"],
      AuthSessionValidity: 7,
      LogoutURLs: ["https://somebody.example.com/bye"],
    };
    expect(merge(live, { scopes: ["openid", "email"] })).toEqual({
      kind: "write",
      changed: ["AllowedOAuthScopes"],
      fields: { ...live, AllowedOAuthScopes: ["openid", "email"] },
    });
  });

  it("writes an empty list where the last entry goes", () => {
    expect(merge(fieldsOf(), { logoutUrls: [] })).toMatchObject({ kind: "write", fields: { LogoutURLs: [] } });
  });

  it("has nothing to write where the client is as wanted already, however that is written", () => {
    const live = { ...fieldsOf(), AccessTokenValidity: 2, TokenValidityUnits: { IdToken: "minutes" as const } };
    expect(merge(live, { accessTokenMinutes: 120 })).toEqual({ kind: "updated" });
    const { LogoutURLs: _urls, ...none } = fieldsOf();
    expect(merge(none, { logoutUrls: [] })).toEqual({ kind: "updated" });
  });

  it("takes another order of the same values for no change", () => {
    const live = { ...fieldsOf(), AllowedOAuthScopes: ["profile", "openid", "email"] };
    expect(merge(live, { scopes: ["email", "openid", "profile"] })).toEqual({ kind: "updated" });
    expect(merge(live, { scopes: ["openid", "email"] })).toMatchObject({ kind: "write" });
  });

  it("refuses to replace a third value, and names it", () => {
    const live = { ...fieldsOf(), ClientName: "Renamed", LogoutURLs: ["https://a.example.com/"] };
    expect(merge(live, { logoutUrls: [] }, "refuse", "Chat")).toEqual({
      kind: "drifted",
      drift: [
        { field: "ClientName", recorded: "Wiki", live: "Renamed" },
        { field: "LogoutURLs", recorded: wiki.logoutUrls, live: ["https://a.example.com/"] },
      ],
    });
    expect(merge(live, { logoutUrls: [] }, "overwrite")).toMatchObject({
      kind: "write",
      fields: { ClientName: "Renamed", LogoutURLs: [] },
    });
  });

  it("tells an absent field as null", () => {
    const { LogoutURLs: _urls, ...live } = fieldsOf();
    expect(merge(live, { logoutUrls: ["https://wiki.example.com/new"] })).toMatchObject({
      drift: [{ field: "LogoutURLs", recorded: wiki.logoutUrls, live: null }],
    });
  });

  it.each([
    ["the default unit", { AccessTokenValidity: 1, TokenValidityUnits: {} }],
    ["no units at all", { AccessTokenValidity: 1, TokenValidityUnits: undefined }],
    ["no lifetime, which is the default", { AccessTokenValidity: undefined, TokenValidityUnits: undefined }],
    ["seconds", { AccessTokenValidity: 3_600, TokenValidityUnits: { AccessToken: "seconds" as const } }],
  ])("is not alarmed by the recorded lifetime in %s", (_way, written) => {
    const live = { ...fieldsOf(), RefreshTokenValidity: undefined, IdTokenValidity: 1, ...written };
    expect(merge(live, { accessTokenMinutes: 30 })).toMatchObject({
      kind: "write",
      fields: { AccessTokenValidity: 30, TokenValidityUnits: { AccessToken: "minutes" } },
    });
  });

  it("never gives a lifetime the unit of another value: 60 minutes do not become 60 hours", () => {
    const live: LiveFields = {
      ...fieldsOf(),
      IdTokenValidity: 8,
      RefreshTokenValidity: 720,
      TokenValidityUnits: { AccessToken: "minutes", RefreshToken: "hours" },
    };
    const merged = merge(live, { accessTokenMinutes: 5 });
    expect(merged).toMatchObject({ kind: "write", changed: ["AccessTokenValidity"] });
    expect((merged as { fields: LiveFields }).fields).toEqual({
      ...live,
      AccessTokenValidity: 5,
      TokenValidityUnits: { AccessToken: "minutes", RefreshToken: "hours" },
    });
    expect(merge(live, { idTokenMinutes: 30 })).toEqual({
      kind: "drifted",
      drift: [{ field: "IdTokenValidity", recorded: "60 minutes", live: "8 hours" }],
    });
    expect(merge(live, { idTokenMinutes: 30 }, "overwrite")).toMatchObject({
      fields: {
        AccessTokenValidity: 60,
        IdTokenValidity: 30,
        RefreshTokenValidity: 720,
        TokenValidityUnits: { AccessToken: "minutes", IdToken: "minutes", RefreshToken: "hours" },
      },
    });
  });

  it("tells of a unit that is not known here, and compares it with nothing else", () => {
    const live = {
      ...fieldsOf(),
      AccessTokenValidity: 1,
      TokenValidityUnits: { IdToken: "minutes", AccessToken: "weeks" as never },
    } as const;
    expect(driftOf(live, fieldsOf())).toEqual([
      { field: "AccessTokenValidity", recorded: "60 minutes", live: "1 weeks" },
    ]);
  });

  it("does not leave a default redirect behind that is no callback any more", () => {
    const live = { ...fieldsOf(), DefaultRedirectURI: wiki.callbackUrls[0] };
    const callbackUrls = ["https://wiki.example.com/new"];
    expect(merge(live, { callbackUrls })).toEqual({
      kind: "drifted",
      drift: [{ field: "DefaultRedirectURI", recorded: null, live: wiki.callbackUrls[0] }],
    });
    const overwritten = merge(live, { callbackUrls }, "overwrite");
    expect(overwritten).toMatchObject({ kind: "write", fields: { CallbackURLs: callbackUrls } });
    expect((overwritten as { fields: LiveFields }).fields).not.toHaveProperty("DefaultRedirectURI");
    const kept = merge(live, { callbackUrls: [...callbackUrls, ...wiki.callbackUrls] });
    expect(kept).toMatchObject({ kind: "write", fields: { DefaultRedirectURI: wiki.callbackUrls[0] } });
  });
});

describe("any update of any client", () => {
  const change = fc.record({ before: appClientSettings(), after: appClientSettings() }).chain(({ before, after }) => {
    const fields = { before: clientFields(before), after: clientFields(after) };
    return fc.record({
      before: fc.constant(fields.before),
      after: fc.constant(fields.after),
      live: liveClient(fields.before),
    });
  });
  const runs = { numRuns: 2_000 };

  it("leaves every untouched field as it is, has every touched one as wanted, and is then done", () => {
    fc.assert(
      fc.property(change, ({ before, after, live }) => {
        const touched = differing(before, after);
        const merged = mergeClient(live, { before, after, drift: "overwrite" });
        const result = merged.kind === "write" ? merged.fields : live;
        const strayed =
          live.DefaultRedirectURI !== undefined && !result.CallbackURLs?.includes(live.DefaultRedirectURI);
        const exempt = strayed ? [...touched, "DefaultRedirectURI"] : touched;
        expect(merged.kind).not.toBe("drifted");
        expect(untouched(result, exempt)).toEqual(untouched(live, exempt));
        expect(strayed && result.DefaultRedirectURI).not.toBe(live.DefaultRedirectURI);
        for (const field of touched) expect(effective(result)[field]).toEqual(effective(after)[field]);
        expect(mergeClient(result, { before, after, drift: "refuse" })).toEqual({ kind: "updated" });
      }),
      runs,
    );
  });

  it("is refused exactly for touched fields that have a third value, and writes the same as an overwriting one otherwise", () => {
    fc.assert(
      fc.property(change, ({ before, after, live }) => {
        const third = differing(before, after).filter((field) => {
          const seen = JSON.stringify(effective(live)[field]);
          return [before, after].every((fields) => JSON.stringify(effective(fields)[field]) !== seen);
        });
        const merged = mergeClient(live, { before, after, drift: "refuse" });
        const ours = merged.kind === "drifted" ? merged.drift.map(({ field }) => field) : [];
        expect(ours.filter((field) => field !== "DefaultRedirectURI").sort()).toEqual(third.sort());
        const overwriting = mergeClient(live, { before, after, drift: "overwrite" });
        expect(merged.kind === "drifted" ? overwriting : merged).toEqual(overwriting);
      }),
      runs,
    );
  });
});

describe("a field of ours", () => {
  it.each<[string, LiveFields, Parameters<typeof isSame>[0], LiveFields]>([
    [
      "no sign-in flows are the three default ones",
      {},
      "ExplicitAuthFlows",
      { ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_CUSTOM_AUTH"] },
    ],
    [
      "a refresh token of 0 lasts 30 days, in whatever unit",
      { RefreshTokenValidity: 0, TokenValidityUnits: { RefreshToken: "hours" } },
      "RefreshTokenValidity",
      { RefreshTokenValidity: 30, TokenValidityUnits: {} },
    ],
    [
      "a scope that is there twice is there",
      { AllowedOAuthScopes: ["openid", "openid"] },
      "AllowedOAuthScopes",
      { AllowedOAuthScopes: ["openid"] },
    ],
    ["no word on OAuth is a no", {}, "AllowedOAuthFlowsUserPoolClient", { AllowedOAuthFlowsUserPoolClient: false }],
  ])("is the same where %s", (_rule, one, field, other) => {
    expect(isSame(field, one, other)).toBe(true);
    expect(isSame(field, one, fieldsOf({ refreshTokenDays: 1, scopes: ["openid", "email"] }))).toBe(false);
  });
});

describe("what is not ours", () => {
  it("is told where it is not Cognito's default", () => {
    const foreign = {
      ReadAttributes: ["email"],
      WriteAttributes: ["email"],
      DefaultRedirectURI: "https://wiki.example.com/cb",
      AnalyticsConfiguration: { ApplicationId: "a" },
      EnablePropagateAdditionalUserContextData: true,
      AuthSessionValidity: 5,
      RefreshTokenRotation: { Feature: "ENABLED" as const },
    };
    expect([...foreignFields({ ...fieldsOf(), ...foreign })].sort()).toEqual(Object.keys(foreign).sort());
    const defaults = {
      ReadAttributes: [],
      EnablePropagateAdditionalUserContextData: false,
      AuthSessionValidity: 3,
      AnalyticsConfiguration: {},
      RefreshTokenRotation: { Feature: "DISABLED" as const, RetryGracePeriodSeconds: 0 },
    };
    expect(foreignFields({ ...fieldsOf(), ...defaults })).toEqual([]);
  });

  it("is drift only where the meaning differs", () => {
    const { LogoutURLs: _urls, EnableTokenRevocation: _revocation, ...others } = fieldsOf({ logoutUrls: [] });
    expect(driftOf(others, fieldsOf({ logoutUrls: [] }))).toEqual([]);
    const open = { ...fieldsOf(), PreventUserExistenceErrors: undefined, ExplicitAuthFlows: undefined };
    expect(driftOf(open, fieldsOf())).toEqual([
      { field: "ExplicitAuthFlows", recorded: ["ALLOW_REFRESH_TOKEN_AUTH"], live: null },
      { field: "PreventUserExistenceErrors", recorded: "ENABLED", live: null },
    ]);
  });
});
