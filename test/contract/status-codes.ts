import { setTimeout as sleep } from "node:timers/promises";
import { DeleteSecretCommand } from "@aws-sdk/client-secrets-manager";
import { type ApiRoute, type OperationId, routes } from "@latchkey/contract/routes";
import type { ProblemCode } from "@latchkey/core/errors";
import type { Fault, FaultRule } from "@latchkey/local/kernel/faults";
import { type Api, type ApiAnswer, type ApiRequest, gitlab, registered } from "../support/api.ts";

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

const ABSENT = "int_01KAJ8XQ6T2M9WZ3R5V7Y0BCDE";

/** The request of an operation in its plainest form. */
function plain({ method, path, body }: ApiRoute, id: string = ABSENT): ApiRequest {
  const filled = path.replace("{id}", id).replace("{connector}", "gitlab").replace("{artifact}", "gitlab.rb");
  return { method, path: filled, ...(body && { body: gitlab() }) };
}

const routeOf = (operationId: OperationId): ApiRoute => routes.find((route) => route.operationId === operationId)!;

const request = (operationId: OperationId, id?: string): ApiRequest => plain(routeOf(operationId), id);

/** Adds a query to a request. */
const withQuery = (plainRequest: ApiRequest, query: string): ApiRequest => ({
  ...plainRequest,
  path: `${plainRequest.path}?${query}`,
});

/** Sends while AWS misbehaves. */
async function during(api: Api, rules: readonly FaultRule[], send: () => Promise<ApiAnswer>): Promise<ApiAnswer> {
  const ends = rules.map((rule) => api.aws.faults.add(rule));
  try {
    return await send();
  } finally {
    for (const end of ends) end();
  }
}

const dynamodb = (operation: string, fault: Fault): FaultRule => ({ service: "dynamodb", operation, fault });
const cognito = (operation: string, fault: Fault, call?: number): FaultRule => ({
  service: "cognito-idp",
  operation,
  fault,
  ...(call !== undefined && { call }),
});

/** An integration that is still being provisioned: Cognito took no app client. */
async function provisioning(api: Api): Promise<string> {
  const answer = await during(api, [cognito("CreateUserPoolClient", { kind: "throttle" })], () =>
    api.send(request("createIntegration")),
  );
  if (answer.status !== 202) throw new Error(`not provisioning: ${answer.text}`);
  return answer.json.id;
}

const withKey = (body: object, key: string): ApiRequest => ({
  ...request("createIntegration"),
  body,
  headers: { "idempotency-key": key },
});

let keys = 0;
const newKey = (): string => `key-${++keys}`;

/** Cases that every protected operation has. */
const protectedCases = (route: ApiRoute): readonly StatusCase[] => {
  const { operationId } = route;
  const refused = (status: number, code: ProblemCode, change: Partial<ApiRequest>): StatusCase => ({
    operationId,
    status,
    code,
    send: (api) => api.send({ ...plain(route), ...change }),
  });
  return [
    refused(403, "forbidden", { as: "idToken" }),
    refused(403, "missing-scope", { as: "withoutScope" }),
    refused(403, "missing-group", { as: "outsider" }),
    { ...refused(500, "internal", { as: null }), because: "the gateway has no authorizer" },
  ];
};

/** Cases of operations that ask DynamoDB first. */
const upstreamCases = (route: ApiRoute): readonly StatusCase[] => {
  const { operationId } = route;
  const first = { POST: "TransactWriteItems", GET: "GetItem", DELETE: "GetItem", PATCH: "GetItem" }[route.method];
  const call = operationId === "listIntegrations" ? "Query" : first;
  const failing = (status: number, code: ProblemCode, fault: Fault): StatusCase => ({
    operationId,
    status,
    code,
    because: "DynamoDB",
    send: (api) => during(api, [dynamodb(call, fault)], () => api.send(plain(route))),
  });
  return [
    failing(429, "throttled", { kind: "throttle" }),
    failing(502, "provider-refused", { kind: "error", type: "AccessDeniedException" }),
    failing(503, "upstream-unavailable", { kind: "error", type: "InternalServerError" }),
  ];
};

const everyRoute: readonly ApiRoute[] = routes;
const asksDynamodb = ({ path }: ApiRoute): boolean => path.startsWith("/v1/integrations");

