import type { FieldDrift } from "./ports/app-clients.ts";

/** What is looked at. Each has one answer: fine, broken, or not to be told right now. */
export const healthChecks = [
  "domain",
  "login-pages",
  "client",
  "callbacks",
  "flows",
  "scopes",
  "identity-providers",
  "secret",
  "drift",
  "operation",
] as const;

export type HealthCheckName = (typeof healthChecks)[number];

/** `unknown`: what would have told could not be reached. It says nothing of the integration. */
export type HealthStatus = "pass" | "fail" | "unknown";

export interface HealthCheck {
  readonly name: HealthCheckName;
  readonly status: HealthStatus;
  /** One sentence on what was found. */
  readonly detail: string;
  /** What to do about it. Only where there is something to do. */
  readonly fix?: string;
}

/** A field of the app client, by whose it is: ours and changed by others, or somebody else's. */
export type FieldReport =
  | ({ readonly owner: "latchkey" } & FieldDrift)
  | { readonly owner: "foreign"; readonly field: string };

/** The state of an integration as AWS shows it. */
export interface HealthReport {
  /** The worst of its checks. */
  readonly status: HealthStatus;
  /** Epoch milliseconds. */
  readonly checkedAt: number;
  readonly checks: readonly HealthCheck[];
  readonly fields: readonly FieldReport[];
}

/** `fail` before `unknown` before `pass`. */
export function worstOf(checks: readonly HealthCheck[]): HealthStatus {
  if (checks.some(({ status }) => status === "fail")) return "fail";
  return checks.some(({ status }) => status === "unknown") ? "unknown" : "pass";
}
