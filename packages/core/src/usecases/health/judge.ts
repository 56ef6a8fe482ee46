import type { FieldReport, HealthCheck, HealthCheckName, HealthStatus } from "../../health.ts";
import type { Integration } from "../../integration.ts";
import type { FieldDrift, LiveClient } from "../../ports/app-clients.ts";
import type { SecretVerdict } from "../../ports/token-endpoint.ts";

/** An answer of AWS; undefined when it could not be asked. */
type Told<Answer> = { readonly answer: Answer } | undefined;

/** Everything that was found out about an integration. */
export interface Findings {
  /** Cognito's word for the domain's state; undefined when there is no such domain. */
  readonly domain: Told<string | undefined>;
  readonly styled: Told<boolean>;
  readonly client: Told<LiveClient | undefined>;
  readonly secret: Told<SecretVerdict | "absent">;
}

/** What was found to be well and what was not. */
export interface Judgement {
  readonly checks: readonly HealthCheck[];
  readonly fields: readonly FieldReport[];
}

/** What the findings mean. Pure: the same findings are always judged alike. */
export function judge(row: Integration, findings: Findings, now: number): Judgement {
  const checks = [
    domainCheck(findings),
    stylesCheck(row, findings),
    clientCheck(findings),
    ...recordedChecks(findings),
    secretCheck(findings),
    driftCheck(findings),
    operationCheck(row, now),
  ];
  const judgement = { checks, fields: fieldsOf(findings) };
  return row.state === "active" || row.state === "failed"
    ? judgement
    : whileChanging(judgement, `It cannot be told while the integration is ${row.state}.`);
}

/** While an integration is being changed, what differs from its row is most likely that change's own doing. */
export const whileChanging = ({ checks, fields }: Judgement, detail: string): Judgement => ({
  checks: checks.map((found) => {
    const stands = found.status !== "fail" || found.name === "domain" || found.name === "operation";
    return stands ? found : check(found.name, "unknown", detail);
  }),
  fields: fields.filter(({ owner }) => owner === "foreign"),
});

const check = (name: HealthCheckName, status: HealthStatus, detail: string, fix?: string): HealthCheck => ({
  name,
  status,
  detail,
  ...(fix !== undefined && { fix }),
});

const NOT_TOLD = "AWS could not be asked. Ask again in a minute.";
const notTold = (name: HealthCheckName): HealthCheck => check(name, "unknown", NOT_TOLD);

/** The token endpoint judges no secret that comes with a callback which is not registered (any more). */
const callbackMoved = ({ client }: Findings): boolean =>
  client?.answer?.drift.some(({ field }) => field === "CallbackURLs") ?? false;

function domainCheck(findings: Findings): HealthCheck {
  const { domain, secret } = findings;
  if (domain === undefined) return notTold("domain");
  if (domain.answer === undefined)
    return check(
      "domain",
      "fail",
      "The user pool has no such login domain.",
      "Create the domain, or correct the deployment's login domain.",
    );
  if (domain.answer !== "ACTIVE")
    return check("domain", "fail", `The login domain is ${domain.answer}.`, "Wait until Cognito shows it as ACTIVE.");
  if (secret?.answer === "unknown" && !callbackMoved(findings))
    return check("domain", "unknown", "The login domain is active; its token endpoint gave no clear answer.");
  return check("domain", "pass", "The login domain is active and answers.");
}

function stylesCheck({ login }: Integration, { styled, client }: Findings): HealthCheck {
  const name = "login-pages";
  if (login === "classic") return check(name, "pass", "The classic login shows its pages for every app client.");
  if (styled === undefined) return notTold(name);
  if (styled.answer) return check(name, "pass", "The app client has a branding style.");
  return check(
    name,
    "fail",
    client?.answer === undefined
      ? "The app client has no branding style."
      : "The app client has no branding style, so that managed login answers “Login pages unavailable”.",
    "Create a style for this app client in Cognito, under Managed login.",
  );
}

const REGISTER_AGAIN = "Remove the integration and register it again.";

