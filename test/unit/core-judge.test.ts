import { type HealthCheckName, type HealthStatus, healthChecks, worstOf } from "@latchkey/core/health";
import type { Integration } from "@latchkey/core/integration";
import type { LiveClient } from "@latchkey/core/ports/app-clients";
import { type Findings, judge } from "@latchkey/core/usecases/health/judge";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { integrationRow } from "../support/integration-row.ts";

const NOW = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;

const row = (change: Partial<Integration> = {}): Integration => integrationRow({ clientId: "client", ...change });

const live = (change: Partial<LiveClient> = {}): LiveClient => ({ drift: [], foreign: [], unknown: [], ...change });
const drifted = (...fields: string[]): LiveClient =>
  live({ drift: fields.map((field) => ({ field, recorded: "ours", live: "theirs" })) });

/** Everything as it should be. */
const WELL: Findings = {
  domain: { answer: "ACTIVE" },
  styled: { answer: true },
  client: { answer: live() },
  secret: { answer: "accepted" },
};

const open = (startedAt: number): Integration["operation"] => ({
  id: "op_1",
  kind: "rotate",
  step: "stage",
  startedBy: "latchkey",
  startedAt,
  attempts: 3,
  leaseUntil: 0,
  settlesAt: 0,
  unknownClient: false,
});

/** The checks that are not fine. */
function found(findings: Partial<Findings>, integration = row()): Partial<Record<HealthCheckName, HealthStatus>> {
  const { checks } = judge(integration, { ...WELL, ...findings }, NOW);
  expect(checks.map(({ name }) => name)).toEqual([...healthChecks]);
  return Object.fromEntries(checks.filter(({ status }) => status !== "pass").map(({ name, status }) => [name, status]));
}

const managed = row({ login: "managed" });

const ASKED_OF_THE_CLIENT = ["client", "callbacks", "flows", "scopes", "identity-providers", "drift"];

