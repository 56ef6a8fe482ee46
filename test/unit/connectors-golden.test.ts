import { connectors } from "@latchkey/connectors/catalogue";
import type { DefinedConnector } from "@latchkey/connectors/define";
import type { Credentials } from "@latchkey/core/payload";
import { describe, expect, it } from "vitest";
import { inlineCredentials, inputFor, referenceCredentials } from "../support/connector-inputs.ts";

/** Everything that a payload says, as text to be reviewed. */
function rendered(connector: DefinedConnector, settings: unknown, credentials: Credentials): string {
  const input = inputFor(connector, settings, { credentials, name: connector.example.name });
  const client = connector.client(input.settings);
  const artifacts = connector.artifacts(input).map((artifact) => {
    const { body, nextSteps, overwrites = [], ...rest } = artifact;
    return [
      `${"=".repeat(20)} ${rest.name}`,
      ...Object.entries(rest).map(([key, value]) => `${key}: ${value}`),
      ...overwrites.map((line) => `overwrites: ${line}`),
      ...nextSteps.map((line, index) => `${index + 1}. ${line}`),
      "-".repeat(20),
      body,
    ].join("\n");
  });
  const notes = connector.notes(input).map((note) => `* ${note}`);
  return [JSON.stringify({ settings: input.settings, client }, null, 2), ...artifacts, ...notes, ""].join("\n");
}

const modes = [
  ["inline", inlineCredentials],
  ["reference", referenceCredentials],
] as const;

describe.each(connectors.map((connector) => [connector.id, connector] as const))(
  "the example of %s",
  (id, connector) => {
    it.each(modes)("gives the reviewed payload with the secret %s", async (mode, credentials) => {
      await expect(rendered(connector, connector.example.settings, credentials)).toMatchFileSnapshot(
        `golden/${id}.${mode}.txt`,
      );
    });
  },
);

const variants = [
  [
    "gitlab",
    "gitlab-oauth2-generic",
    { baseUrl: "https://example.com/gitlab", strategy: "oauth2_generic", autoLinkUsers: true },
  ],
  [
    "pydio-cells",
    "pydio-cells-groups",
    { baseUrl: "https://example.com/cells", label: "Company account", userIdClaim: "sub", groupsAsRoles: true },
  ],
] as const;

describe.each(variants)("other settings of %s", (id, file, settings) => {
  const connector = connectors.find((entry) => entry.id === id);
  it.each(modes)("give the reviewed payload with the secret %s", async (mode, credentials) => {
    await expect(rendered(connector!, settings, credentials)).toMatchFileSnapshot(`golden/${file}.${mode}.txt`);
  });
});
