import { appsmith } from "@latchkey/connectors/appsmith";
import { genericOidc } from "@latchkey/connectors/generic-oidc";
import { gitlab } from "@latchkey/connectors/gitlab";
import { pydioCells } from "@latchkey/connectors/pydio-cells";
import { clientProblems } from "@latchkey/core/oauth-client";
import type { Credentials } from "@latchkey/core/payload";
import { endpointsOf, logoutUrl } from "@latchkey/core/pool";
import { type ArtifactReaders, artifactReaders } from "@latchkey/local/demo/artifact-readers";
import type { Data } from "@latchkey/local/demo/formats/data";
import { relyingPartyOf } from "@latchkey/local/demo/products/gitlab";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
  examplePool,
  exampleReferences,
  exampleSecret,
  inlineCredentials,
  inputFor,
  named,
  referenceCredentials,
} from "../support/connector-inputs.ts";
import { hostileBaseUrl, hostileLine, hostileRedirectUrl } from "../support/hostile-text.ts";

const gitlabSettings = fc.record(
  {
    baseUrl: hostileBaseUrl(),
    strategy: fc.constantFrom("openid_connect", "oauth2_generic"),
    label: hostileLine().filter((label) => gitlab.parse({ baseUrl: "https://a.example", label }).ok),
    autoLinkUsers: fc.boolean(),
    blockAutoCreatedUsers: fc.boolean(),
  },
  { requiredKeys: ["baseUrl", "strategy", "label"] },
);

const accepted = hostileRedirectUrl().filter((url) => genericOidc.parse({ callbackUrls: [url] }).ok);
const genericSettings = fc.record({
  callbackUrls: fc.uniqueArray(accepted, { minLength: 1, maxLength: 4 }),
  logoutUrls: fc.uniqueArray(accepted, { maxLength: 3 }),
});

/** The names of all members, with those of a list's first entry: what no value may add to. */
function shapeOf(value: Data): Data {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])];
  if (typeof value !== "object" || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, shapeOf(entry)]));
}

const credentials = fc.constantFrom(inlineCredentials, referenceCredentials);
/** By reference, the one format without a reference of its own has the token. */
const secretIn = (artifact: string, { clientSecret }: Credentials): string =>
  clientSecret.kind === "reference" && artifact === "gitlab.yml" ? "@@LATCHKEY_CLIENT_SECRET@@" : exampleSecret;

let read: ArtifactReaders;
beforeAll(async () => {
  read = await artifactReaders();
});

const providerIn = (settings: object, name: string, withSecret = inlineCredentials) =>
  read.gitLabProvider(
    named(gitlab.artifacts(inputFor(gitlab, settings, { credentials: withSecret })), name),
    exampleReferences,
  );
const keys = (entry: object): Data => shapeOf(JSON.parse(JSON.stringify(entry)));