function clientCheck({ client }: Findings): HealthCheck {
  if (client === undefined) return notTold("client");
  if (client.answer !== undefined) return check("client", "pass", "The app client is in the user pool.");
  return check("client", "fail", "The app client is not in the user pool.", REGISTER_AGAIN);
}

/** Which fields of the app client answer for which check. */
const FIELDS = {
  callbacks: ["CallbackURLs", "LogoutURLs"],
  flows: ["AllowedOAuthFlows", "AllowedOAuthFlowsUserPoolClient", "ExplicitAuthFlows"],
  scopes: ["AllowedOAuthScopes"],
  "identity-providers": ["SupportedIdentityProviders"],
} as const;

const REPAIR =
  "Set the recorded value in Cognito again, or make the change known here with PATCH and ?drift=overwrite.";

function recordedChecks({ client }: Findings): readonly HealthCheck[] {
  return (Object.keys(FIELDS) as (keyof typeof FIELDS)[]).map((name) => {
    if (client === undefined) return notTold(name);
    if (client.answer === undefined) return check(name, "unknown", "There is no app client to compare.");
    const fields: readonly string[] = FIELDS[name];
    const found = client.answer.drift.filter(({ field }) => fields.includes(field));
    return found.length === 0
      ? check(name, "pass", "As recorded.")
      : check(name, "fail", found.map(inWords).join(" "), REPAIR);
  });
}

const inWords = ({ field, recorded, live }: FieldDrift): string =>
  `${field} is ${JSON.stringify(live)}; recorded is ${JSON.stringify(recorded)}.`;

function secretCheck(findings: Findings): HealthCheck {
  const { secret, client } = findings;
  if (secret === undefined) return notTold("secret");
  switch (secret.answer) {
    case "accepted":
      return check("secret", "pass", "Cognito accepts the secret that AWSCURRENT holds.");
    case "absent":
      return check(
        "secret",
        "fail",
        "Secrets Manager has no secret of this integration.",
        "Restore it there, or remove the integration and register it again.",
      );
    case "refused":
      // Not to be asked is not the same as not there.
      return client !== undefined && client.answer === undefined
        ? check("secret", "fail", "There is no app client for the secret.", REGISTER_AGAIN)
        : check(
            "secret",
            "fail",
            "Cognito refuses the secret that AWSCURRENT holds.",
            "Rotate with the reason compromised.",
          );
    case "unknown":
      return callbackMoved(findings)
        ? check("secret", "unknown", "It cannot be tried while the app client has other callbacks than recorded.")
        : check("secret", "unknown", "The token endpoint gave no clear answer. Ask again in a minute.");
  }
}

function driftCheck({ client }: Findings): HealthCheck {
  if (client === undefined) return notTold("drift");
  if (client.answer === undefined) return check("drift", "unknown", "There is no app client to compare.");
  const { drift, unknown } = client.answer;
  if (drift.length > 0)
    return check("drift", "fail", `Changed by somebody else: ${drift.map(({ field }) => field).join(", ")}.`, REPAIR);
  if (unknown.length > 0)
    return check(
      "drift",
      "fail",
      `The app client has settings that this version does not know: ${unknown.join(", ")}. It cannot be updated without losing them.`,
      "Update Latchkey.",
    );
  return check("drift", "pass", "What is ours is as recorded.");
}

const STUCK_MS = 15 * 60 * 1000;

function operationCheck({ operation }: Integration, now: number): HealthCheck {
  if (operation === undefined) return check("operation", "pass", "No operation is open.");
  const minutes = Math.floor((now - operation.startedAt) / 60_000);
  const detail = `The operation ${operation.kind} has been open for ${minutes} minutes (attempt ${operation.attempts}).`;
  if (now - operation.startedAt < STUCK_MS) return check("operation", "pass", detail);
  return check("operation", "fail", detail, "The operator finds the reason in the log under the integration's id.");
}

/** Cognito's defaults are nobody's change, and are not told. */
function fieldsOf({ client }: Findings): readonly FieldReport[] {
  const live = client?.answer;
  if (live === undefined) return [];
  return [
    ...live.drift.map((drift): FieldReport => ({ owner: "latchkey", ...drift })),
    ...live.foreign.map((field): FieldReport => ({ owner: "foreign", field })),
  ];
}
