import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { connectors } from "@latchkey/connectors/catalogue";
import { descriptions } from "@latchkey/connectors/descriptions.gen";
import { fingerprint } from "@latchkey/connectors/fingerprint";
import { gitlab } from "@latchkey/connectors/gitlab";
import { parseProofRecord, proofOf, readProofRecord } from "@latchkey/connectors/proof-record";
import { describe, expect, it } from "vitest";

const settings = [{ baseUrl: "https://gitlab.example.com" }];
const record = {
  connector: "gitlab",
  products: [{ name: "omniauth", version: "2.1.1" }],
  proven: ["signs a user in"],
  settings,
  fingerprint: fingerprint(gitlab, settings),
  date: "2026-11-21",
};
const { connector: _id, settings: _settings, ...summary } = record;

describe("a connector's proof", () => {
  it("is what the record says, while the connector writes what it wrote then", () => {
    expect(proofOf(gitlab, record)).toEqual(summary);
  });

  it.each([
    ["there is no record", gitlab, undefined],
    ["the record is of something else", gitlab, { ...record, fingerprint: "0".repeat(64) }],
    ["the settings are refused by now", gitlab, { ...record, settings: [{ baseUrl: "http://gitlab.example.com" }] }],
    ["the client is another", { ...gitlab, client: () => ({ ...clientOf(), refreshTokenDays: 1 }) }, record],
    ["a body is another", { ...gitlab, artifacts: withBodies("x") }, record],
    ["an artifact is missing", { ...gitlab, artifacts: (input: never) => gitlab.artifacts(input).slice(1) }, record],
  ])("is none when %s", (_what, connector, found) => {
    expect(proofOf(connector, found)).toBeNull();
  });

  it("outlives a rewording of titles, steps, notes and descriptions", () => {
    const reworded: typeof gitlab = {
      ...gitlab,
      name: "Other",
      notes: () => [],
      artifacts: (input) => gitlab.artifacts(input).map((artifact) => ({ ...artifact, title: "x", nextSteps: [] })),
    };
    expect(proofOf(reworded, record)).toEqual(summary);
  });

  it.each([
    ["another connector's record", { ...record, connector: "pomerium" }],
    ["a record that proves nothing", { ...record, proven: [] }],
    ["a record without product", { ...record, products: [] }],
    ["a record with more than belongs there", { ...record, note: "x" }],
    ["a record of no day", { ...record, date: "yesterday" }],
  ])("is not taken from %s", (_what, value) => {
    expect(() => parseProofRecord("gitlab", JSON.stringify(value))).toThrow("the proof record of gitlab");
  });

  it("is in the catalogue as the committed records say", () => {
    for (const connector of connectors)
      expect(descriptions.find(({ id }) => id === connector.id)?.proof).toEqual(
        proofOf(connector, readProofRecord(connector.id)),
      );
  });

  it("is of a connector that exists", () => {
    const folder = fileURLToPath(new URL("../../packages/connectors/proofs", import.meta.url));
    const ids = readdirSync(folder).map((name) => name.replace(/\.json$/, ""));
    expect(connectors.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
  });
});

function withBodies(body: string): typeof gitlab.artifacts {
  return (input) => gitlab.artifacts(input).map((artifact) => ({ ...artifact, body }));
}

function clientOf() {
  const checked = gitlab.parse(settings[0]);
  if (!checked.ok) throw new Error("refused");
  return gitlab.client(checked.settings);
}
