import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { catalogue, connectors } from "@latchkey/connectors/catalogue";
import { descriptions } from "@latchkey/connectors/descriptions.gen";
import { generateDescriptions } from "@latchkey/connectors/generate";
import { artifactReaders } from "@latchkey/local/demo/artifact-readers";
import { demoCases } from "@latchkey/local/demo/cases";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { inputFor } from "../support/connector-inputs.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

const readers = await artifactReaders();

describe("the catalogue", () => {
  it("knows each connector by its id", () => {
    expect(catalogue.ids).toEqual(["gitlab", "pydio-cells", "appsmith", "pomerium", "generic-oidc"]);
    for (const connector of connectors) expect(catalogue.get(connector.id)).toBe(connector);
  });

  it.each(["constructor", "__proto__", "toString", "../gitlab", "gitlab/", "GitLab", " gitlab", ""])(
    "knows no connector %j",
    (id) => {
      expect(catalogue.get(id)).toBeUndefined();
    },
  );

  it("is described in the same order, with the artifacts that the examples have", () => {
    expect(descriptions.map(({ id }) => id)).toEqual(catalogue.ids);
    for (const connector of connectors) {
      const names = connector.artifacts(inputFor(connector, connector.example.settings)).map(({ name }) => name);
      const description = descriptions.find(({ id }) => id === connector.id);
      expect(description?.artifacts.map(({ name }) => name)).toEqual(names);
    }
  });

  it("is described by the committed file, which is current", () => {
    const path = fileURLToPath(import.meta.resolve("@latchkey/connectors/descriptions.gen"));
    expect(readFileSync(path, "utf8")).toBe(generateDescriptions());
  });

  it("names artifacts so that they are path segments, once each", () => {
    for (const { artifacts } of descriptions) {
      expect(new Set(artifacts.map(({ name }) => name)).size).toBe(artifacts.length);
      for (const { name } of artifacts) expect(name).toMatch(/^[a-z0-9]+(?:[.-][a-z0-9]+)*$/);
    }
  });

  it("says where its facts come from and when they were read there", () => {
    for (const { source } of descriptions) {
      expect(new URL(source.url).protocol).toBe("https:");
      expect(source.readAt).toMatch(/^20\d\d-[01]\d-[0-3]\d$/);
    }
  });

  it.each(demoCases)(
    "signs in as $title with what its app client allows, and with nothing that Cognito refuses",
    (demoCase) => {
      const connector = connectors.find(({ id }) => id === demoCase.body["connector"])!;
      const input = inputFor(connector, demoCase.body["settings"]);
      const client = connector.client(input.settings);
      const artifacts = connector.artifacts(input);
      const parties = artifacts.flatMap((artifact) => demoCase.read(readers, artifact, artifacts) ?? []);
      expect(parties.length).toBeGreaterThan(0);
      for (const { scope, redirectUri } of parties) {
        expect(client.scopes).toEqual(expect.arrayContaining(scope.split(" ")));
        expect(scope.split(" ").filter((each) => connector.quirks.illegalScopes.includes(each))).toEqual([]);
        expect(client.callbackUrls).toContain(redirectUri);
      }
      for (const { body } of artifacts) expect(body).not.toContain("offline_access");
    },
  );

  it("is covered by the demo, connector by connector", () => {
    expect(new Set(demoCases.map(({ body }) => body["connector"]))).toEqual(new Set(catalogue.ids));
  });

  it("relies nowhere on RP-initiated logout, which Cognito refuses", () => {
    expect(connectors.filter(({ quirks }) => quirks.logout === "rp-initiated-only")).toEqual([]);
    const signsOut = connectors.filter(({ quirks }) => quirks.logout === "cognito-native");
    for (const connector of signsOut) {
      const { settings } = inputFor(connector, connector.example.settings);
      expect(connector.client(settings).logoutUrls).toHaveLength(1);
    }
  });

  it("brings neither a YAML library nor zod's JSON Schema generator into a bundle", async () => {
    const contents = ["catalogue", "descriptions.gen"]
      .map((file, index) => `export * as _${index} from "@latchkey/connectors/${file}";`)
      .join("\n");
    const { metafile } = await build({
      stdin: { contents, resolveDir: root },
      bundle: true,
      minify: true,
      format: "esm",
      platform: "node",
      write: false,
      metafile: true,
    });
    const [output] = Object.values(metafile.outputs);
    const inputs = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
    const names = inputs.map(([path]) => path).join("\n");
    expect(names).toContain("connectors/src/gitlab.ts");
    expect(names).not.toMatch(
      /json-schema|node_modules\/yaml|describe\.ts|generate\.ts|proof-record|fingerprint|pages/,
    );
  });
});

describe("the settings schema of a connector", () => {
  const ajv = addFormats.default(new Ajv2020({ allErrors: true, strict: true }));

  it.each(descriptions.map((description) => [description.id, description] as const))(
    "%s is a JSON Schema 2020-12 that its own example, examples and defaults fit",
    (id, { settings }) => {
      const validate = ajv.compile(settings);
      const connector = connectors.find((entry) => entry.id === id);
      validate(connector?.example.settings);
      expect(validate.errors).toBeNull();
      const properties = Object.entries(Object(settings["properties"]));
      for (const [name, property] of properties) {
        const field = ajv.compile(Object(property));
        const { title, description, examples = [], default: byDefault } = Object(property);
        expect([name, typeof title, typeof description]).toEqual([name, "string", "string"]);
        for (const value of byDefault === undefined ? examples : [...examples, byDefault])
          expect([name, value, field(value)]).toEqual([name, value, true]);
      }
    },
  );

  it("keeps the order of a form and states every constraint that it can", () => {
    const settingsOf = (wanted: string) => descriptions.find(({ id }) => id === wanted)?.settings;
    const [gitlab, generic] = [settingsOf("gitlab"), settingsOf("generic-oidc")];
    expect(Object.keys(Object(gitlab?.["properties"]))).toEqual([
      "baseUrl",
      "strategy",
      "label",
      "autoLinkUsers",
      "blockAutoCreatedUsers",
    ]);
    expect(gitlab).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      additionalProperties: false,
      required: ["baseUrl"],
      properties: {
        baseUrl: { type: "string", format: "uri", maxLength: 1024 },
        strategy: {
          default: "openid_connect",
          oneOf: [
            { const: "openid_connect", title: "OpenID Connect" },
            { const: "oauth2_generic", title: "Generic OAuth 2.0" },
          ],
        },
        label: { default: "AWS Cognito", minLength: 1, maxLength: 100 },
        autoLinkUsers: { type: "boolean", default: false },
        blockAutoCreatedUsers: { type: "boolean", default: true },
      },
    });
    expect(generic).toMatchObject({
      additionalProperties: false,
      required: ["callbackUrls"],
      properties: {
        callbackUrls: { minItems: 1, maxItems: 100, uniqueItems: true, items: { format: "uri", maxLength: 1024 } },
        logoutUrls: { minItems: 0, maxItems: 100, uniqueItems: true, default: [] },
      },
    });
  });
});