describe("GitLab, for any address and any label", () => {
  it.each(["gitlab.rb", "gitlab.yml", "secret.yaml", "compose.yaml"])(
    "has the same provider in %s: the values as given, the keys as ever, nothing run as code",
    (name) => {
      const baseUrl = "https://gitlab.example.com";
      const usual = new Map(
        ["openid_connect", "oauth2_generic"].map((strategy) => [
          strategy,
          keys(providerIn({ baseUrl, strategy }, name)),
        ]),
      );
      fc.assert(
        fc.property(gitlabSettings, credentials, (settings, withSecret) => {
          const { settings: normal } = inputFor(gitlab, settings);
          const entry = providerIn(settings, name, withSecret);
          expect(entry.label).toBe(settings.label);
          expect(keys(entry)).toEqual(usual.get(settings.strategy));
          expect(relyingPartyOf(entry)).toMatchObject({
            clientId: withSecret.clientId,
            clientSecret: secretIn(name, withSecret),
            redirectUri: gitlab.client(normal).callbackUrls[0],
            pkce: true,
          });
        }),
        { numRuns: 1000 },
      );
    },
  );

  it.each(["gitlab.rb", "gitlab.yml", "values.yaml", "compose.yaml"])(
    "has the same OmniAuth settings in %s",
    (name) => {
      fc.assert(
        fc.property(gitlabSettings, credentials, (settings, withSecret) => {
          const input = inputFor(gitlab, settings, { credentials: withSecret });
          const providerName = settings.strategy === "openid_connect" ? "openid_connect" : "cognito";
          expect(read.gitLabOmniAuth(named(gitlab.artifacts(input), name), exampleReferences)).toEqual({
            enabled: true,
            allowSingleSignOn: [providerName],
            blockAutoCreatedUsers: settings.blockAutoCreatedUsers ?? true,
            autoLinkUser: settings.autoLinkUsers === true ? [providerName] : null,
          });
        }),
        { numRuns: 200 },
      );
    },
  );

  it("leads every sign-out to the logout URL that is registered", () => {
    fc.assert(
      fc.property(gitlabSettings, (settings) => {
        const input = inputFor(gitlab, settings);
        const [registered = ""] = gitlab.client(input.settings).logoutUrls;
        const artifacts = gitlab.artifacts(input);
        for (const method of ["omnibus", "source", "helm", "container"]) {
          const url = new URL(read.signOutUrl(named(artifacts, `${method}-sign-out`)));
          expect(url.origin + url.pathname).toBe(endpointsOf(examplePool).logout);
          expect([...url.searchParams]).toEqual([
            ["client_id", inlineCredentials.clientId],
            ["logout_uri", registered],
          ]);
        }
      }),
      { numRuns: 1500 },
    );
  });
});

describe("a generic application, for any URLs and any name", () => {
  it("has the same values in every format, and a URL is what it was, byte for byte", () => {
    fc.assert(
      fc.property(genericSettings, hostileLine(), credentials, (settings, name, withSecret) => {
        const input = inputFor(genericOidc, settings, { credentials: withSecret, name });
        const artifacts = genericOidc.artifacts(input);
        const json = named(artifacts, "json");
        const values = {
          clientId: withSecret.clientId,
          clientSecret: withSecret === inlineCredentials ? exampleSecret : "@@LATCHKEY_CLIENT_SECRET@@",
          redirectUri: settings.callbackUrls[0],
          redirectUris: settings.callbackUrls,
          logoutUris: settings.logoutUrls,
          issuer: examplePool.issuer,
          tokenEndpoint: endpointsOf(examplePool).token,
        };
        expect(read.genericOidc(named(artifacts, "env"))).toMatchObject(values);
        expect(read.genericOidc(json)).toMatchObject(values);
        expect(JSON.parse(json.body)).toMatchObject({
          client_name: name,
          logout_urls: settings.logoutUrls.map((url) => logoutUrl(examplePool, withSecret.clientId, url)),
        });
      }),
      { numRuns: 3000 },
    );
  });
});

describe("the app client of any settings that are accepted", () => {
  it.each([
    ["gitlab", gitlab, gitlabSettings],
    ["pydio-cells", pydioCells, fc.record({ baseUrl: hostileBaseUrl() })],
    ["appsmith", appsmith, fc.record({ baseUrl: hostileBaseUrl() })],
    ["generic-oidc", genericOidc, genericSettings],
  ] as const)("of %s is accepted by Cognito's own rules", (_id, connector, anySettings) => {
    const all: fc.Arbitrary<object> = anySettings;
    fc.assert(
      fc.property(all, (settings) => {
        const checked = connector.parse(settings);
        if (!checked.ok) throw new Error(JSON.stringify(checked.errors));
        const client = connector.client(checked.settings);
        expect(clientProblems(client)).toEqual([]);
        for (const url of [...client.callbackUrls, ...client.logoutUrls]) {
          expect(url.length).toBeLessThanOrEqual(1024);
          expect(url).toMatch(/^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u);
          expect(url).not.toContain("#");
        }
        expect(connector.parse(checked.settings)).toEqual(checked);
      }),
      { numRuns: 1500 },
    );
  });
});