const common: readonly StatusCase[] = everyRoute.flatMap((route) => [
  {
    operationId: route.operationId,
    status: 400,
    code: "invalid-parameter" as const,
    send: (api: Api) => api.send(withQuery(plain(route), "colour=blue")),
  },
  ...(route.scope === null ? [] : protectedCases(route)),
  ...(asksDynamodb(route) ? upstreamCases(route) : []),
]);

const found: readonly StatusCase[] = [
  ...(["listConnectors", "getConnector", "listIntegrations", "getHealth", "getOpenapi", "getDocs"] as const).map(
    (operationId) => ({ operationId, status: 200, send: (api: Api) => api.send(request(operationId)) }),
  ),
  ...(["getIntegration", "getPayload", "getArtifact"] as const).map((operationId) => ({
    operationId,
    status: 200,
    send: async (api: Api) => api.send(request(operationId, (await registered(api)).id)),
  })),
  {
    operationId: "getIntegration",
    status: 304,
    async send(api) {
      const { id, version } = await registered(api);
      return api.send({ ...request("getIntegration", id), headers: { "if-none-match": `"0", W/"${version}"` } });
    },
  },
  {
    operationId: "deleteIntegration",
    status: 204,
    send: async (api) => api.send(request("deleteIntegration", (await registered(api)).id)),
  },
  {
    operationId: "deleteIntegration",
    status: 202,
    because: "it was not provisioned yet",
    send: async (api) => api.send(request("deleteIntegration", await provisioning(api))),
  },
];

const missing: readonly StatusCase[] = [
  {
    operationId: "getConnector",
    status: 404,
    code: "not-found",
    send: (api) => api.send({ method: "GET", path: "/v1/connectors/constructor" }),
  },
  ...(["getIntegration", "deleteIntegration", "getPayload", "getArtifact"] as const).flatMap((operationId) => [
    {
      operationId,
      status: 404,
      code: "not-found" as const,
      because: "there is none",
      send: (api: Api) => api.send(request(operationId)),
    },
    {
      operationId,
      status: 404,
      code: "not-found" as const,
      because: "it is somebody else's",
      send: async (api: Api) => api.send({ ...request(operationId, (await registered(api)).id), as: "other" }),
    },
    {
      operationId,
      status: 404,
      code: "not-found" as const,
      because: "that is no id",
      send: (api: Api) => api.send(request(operationId, "int_1")),
    },
  ]),
  {
    operationId: "getArtifact",
    status: 404,
    code: "not-found",
    because: "it has no such artifact",
    async send(api) {
      const { id } = await registered(api);
      return api.send({ method: "GET", path: `/v1/integrations/${id}/payload/gitlab.ini` });
    },
  },
  ...(["getPayload", "getArtifact"] as const).map((operationId) => ({
    operationId,
    status: 409,
    code: "not-ready" as const,
    send: async (api: Api) => api.send(request(operationId, await provisioning(api))),
  })),
];

const listing: readonly StatusCase[] = [
  {
    operationId: "listIntegrations",
    status: 400,
    code: "invalid-cursor",
    send: (api) => api.send(withQuery(request("listIntegrations"), "cursor=AAAA")),
  },
];

const gone = () => Promise.reject(new Error("no such file"));

const documents: readonly StatusCase[] = (["getOpenapi", "getDocs"] as const).map((operationId) => ({
  operationId,
  status: 500,
  code: "internal",
  because: "its file is missing",
  send: (api) => api.deployed({ documents: { openapi: gone, docs: gone } }).send(request(operationId)),
}));

