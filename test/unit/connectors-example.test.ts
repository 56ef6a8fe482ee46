import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseEnv } from "node:util";
import { catalogueOf, connectors } from "@latchkey/connectors/catalogue";
import { describeConnector } from "@latchkey/connectors/describe";
import { connectorPage } from "@latchkey/connectors/pages/page";
import { clientProblems } from "@latchkey/core/oauth-client";
import { buildPayload } from "@latchkey/core/usecases/build-payload";
import { describe, expect, it } from "vitest";
import { exampleWiki } from "../../docs/examples/connector.ts";
import { examplePool, exampleSecret, inputFor, referenceCredentials } from "../support/connector-inputs.ts";

const file = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), "utf8");

describe("the example connector of CONTRIBUTING.md", () => {
  const catalogue = catalogueOf([...connectors, exampleWiki]);
  const input = inputFor(exampleWiki, exampleWiki.example.settings);

  it("is printed there as it is in docs/examples/connector.ts", () => {
    expect(file("CONTRIBUTING.md")).toContain(`\`\`\`ts\n${file("docs/examples/connector.ts")}\`\`\`\n`);
  });

  it("is found in a catalogue that it is added to, and in no other", () => {
    expect(catalogue.get("example-wiki")).toBe(exampleWiki);
    expect(catalogueOf(connectors).get("example-wiki")).toBeUndefined();
  });

  it("gets an app client that Cognito accepts", () => {
    const client = exampleWiki.client(input.settings);
    expect(clientProblems(client)).toEqual([]);
    expect(client.callbackUrls).toEqual(["https://wiki.example.com/oidc/callback"]);
  });

  it("writes what the wiki reads, with the secret or with its token and how to get it", () => {
    const inline = buildPayload({ connector: exampleWiki, ...input });
    const [artifact] = inline.artifacts;
    expect(artifact).toMatchObject({ sensitive: true, overwrites: ["Variables of the same names."] });
    expect(parseEnv(artifact!.body)).toEqual({
      WIKI_OIDC_ISSUER: examplePool.issuer,
      WIKI_OIDC_CLIENT_ID: referenceCredentials.clientId,
      WIKI_OIDC_CLIENT_SECRET: exampleSecret,
      WIKI_OIDC_CALLBACK: "https://wiki.example.com/oidc/callback",
    });
    const reference = buildPayload({ connector: exampleWiki, ...input, credentials: referenceCredentials });
    expect(reference.artifacts[0]!.body).not.toContain(exampleSecret);
    expect(reference.placeholders).toMatchObject([{ token: "@@LATCHKEY_CLIENT_SECRET@@", jsonKey: "clientSecret" }]);
  });

  it("refuses settings with the field and the fix", () => {
    expect(exampleWiki.parse({ baseUrl: "wiki.example.com" })).toMatchObject({
      ok: false,
      errors: [{ pointer: "/baseUrl", detail: expect.stringContaining("https://") }],
    });
  });

  it("is described for the API and the documentation like any other", () => {
    expect(describeConnector(exampleWiki)).toMatchObject({ id: "example-wiki", proof: null });
    expect(connectorPage(exampleWiki, null)).toContain("# Example Wiki");
  });
});
