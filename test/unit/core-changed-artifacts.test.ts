import { catalogue } from "@latchkey/connectors/catalogue";
import type { Integration } from "@latchkey/core/integration";
import type { JsonObject } from "@latchkey/core/json";
import type { Pool } from "@latchkey/core/pool";
import { Secret } from "@latchkey/core/secret";
import type { Deployment } from "@latchkey/core/services";
import { changedArtifacts } from "@latchkey/core/usecases/changed-artifacts";
import { writePayload } from "@latchkey/core/usecases/payload";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { integrationRow } from "../support/integration-row.ts";

const pool: Pool = {
  id: "eu-west-1_AbC",
  region: "eu-west-1",
  issuer: "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC",
  domain: "https://acme.auth.eu-west-1.amazoncognito.com",
  login: "classic",
  identityProviders: ["COGNITO"],
};
const deployment = { name: "prod", pool } as Deployment;
const services = { catalogue, deployment };

function row(connector: string, settings: JsonObject): Integration {
  const checked = catalogue.get(connector)!.parse(settings);
  if (!checked.ok) throw new Error(JSON.stringify(checked.errors));
  return integrationRow({
    connector,
    name: "One",
    settings: checked.settings,
    userPoolId: pool.id,
    issuer: pool.issuer,
    clientId: "1example23456789",
    secretArn: "arn:aws:secretsmanager:eu-west-1:000000000000:secret:latchkey/prod/int_1-a1b2c3",
  });
}

/** The settings of each connector with which a registration can be made, and others for the same one. */
const CHANGES: readonly (readonly [connector: string, before: JsonObject, after: JsonObject])[] = [
  ["gitlab", { baseUrl: "https://gitlab.example.com" }, { baseUrl: "https://git.example.org" }],
  ["gitlab", { baseUrl: "https://gitlab.example.com" }, { baseUrl: "https://gitlab.example.com", label: "Sign in" }],
  ["pydio-cells", { baseUrl: "https://cells.example.com" }, { baseUrl: "https://files.example.com" }],
  ["appsmith", { baseUrl: "https://apps.example.com" }, { baseUrl: "https://tools.example.com" }],
  ["pomerium", { authenticateUrl: "https://auth.example.com" }, { authenticateUrl: "https://door.example.com" }],
  ["generic-oidc", { callbackUrls: ["https://a.example.com/cb"] }, { callbackUrls: ["https://b.example.com/cb"] }],
  [
    "generic-oidc",
    { callbackUrls: ["https://a.example.com/cb"] },
    { callbackUrls: ["https://a.example.com/cb"], logoutUrls: ["https://a.example.com/"] },
  ],
];

const textsOf = (integration: Integration, secret: string): ReadonlyMap<string, string> =>
  new Map(
    writePayload(services, integration, new Secret(secret)).artifacts.map(({ name, fileName, body }) => [
      name,
      `${fileName}\n${body}`,
    ]),
  );

describe("the changed artifacts", () => {
  it.each(CHANGES)(
    "of %s are exactly those that read differently with the live secret: %j",
    (connector, before, after) => {
      const [was, is] = [row(connector, before), row(connector, after)];
      const [one, other] = [textsOf(was, "s".repeat(52)), textsOf(is, "s".repeat(52))];
      const differing = [...new Set([...one.keys(), ...other.keys()])].filter(
        (name) => one.get(name) !== other.get(name),
      );
      expect(changedArtifacts(services, was, is)).toEqual(differing);
      expect(differing.length).toBeGreaterThan(0);
    },
  );

  it("are none where nothing changes, whatever else of the row does", () => {
    for (const [connector, settings] of CHANGES) {
      const was = row(connector, settings);
      expect(changedArtifacts(services, { ...was, labels: { team: "a" }, version: 9 }, was)).toEqual([]);
    }
  });

  it("do not depend on an overlap, whose note is no artifact", () => {
    const [, was] = CHANGES.map(([connector, settings]) => row(connector, settings));
    const currentRotation = { id: "rot_1", state: "overlap" } as never;
    expect(changedArtifacts(services, { ...was!, currentRotation }, was!)).toEqual([]);
  });

  it("follow a name where an artifact shows it, as the texts themselves say", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...CHANGES),
        fc.string({ minLength: 1, maxLength: 30 }),
        ([connector, settings], name) => {
          const was = row(connector, settings);
          const [one, other] = [textsOf(was, "s".repeat(52)), textsOf({ ...was, name }, "s".repeat(52))];
          const differing = [...one.keys()].filter((key) => one.get(key) !== other.get(key));
          expect(changedArtifacts(services, was, { name, settings: was.settings })).toEqual(differing);
        },
      ),
    );
  });
});