const creating: readonly StatusCase[] = [
  ...(
    [
      [201, undefined, {}],
      [200, undefined, { path: "/v1/integrations?dryRun=true", as: "withoutReveal" }],
      [400, "invalid-json", { body: '{"connector":' }],
      [400, "invalid-body", { body: gitlab({ owner: "client:me" }) }],
      [413, "body-too-large", { body: gitlab({ name: "x".repeat(65_536) }) }],
      [415, "unsupported-media-type", { headers: { "content-type": "text/plain" } }],
    ] as const
  ).map(([status, code, change]) => ({
    operationId: "createIntegration" as const,
    status,
    ...(code !== undefined && { code }),
    send: (api: Api) => api.send({ ...request("createIntegration"), ...change }),
  })),
  {
    operationId: "createIntegration",
    status: 202,
    because: "Cognito is throttled",
    send: (api) =>
      during(api, [cognito("CreateUserPoolClient", { kind: "throttle" })], () =>
        api.send(request("createIntegration")),
      ),
  },
  {
    operationId: "createIntegration",
    status: 502,
    code: "provider-refused",
    because: "Cognito",
    send: (api) =>
      during(api, [cognito("CreateUserPoolClient", { kind: "error", type: "InvalidParameterException" })], () =>
        api.send(request("createIntegration")),
      ),
  },
  {
    operationId: "createIntegration",
    status: 409,
    code: "pool-full",
    send: (api) =>
      during(api, [cognito("CreateUserPoolClient", { kind: "error", type: "LimitExceededException" })], () =>
        api.send(request("createIntegration")),
      ),
  },
  {
    operationId: "createIntegration",
    status: 409,
    code: "name-taken",
    async send(api) {
      const { name } = await registered(api);
      return api.send({ ...request("createIntegration"), body: gitlab({ name: ` ${name.toUpperCase()} ` }) });
    },
  },
  {
    operationId: "createIntegration",
    status: 409,
    code: "integration-limit",
    async send(api) {
      await registered(api);
      const limits = { perOwner: 1, stylesPerPool: 20 };
      return api.deployed({ deployment: { limits } }).send(request("createIntegration"));
    },
  },
  {
    operationId: "createIntegration",
    status: 409,
    code: "styles-exhausted",
    async send(api) {
      const { pool } = api.aws.services.deployment;
      const limits = { perOwner: 1_000, stylesPerPool: 1 };
      const managed = api.deployed({ deployment: { pool: { ...pool, login: "managed" }, limits } });
      await registered(managed);
      return managed.send(request("createIntegration"));
    },
  },
  {
    operationId: "createIntegration",
    status: 409,
    code: "in-flight",
    async send(api) {
      const body = gitlab();
      const key = newKey();
      api.aws.faults.forget();
      return during(api, [cognito("CreateUserPoolClient", { kind: "delay", ms: 250 })], async () => {
        const first = api.send(withKey(body, key));
        await called(api, "CreateUserPoolClient");
        const second = await api.send(withKey(body, key));
        await first;
        return second;
      });
    },
  },
  {
    operationId: "createIntegration",
    status: 409,
    code: "operation-ended",
    async send(api) {
      const [body, key] = [gitlab(), newKey()];
      const first = await api.send(withKey(body, key));
      await api.send(request("deleteIntegration", first.json.id));
      return api.send(withKey(body, key));
    },
  },
  {
    operationId: "createIntegration",
    status: 409,
    code: "not-ready",
    because: "somebody deleted the secret behind a replay",
    async send(api) {
      const [body, key] = [gitlab(), newKey()];
      const first = await api.send(withKey(body, key));
      const SecretId = first.json.secretArn;
      await api.aws.clients.secrets.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true }));
      return api.send(withKey(body, key));
    },
  },
  {
    operationId: "createIntegration",
    status: 422,
    code: "idempotency-key-reused",
    async send(api) {
      const key = newKey();
      await api.send(withKey(gitlab(), key));
      return api.send(withKey(gitlab(), key));
    },
  },
  {
    operationId: "createIntegration",
    status: 403,
    code: "missing-scope",
    because: "the live secret needs more",
    send: (api) => api.send({ ...request("createIntegration"), as: "withoutReveal" }),
  },
];

const deleting: readonly StatusCase[] = [
  {
    operationId: "deleteIntegration",
    status: 409,
    code: "operation-open",
    async send(api) {
      const { id } = await registered(api);
      api.aws.faults.forget();
      const slow = { ...dynamodb("GetItem", { kind: "delay", ms: 250 }), call: 1 };
      return during(api, [slow], async () => {
        const first = api.send(request("deleteIntegration", id));
        await called(api, "GetItem");
        await api.send(request("deleteIntegration", id));
        return first;
      });
    },
  },
];

/** Resolves when AWS has got a call of this operation. */
async function called({ aws }: Api, operation: string): Promise<void> {
  while (!aws.faults.calls.some((call) => call.operation === operation)) await sleep(5);
}

/** For each operation and each answer that the document promises, a request that gets it. */
export const statusCases: readonly StatusCase[] = [
  ...common,
  ...found,
  ...missing,
  ...listing,
  ...documents,
  ...creating,
  ...deleting,
];