describe("the judgement of an integration", () => {
  it("finds nothing where everything is as it should be, on either kind of login", () => {
    expect(found({})).toEqual({});
    expect(found({}, managed)).toEqual({});
    expect(found({}, row({ operation: open(NOW - 14 * MINUTE) as never }))).toEqual({});
  });

  it("takes what others have set beside ours for no fault, and names it", () => {
    const client = { answer: live({ foreign: ["ReadAttributes", "AuthSessionValidity"] }) };
    expect(found({ client })).toEqual({});
    expect(judge(row(), { ...WELL, client }, NOW).fields).toEqual([
      { owner: "foreign", field: "ReadAttributes" },
      { owner: "foreign", field: "AuthSessionValidity" },
    ]);
  });

  const gone = {
    client: "fail",
    callbacks: "unknown",
    flows: "unknown",
    scopes: "unknown",
    "identity-providers": "unknown",
    drift: "unknown",
  } as const;

  it.each<[string, Partial<Findings>, Partial<Record<HealthCheckName, HealthStatus>>, Integration?]>([
    ["no such domain", { domain: { answer: undefined } }, { domain: "fail" }],
    ["a domain that is still being made", { domain: { answer: "CREATING" } }, { domain: "fail" }],
    ["a domain that failed", { domain: { answer: "FAILED" } }, { domain: "fail" }],
    ["a domain that could not be asked for", { domain: undefined }, { domain: "unknown" }],
    ["no style on managed login", { styled: { answer: false } }, { "login-pages": "fail" }, managed],
    ["no style on classic login, which needs none", { styled: { answer: false } }, {}],
    ["a style that could not be asked for", { styled: undefined }, { "login-pages": "unknown" }, managed],
    ["no app client", { client: { answer: undefined } }, gone],
    ["an app client that could not be asked for", { client: undefined }, { ...gone, client: "unknown" }],
    ["another callback", { client: { answer: drifted("CallbackURLs") } }, { callbacks: "fail", drift: "fail" }],
    ["another logout URL", { client: { answer: drifted("LogoutURLs") } }, { callbacks: "fail", drift: "fail" }],
    ["another flow", { client: { answer: drifted("AllowedOAuthFlows") } }, { flows: "fail", drift: "fail" }],
    [
      "OAuth switched off",
      { client: { answer: drifted("AllowedOAuthFlowsUserPoolClient") } },
      { flows: "fail", drift: "fail" },
    ],
    ["another auth flow", { client: { answer: drifted("ExplicitAuthFlows") } }, { flows: "fail", drift: "fail" }],
    ["another scope", { client: { answer: drifted("AllowedOAuthScopes") } }, { scopes: "fail", drift: "fail" }],
    [
      "another identity provider",
      { client: { answer: drifted("SupportedIdentityProviders") } },
      { "identity-providers": "fail", drift: "fail" },
    ],
    ["another lifetime", { client: { answer: drifted("AccessTokenValidity") } }, { drift: "fail" }],
    ["another name", { client: { answer: drifted("ClientName") } }, { drift: "fail" }],
    ["a setting that no SDK knows", { client: { answer: live({ unknown: ["Future"] }) } }, { drift: "fail" }],
    ["no secret in Secrets Manager", { secret: { answer: "absent" } }, { secret: "fail" }],
    ["a secret that Cognito refuses", { secret: { answer: "refused" } }, { secret: "fail" }],
    [
      "no clear answer of the token endpoint",
      { secret: { answer: "unknown" } },
      { secret: "unknown", domain: "unknown" },
    ],
    [
      "another callback, with which no secret can be tried",
      { client: { answer: drifted("CallbackURLs") }, secret: { answer: "unknown" } },
      { callbacks: "fail", drift: "fail", secret: "unknown" },
    ],
    ["a secret that could not be read", { secret: undefined }, { secret: "unknown" }],
    ["an operation that does not end", {}, { operation: "fail" }, row({ operation: open(NOW - 15 * MINUTE) as never })],
  ])("%s", (_what, findings, expected, integration) => {
    expect(found(findings, integration)).toEqual(expected);
  });

  it.each(["provisioning", "updating", "removing"] as const)(
    "takes what differs while the integration is %s for the work that is going on, and not for somebody else's",
    (state) => {
      const findings: Findings = {
        ...WELL,
        styled: { answer: false },
        client: { answer: live({ ...drifted("CallbackURLs", "ClientName"), foreign: ["ReadAttributes"] }) },
        secret: { answer: "refused" },
      };
      const unsettled = row({ state, login: "managed", operation: open(NOW - MINUTE) as never });
      const { checks, fields } = judge(unsettled, findings, NOW);
      expect(worstOf(checks)).toBe("unknown");
      expect(checks.filter(({ fix }) => fix !== undefined)).toEqual([]);
      expect(fields).toEqual([{ owner: "foreign", field: "ReadAttributes" }]);
      expect(found({ ...findings, client: { answer: undefined } }, unsettled)).not.toMatchObject({ client: "fail" });
      // These two are no work of an operation's.
      expect(found({ domain: { answer: undefined } }, unsettled)).toEqual({ domain: "fail" });
      expect(found({}, { ...unsettled, operation: open(NOW - 20 * MINUTE) as never })).toEqual({ operation: "fail" });
    },
  );

  it("tells a secret that is refused from one whose app client is gone, also when the client could not be asked for", () => {
    const secretOf = (findings: Partial<Findings>) =>
      judge(row(), { ...WELL, ...findings, secret: { answer: "refused" } }, NOW).checks.find(
        ({ name }) => name === "secret",
      );
    expect(secretOf({})?.fix).toContain("compromised");
    expect(secretOf({ client: undefined })?.fix).toContain("compromised");
    expect(secretOf({ client: { answer: undefined } })?.fix).toContain("register it again");
  });

  it("says of everything that failed what to do, and of nothing else", () => {
    const told = fc.constantFrom(undefined, true);
    const findings = fc.record({
      domain: fc.constantFrom(undefined, ...["ACTIVE", "CREATING", undefined].map((answer) => ({ answer }))),
      styled: told.map((known) => known && { answer: false }),
      client: fc.constantFrom(
        undefined,
        ...[
          live(),
          undefined,
          drifted("CallbackURLs", "ClientName"),
          live({ unknown: ["Future"], foreign: ["A"] }),
        ].map((answer) => ({ answer })),
      ),
      secret: fc.constantFrom(
        undefined,
        ...(["accepted", "refused", "unknown", "absent"] as const).map((answer) => ({ answer })),
      ),
    }) as fc.Arbitrary<Findings>;
    fc.assert(
      fc.property(findings, fc.constantFrom(row(), managed), (given, integration) => {
        const { checks } = judge(integration, given, NOW);
        expect(checks.map(({ name }) => name)).toEqual([...healthChecks]);
        for (const { status, fix, detail } of checks) {
          expect(detail).toMatch(/[.”]$/);
          expect(fix === undefined ? "nothing to do" : "something to do").toBe(
            status === "fail" ? "something to do" : "nothing to do",
          );
        }
        // What could not be asked is never a fault, and never a clean bill of health.
        const silent = given.client === undefined ? ASKED_OF_THE_CLIENT : [];
        const statuses = silent.map((name) => checks.find((check) => check.name === name)?.status);
        expect(statuses).toEqual(silent.map(() => "unknown"));
        expect(judge(integration, given, NOW)).toEqual({ checks, fields: expect.anything() });
      }),
    );
  });

  it("shows what is recorded and what is live", () => {
    const client = {
      answer: live({
        drift: [{ field: "CallbackURLs", recorded: ["https://a.example"], live: ["https://b.example"] }],
      }),
    };
    const { checks, fields } = judge(row(), { ...WELL, client }, NOW);
    const detail = checks.find(({ name }) => name === "callbacks")?.detail;
    expect(detail).toContain("https://a.example");
    expect(detail).toContain("https://b.example");
    expect(fields).toEqual([
      { owner: "latchkey", field: "CallbackURLs", recorded: ["https://a.example"], live: ["https://b.example"] },
    ]);
  });
});

describe("the worst of some checks", () => {
  const check = (status: HealthStatus) => ({ name: "domain" as const, status, detail: "" });

  it("is a failure before what is not known, and that before what is fine", () => {
    expect(worstOf([])).toBe("pass");
    expect(worstOf([check("pass"), check("unknown")])).toBe("unknown");
    expect(worstOf([check("unknown"), check("fail"), check("pass")])).toBe("fail");
  });
});
