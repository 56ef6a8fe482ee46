import type { Fault, FaultRule } from "@latchkey/local/kernel/faults";
import type { Random } from "./random.ts";

type Target = Pick<FaultRule, "service" | "operation">;

/** Every upstream call that the product makes often, and the error by which its service answers 500. */
const CALLS: readonly (Target & { readonly internal: string })[] = [
  ...[
    "CreateUserPoolClient",
    "DeleteUserPoolClient",
    "DescribeUserPoolClient",
    "UpdateUserPoolClient",
    "ListUserPoolClients",
    "ListUserPoolClientSecrets",
    "AddUserPoolClientSecret",
    "DeleteUserPoolClientSecret",
  ].map((operation) => ({ service: "cognito-idp" as const, operation, internal: "InternalErrorException" })),
  ...[
    "CreateSecret",
    "GetSecretValue",
    "PutSecretValue",
    "UpdateSecretVersionStage",
    "DescribeSecret",
    "DeleteSecret",
  ].map((operation) => ({ service: "secretsmanager" as const, operation, internal: "InternalServiceError" })),
  // Twice, because half of all calls are its.
  ...["TransactWriteItems", "TransactWriteItems", "GetItem", "Query"].map((operation) => ({
    service: "dynamodb" as const,
    operation,
    internal: "InternalServerError",
  })),
  { service: "login", operation: "token", internal: "server_error" },
  { service: "events", operation: "PutEvents", internal: "InternalException" },
];

/** Later than its request has been answered, before an operation settles. */
const LATE_MS = 3_000;
/** Less than an operation takes to settle: whoever may have to rely on a list has waited longer. */
const STALE_MS = 4_000;

/** One call that goes wrong: the `call`-th of its operation from now on. */
export function randomFault(random: Random): FaultRule {
  const { internal, ...target } = random.pick(CALLS);
  return { ...target, call: 1 + random.integer(2), fault: random.pick(faultsOf(target, internal)) };
}

function faultsOf({ service, operation }: Target, internal: string): readonly Fault[] {
  const late: Fault = { kind: "late", ms: LATE_MS };
  return [
    { kind: "throttle" },
    { kind: "throttle" },
    { kind: "error", type: internal },
    { kind: "reset-before" },
    { kind: "reset-after" },
    { kind: "reset-after" },
    // Once, because a hanging call costs seconds.
    { kind: "hang" },
    // The hardest to bear, and no call of the login domain can do it.
    ...(service === "login" ? [] : [late, late, late]),
    ...(operation === "ListUserPoolClients" ? [{ kind: "stale" as const, ms: STALE_MS }] : []),
  ];
}

/** In words, for a report. */
export const faultInWords = ({ service, operation, call, fault }: FaultRule): string =>
  `${service}:${operation} ${call} ${fault.kind}`;
