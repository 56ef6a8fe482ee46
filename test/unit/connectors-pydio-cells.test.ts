import { pydioCells } from "@latchkey/connectors/pydio-cells";
import type { Data } from "@latchkey/local/demo/formats/data";
import { runScript } from "@latchkey/local/demo/formats/shell";
import { cellsConnector, cellsConnectors, cellsRelyingParty } from "@latchkey/local/demo/products/pydio-cells";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  examplePool,
  exampleSecret,
  inlineCredentials,
  inputFor,
  named,
  referenceCredentials,
} from "../support/connector-inputs.ts";
import { hostileBaseUrl, hostileLine } from "../support/hostile-text.ts";

const baseUrl = "https://cells.example.com";
const BUILT_IN = { id: "pydio", name: "Pydio Cells", type: "pydio" };
const CARRIERS = ["connector.json", "cli-command", "install.yaml", "install-v5.yaml"];

const settings = fc.record(
  {
    baseUrl: hostileBaseUrl(),
    label: hostileLine().filter((label) => pydioCells.parse({ baseUrl, label }).ok),
    userIdClaim: fc.constantFrom("email", "sub"),
    groupsAsRoles: fc.boolean(),
  },
  { requiredKeys: ["baseUrl", "label"] },
);

const artifactsOf = (given: object, credentials = inlineCredentials) =>
  pydioCells.artifacts(inputFor(pydioCells, given, { credentials }));
const connectorIn = (given: object, name: string, credentials = inlineCredentials) =>
  cellsConnector(named(artifactsOf(given, credentials), name));

describe("Pydio Cells, for any address and any name", () => {
  it("has the same connector in every format: the values as given, nothing run or expanded", () => {
    fc.assert(
      fc.property(settings, fc.constantFrom(inlineCredentials, referenceCredentials), (given, credentials) => {
        const clientSecret = credentials === inlineCredentials ? exampleSecret : "@@LATCHKEY_CLIENT_SECRET@@";
        const [redirectURI] = pydioCells.client(inputFor(pydioCells, given).settings).callbackUrls;
        const expected = {
          id: "cognito",
          type: "oidc",
          name: given.label,
          configoidc: {
            issuer: examplePool.issuer,
            clientID: credentials.clientId,
            clientSecret,
            redirectURI,
            scopes: ["email", "profile"],
            userIDKey: given.userIdClaim ?? "email",
            userNameKey: "email",
          },
          ...(given.groupsAsRoles === true && {
            mappingRules: [{ LeftAttribute: "cognito:groups", RightAttribute: "Roles" }],
          }),
        };
        for (const name of CARRIERS) {
          const connector = connectorIn(given, name, credentials);
          expect({ name, connector: withoutFalse(connector) }).toEqual({ name, connector: expected });
        }
        const console = cellsRelyingParty(named(artifactsOf(given, credentials), "console-fields"));
        expect(console).toEqual(cellsRelyingParty(named(artifactsOf(given, credentials), "connector.json")));
      }),
      { numRuns: 150 },
    );
  });

  it("has no text in an installation file that Cells would take for a variable of the environment", () => {
    for (const name of ["install.yaml", "install-v5.yaml"]) {
      const { body } = named(artifactsOf({ baseUrl, label: "{$HOME}" }), name);
      expect(body).not.toContain("{$");
      expect(connectorIn({ baseUrl, label: "{$HOME}" }, name)["name"]).toBe("{$HOME}");
    }
  });
});

