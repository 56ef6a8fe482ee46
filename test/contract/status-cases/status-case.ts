import { setTimeout as sleep } from "node:timers/promises";
import { type ApiRoute, type OperationId, routes } from "@latchkey/contract/routes";
import type { ProblemCode } from "@latchkey/core/errors";
import type { Fault, FaultRule } from "@latchkey/local/kernel/faults";
import { type Api, type ApiAnswer, type ApiRequest, gitlab } from "../../support/api.ts";

/** A request, or several, of which the last one is answered in the way that the case is about. */
export interface StatusCase {
  readonly operationId: OperationId;
  readonly status: number;
  /** The problem's code; absent for answers that are no problem. */
  readonly code?: ProblemCode;
  /** What makes it happen, when there are several ways to the same answer. */
  readonly because?: string;
  send(api: Api): Promise<ApiAnswer>;
}

/** Ids of things that do not exist. */
export interface Ids {
  readonly id?: string;
  readonly rotation?: string;
}
const ABSENT = { id: "int_01KAJ8XQ6T2M9WZ3R5V7Y0BCDE", rotation: "rot_01KAJ8XQ6T2M9WZ3R5V7Y0BCDE" };

/** The request of an operation in its plainest form: whatever it needs, and nothing else. */
export function plain({ operationId, method, path, headers, scope }: ApiRoute, ids: Ids = {}): ApiRequest {
  const { id, rotation } = { ...ABSENT, ...ids };
  const filled = path
    .replace("{id}", id)
    .replace("{rotation}", rotation)
    .replace("{connector}", "gitlab")
    .replace("{artifact}", "gitlab.rb");
  const body = BODIES[operationId]?.();
  return {
    method,
    path: filled,
    ...(body && { body }),
    ...(scope === "integrations/admin" && { as: "admin" as const }),
    ...("If-Match" in headers && { headers: { "if-match": "*" } }),
  };
}

let count = 0;

const BODIES: Readonly<Partial<Record<OperationId, () => object>>> = {
  createIntegration: () => gitlab(),
  updateIntegration: () => ({ name: `Renamed ${++count}` }),
  previewAccess: () => ({ email: "ada@example.com" }),
};

export const routeOf = (operationId: OperationId): ApiRoute =>
  routes.find((route) => route.operationId === operationId)!;

export const request = (operationId: OperationId, ids?: Ids): ApiRequest => plain(routeOf(operationId), ids);

/** Adds a query to a request. */
export const withQuery = (plainRequest: ApiRequest, query: string): ApiRequest => ({
  ...plainRequest,
  path: `${plainRequest.path}?${query}`,
});

export const newKey = (): string => `key-${++count}`;

/** Sends while AWS misbehaves. */
export async function during(
  api: Api,
  rules: readonly FaultRule[],
  send: () => Promise<ApiAnswer>,
): Promise<ApiAnswer> {
  const ends = rules.map((rule) => api.aws.faults.add(rule));
  try {
    return await send();
  } finally {
    for (const end of ends) end();
  }
}

const rule =
  (service: FaultRule["service"]) =>
  (operation: string, fault: Fault, call?: number): FaultRule => ({
    service,
    operation,
    fault,
    ...(call !== undefined && { call }),
  });

export const dynamodb = rule("dynamodb");
export const cognito = rule("cognito-idp");
export const secretsManager = rule("secretsmanager");
export const login = rule("login");

export const throttle: Fault = { kind: "throttle" };
export const refused: Fault = { kind: "error", type: "InvalidParameterException" };

/** An integration that is still being provisioned: Cognito took no app client. */
export async function provisioning(api: Api): Promise<string> {
  const answer = await during(api, [cognito("CreateUserPoolClient", throttle)], () =>
    api.send(request("createIntegration")),
  );
  if (answer.status !== 202) throw new Error(`not provisioning: ${answer.text}`);
  return answer.json.id;
}

/** Resolves when AWS has got a call of this operation. */
export async function called({ aws }: Api, operation: string): Promise<void> {
  while (!aws.faults.calls.some((call) => call.operation === operation)) await sleep(5);
}

/** Sends a second request while the first is in this call, and answers the second. */
export async function meanwhile(
  api: Api,
  delayed: FaultRule,
  first: () => Promise<ApiAnswer>,
  second: () => Promise<ApiAnswer>,
): Promise<readonly [first: ApiAnswer, second: ApiAnswer]> {
  api.aws.faults.forget();
  const end = api.aws.faults.add(delayed);
  try {
    const begun = first();
    await called(api, delayed.operation);
    const answer = await second();
    return [await begun, answer];
  } finally {
    end();
  }
}

/** Sends a second request once the first has read its integration and knows nothing of the second; answers the first. */
export async function onceRead(
  api: Api,
  first: () => Promise<ApiAnswer>,
  second: () => Promise<ApiAnswer>,
): Promise<ApiAnswer> {
  const [answer] = await meanwhile(api, dynamodb("GetItem", { kind: "delay", ms: 250 }, 1), first, second);
  return answer;
}
