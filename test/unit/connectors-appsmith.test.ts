import { appsmith } from "@latchkey/connectors/appsmith";
import { runScript } from "@latchkey/local/demo/formats/shell";
import { readYaml } from "@latchkey/local/demo/formats/yaml";
import { appsmithRelyingParty, appsmithVariables, readDockerEnv } from "@latchkey/local/demo/products/appsmith";
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
import { hostileBaseUrl } from "../support/hostile-text.ts";

const baseUrl = "https://appsmith.example.com";
const CARRIERS = ["docker.env", "admin-settings.json", "values.yaml", "form-fields"];

const artifactsOf = (given: object, credentials = inlineCredentials) =>
  appsmith.artifacts(inputFor(appsmith, given, { credentials }));

const variablesIn = (name: string, credentials = inlineCredentials) => {
  const artifacts = artifactsOf({ baseUrl }, credentials);
  return appsmithVariables(named(artifacts, name), artifacts, exampleReferences);
};

describe("Appsmith", () => {
  it.each(CARRIERS)("has in %s every variable of its OpenID Connect client, and no other", (name) => {
    expect(variablesIn(name)).toEqual({
      APPSMITH_OAUTH2_OIDC_CLIENT_ID: inlineCredentials.clientId,
      APPSMITH_OAUTH2_OIDC_CLIENT_SECRET: exampleSecret,
      APPSMITH_OAUTH2_OIDC_AUTHORIZATION_URI: `${examplePool.domain}/oauth2/authorize`,
      APPSMITH_OAUTH2_OIDC_TOKEN_URI: `${examplePool.domain}/oauth2/token`,
      APPSMITH_OAUTH2_OIDC_USER_INFO: `${examplePool.domain}/oauth2/userInfo`,
      APPSMITH_OAUTH2_OIDC_JWK_SET_URI: `${examplePool.issuer}/.well-known/jwks.json`,
      APPSMITH_OAUTH2_OIDC_SCOPE: "openid,profile,email",
      APPSMITH_OAUTH2_OIDC_USERNAME_ATTRIBUTE: "email",
    });
  });

  it("has by reference the secret in the chart's Secret, and the token in the formats without references", () => {
    const secrets = CARRIERS.map(
      (name) => variablesIn(name, referenceCredentials)["APPSMITH_OAUTH2_OIDC_CLIENT_SECRET"],
    );
    const token = "@@LATCHKEY_CLIENT_SECRET@@";
    expect(secrets).toEqual([token, token, exampleSecret, token]);
  });

  it("leaves the secret out of the chart's values, which end in a ConfigMap", () => {
    expect(named(artifactsOf({ baseUrl }), "values.yaml").body).not.toContain(exampleSecret);
    expect(readYaml(named(artifactsOf({ baseUrl }), "values.yaml").body)).toMatchObject({
      secretName: "appsmith-cognito",
    });
  });

  it("stores the values and restarts by two requests, whatever the address", () => {
    fc.assert(
      fc.property(hostileBaseUrl(), (given) => {
        const { settings } = inputFor(appsmith, { baseUrl: given });
        const [normal = ""] = appsmith.client(settings).callbackUrls.map((url) => url.replace(/\/login\/.*$/, ""));
        const [put, post, ...more] = runScript(named(artifactsOf({ baseUrl: given }), "admin-request").body, {
          curl: "",
        });
        expect(more).toEqual([]);
        expect(put?.args.slice(-12)).toEqual(
          [
            ["--request", "PUT", "--header", "Content-Type: application/json"],
            ["--header", `Origin: ${new URL(normal).origin}`, "--header", "X-Requested-By: Appsmith"],
            ["--data-binary", "@appsmith-oidc.json", "--url", `${normal}/api/v1/admin/env`],
          ].flat(),
        );
        expect(post?.args.slice(-6)).toEqual(
          [
            ["--request", "POST", "--header", "X-Requested-By: Appsmith"],
            ["--url", `${normal}/api/v1/admin/restart`],
          ].flat(),
        );
        expect(appsmith.client(settings).callbackUrls).toEqual([`${normal}/login/oauth2/code/oidc`]);
      }),
      { numRuns: 100 },
    );
  });

  it("takes it as done when its version restarts by itself, and as failed when the values are refused", () => {
    const { body } = named(artifactsOf({ baseUrl }), "admin-request");
    expect(runScript(body, { curl: 'case "$*" in */restart*) return 22 ;; esac' })).toHaveLength(2);
    expect(() => runScript(body, { curl: "return 22" })).toThrow("the script fails");
  });

  it("makes the callback that is registered out of its own address", () => {
    const artifacts = artifactsOf({ baseUrl });
    for (const name of CARRIERS)
      expect(appsmithRelyingParty(named(artifacts, name), artifacts, { baseUrl })).toMatchObject({
        redirectUri: appsmith.client(inputFor(appsmith, { baseUrl }).settings).callbackUrls[0],
        scope: "openid profile email",
      });
  });
});

describe("the reader of Appsmith", () => {
  it("reads a variables file as Appsmith does", () => {
    const body = ["# comment", "A=b", "", "C_1 = 'd e'", `F="g's"`, `H='i'"'"'j'`, "K=l=m"].join("\n");
    expect(readDockerEnv(body)).toEqual({ A: "b", C_1: "d e", F: "g's", H: "i'j", K: "l=m" });
  });

  it.each([
    ["a variable that is there twice", "A=b\nA=c\n"],
    ["a name in small letters", "a=b\n"],
    ["what is no variable", "export A=b\n"],
  ])("takes %s for an error", (_what, body) => {
    expect(() => readDockerEnv(body)).toThrow(/./);
  });

  it("takes a variable that Appsmith does not know for an error", () => {
    const body = "APPSMITH_OAUTH2_OIDC_ISSUER=https://a\n";
    expect(() => appsmithVariables({ name: "docker.env", body }, [])).toThrow("unknown keys");
  });

  it("takes values that name another Secret for an error", () => {
    const artifacts = artifactsOf({ baseUrl });
    const values = named(artifacts, "values.yaml");
    const body = values.body.replace("appsmith-cognito", "other");
    expect(() => appsmithVariables({ name: "values.yaml", body }, artifacts)).toThrow("do not name the Secret");
  });
});