describe("Pydio Cells", () => {
  it.each(["cli-command", "install.yaml", "install-v5.yaml"])("keeps its built-in connector first in %s", (name) => {
    expect(cellsConnectors(named(artifactsOf({ baseUrl }), name))[0]).toEqual(BUILT_IN);
  });

  it("sets nothing but texts by command, each at a path of its own, and not in Cells 5", () => {
    const { body } = named(artifactsOf({ baseUrl, label: "-x" }), "cli-command");
    const commands = runScript(body, { cells: "printf 4.4.15" }).slice(1);
    for (const { args } of commands) expect(args.slice(0, 5).join(" ")).toBe("admin config set -- pydio.web.oauth");
    const paths = commands.map(({ args }) => args[5]);
    expect(new Set(paths).size).toBe(paths.length);
    // A version that shortens a list to the entry that is set wants them in order.
    expect(paths.map((path) => Number(path?.split("/")[1]))).toEqual([...Array(3).fill(0), ...Array(11).fill(1)]);
    expect(commands.some(({ args }) => args[6] === "false")).toBe(false);
    expect(commands.find(({ args }) => args[5] === "connectors/1/name")?.args[6]).toBe("-x");
    expect(() => runScript(body, { cells: "printf 5.0.2" })).toThrow("use the REST API");
    expect(() => runScript(body, { cells: "printf 10.1.0" })).toThrow("use the REST API");
  });

  it("puts its connector, and no other, by one request", () => {
    const { body } = named(artifactsOf({ baseUrl: "https://example.com/it's" }), "rest-request");
    const commands = runScript(body, { curl: "" }, { CELLS_TOKEN: "token" });
    expect(commands.map(({ args, input }) => ({ last: args.slice(-8), input }))).toEqual([
      {
        last: [
          ["--request", "PUT", "--header", "Content-Type: application/json", "--data-binary", "@cells-connector.json"],
          ["--url", "https://example.com/it's/a/config/oauth2connectors/cognito"],
        ].flat(),
        input: 'header = "Authorization: Bearer token"\n',
      },
    ]);
    expect(named(artifactsOf({ baseUrl }), "connector.json").fileName).toBe("cells-connector.json");
  });

  it("asks for user info nowhere, names no hosted domains and leaves openid to Cells", () => {
    const config = Object(connectorIn({ baseUrl }, "connector.json")["configoidc"]);
    expect(config).toMatchObject({ getUserInfo: false, scopes: ["email", "profile"] });
    expect(config).not.toHaveProperty("hostedDomains");
  });

  it.each(["a/b", "/"])("refuses the name %j, of which Cells would make a path", (label) => {
    expect(pydioCells.parse({ baseUrl, label })).toMatchObject({ ok: false, errors: [{ pointer: "/label" }] });
  });
});

describe("the reader of Cells", () => {
  const artifact = (name: string, value: unknown) => ({ name, body: JSON.stringify(value) });
  const oidc = { issuer: "https://a", clientID: "a", clientSecret: "a", redirectURI: "a", scopes: ["email"] };
  const connector = (configoidc: object) => ({ id: "c", type: "oidc", name: "c", configoidc });

  it.each([
    ["an unknown option", connector({ ...oidc, issuerUrl: "x" })],
    ["an unknown member", { ...connector(oidc), config: {} }],
    ["another type", { ...connector(oidc), type: "oauth2" }],
    ["user info", connector({ ...oidc, getUserInfo: true })],
    ["no scopes", connector({ ...oidc, scopes: undefined })],
  ])("takes %s for an error", (_what, value) => {
    expect(() => cellsRelyingParty(artifact("connector.json", value))).toThrow(/./);
  });

  it("takes a list without the built-in connector at its head for an error", () => {
    const entries = JSON.stringify([connector(oidc), BUILT_IN]);
    const body = JSON.stringify({ customconfigs: { "services/pydio.web.oauth/connectors#json": entries } });
    expect(() => cellsRelyingParty({ name: "install-v5.yaml", body })).toThrow("nobody could sign in");
  });

  it("knows that Cells wants a name where nothing else is said", () => {
    expect(cellsRelyingParty(artifact("connector.json", connector(oidc)))).toMatchObject({
      subjectClaim: "sub",
      requiredClaim: "name",
      scope: "openid email",
    });
  });
});

/** Without what is false, which the command line cannot set and Cells takes for false anyway. */
function withoutFalse(value: Data): Data {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).filter(([, entry]) => entry !== false);
  return Object.fromEntries(entries.map(([key, entry]) => [key, withoutFalse(entry)]));
}
