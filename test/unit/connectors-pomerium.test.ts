import { pomerium } from "@latchkey/connectors/pomerium";
import { pomeriumOptions, pomeriumRelyingParty } from "@latchkey/local/demo/products/pomerium";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  examplePool,
  exampleReferences,
  exampleSecret,
  inlineCredentials,
  inputFor,
  named,
  referenceCredentials,
} from "../support/connector-inputs.ts";

const authenticateUrl = "https://authenticate.example.com";
const CARRIERS = ["config.yaml", "pomerium.env", "pomerium.yaml"];

const artifactsOf = (given: object, credentials = inlineCredentials) =>
  pomerium.artifacts(inputFor(pomerium, given, { credentials }));

const origins = fc
  .tuple(fc.oneof(fc.domain(), fc.constantFrom("[2001:db8::1]", "bücher.example", "A.Example")), fc.nat(65_535))
  .map(([host, port]) => `https://${host}:${port}`);

describe("Pomerium", () => {
  it("has the same options in every format, with the secret inline or by reference, for any address", () => {
    fc.assert(
      fc.property(origins, fc.constantFrom(inlineCredentials, referenceCredentials), (given, credentials) => {
        const artifacts = artifactsOf({ authenticateUrl: given }, credentials);
        const expected = {
          authenticate_service_url: new URL(given).origin,
          idp_provider: "cognito",
          idp_provider_url: examplePool.issuer,
          idp_client_id: credentials.clientId,
          idp_client_secret: exampleSecret,
        };
        for (const name of CARRIERS) {
          const { idp_scopes: scopes, ...options } = pomeriumOptions(
            named(artifacts, name),
            artifacts,
            exampleReferences,
          );
          expect(options).toEqual(expected);
          expect([["openid", "email", "profile"], "openid,email,profile"]).toContainEqual(scopes);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("registers the one callback that Pomerium has, and its signed-out page", () => {
    const client = pomerium.client(inputFor(pomerium, { authenticateUrl }).settings);
    expect(client).toMatchObject({
      callbackUrls: [`${authenticateUrl}/oauth2/callback`],
      logoutUrls: [`${authenticateUrl}/.pomerium/signed_out`],
    });
    const artifacts = artifactsOf({ authenticateUrl });
    for (const name of CARRIERS)
      expect(pomeriumRelyingParty(named(artifacts, name), artifacts).redirectUri).toBe(client.callbackUrls[0]);
  });

  it("has by reference no token to fill in, and has the secret file written without a line end", () => {
    const artifacts = artifactsOf({ authenticateUrl }, referenceCredentials);
    for (const { body } of artifacts) expect(body).not.toContain("@@LATCHKEY_");
    for (const name of ["config.yaml", "pomerium.env"])
      expect(named(artifacts, name).nextSteps[0]).toMatch(/without a line end.* jq -ej \.clientSecret > \/pomerium\//);
  });

  it.each([
    ["a path", `${authenticateUrl}/auth`],
    ["http", "http://authenticate.example.com"],
    ["http on this machine", "http://localhost:8080"],
    ["a query", `${authenticateUrl}/?a=b`],
  ])("refuses an address with %s", (_what, url) => {
    expect(pomerium.parse({ authenticateUrl: url })).toMatchObject({
      ok: false,
      errors: [{ pointer: "/authenticateUrl" }],
    });
  });

  it("takes an address with slashes at its end in normal form", () => {
    expect(pomerium.parse({ authenticateUrl: "HTTPS://Authenticate.Example.com:443//" })).toEqual({
      ok: true,
      settings: { authenticateUrl },
    });
  });
});

describe("the reader of Pomerium", () => {
  const artifacts = artifactsOf({ authenticateUrl });
  const altered = (name: string, from: string | RegExp, to: string) => {
    const { body } = named(artifacts, name);
    return () => pomeriumRelyingParty({ name, body: body.replace(from, to) }, artifacts, exampleReferences);
  };

  it.each([
    ["the general provider", altered("config.yaml", '"cognito"', '"oidc"')],
    ["an unknown option", altered("config.yaml", "idp_scopes", "idp_scope")],
    ["no scopes", altered("config.yaml", /idp_scopes.*/, "idp_scopes: []")],
    ["a variable in small letters", altered("pomerium.env", "IDP_PROVIDER=", "idp_provider=")],
    ["another Secret", altered("pomerium.yaml", "pomerium/pomerium-cognito", "pomerium/other")],
    ["another kind", altered("pomerium.yaml", '"Pomerium"', '"Ingress"')],
    ["an unknown member", altered("pomerium.yaml", "identityProvider", "identityProviders")],
    ["the secret twice", altered("config.yaml", "idp_provider:", 'idp_client_secret_file: "/x"\nidp_provider:')],
  ])("takes %s for an error", (_what, read) => {
    expect(read).toThrow(/./);
  });

  it("takes a line end at the end of a secret file for a part of the secret", () => {
    const byReference = artifactsOf({ authenticateUrl }, referenceCredentials);
    const files = { "/pomerium/cognito-client-secret": `${exampleSecret}\n` };
    const options = pomeriumOptions(named(byReference, "config.yaml"), byReference, { files });
    expect(options["idp_client_secret"]).toBe(`${exampleSecret}\n`);
  });
});
