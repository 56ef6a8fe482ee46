import { type ApiRoute, routes } from "@latchkey/contract/routes";
import type { ProblemCode } from "@latchkey/core/errors";
import type { Fault } from "@latchkey/local/kernel/faults";
import { type Api, type ApiRequest, registered } from "../../support/api.ts";
import { during, dynamodb, plain, type StatusCase, throttle, withQuery } from "./status-case.ts";

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

/** What an operation asks DynamoDB first. */
function firstCall({ operationId }: ApiRoute): string {
  if (operationId === "createIntegration") return "TransactWriteItems";
  return operationId === "listIntegrations" || operationId === "listEvents" ? "Query" : "GetItem";
}

const upstreamCases = (route: ApiRoute): readonly StatusCase[] => {
  const failing = (status: number, code: ProblemCode, fault: Fault): StatusCase => ({
    operationId: route.operationId,
    status,
    code,
    because: "DynamoDB",
    send: (api) => during(api, [dynamodb(firstCall(route), fault)], () => api.send(plain(route))),
  });
  return [
    failing(429, "throttled", throttle),
    failing(502, "provider-refused", { kind: "error", type: "AccessDeniedException" }),
    failing(503, "upstream-unavailable", { kind: "error", type: "InternalServerError" }),
  ];
};

/** Cases of operations on one integration. */
const oneIntegrationCases = (route: ApiRoute): readonly StatusCase[] => {
  const { operationId } = route;
  const missing = (because: string, send: StatusCase["send"]): StatusCase => ({
    operationId,
    status: 404,
    code: "not-found",
    because,
    send,
  });
  return [
    missing("there is none", (api) => api.send(plain(route))),
    // Nothing that only admins may do is anybody else's.
    ...(route.scope === "integrations/admin"
      ? []
      : [
          missing("it is somebody else's", async (api) =>
            api.send({ ...plain(route, { id: (await registered(api)).id }), as: "other" }),
          ),
        ]),
    missing("that is no id", (api) => api.send(plain(route, { id: "int_1" }))),
  ];
};

const bodyCases = (route: ApiRoute): readonly StatusCase[] => {
  const refused = (status: number, code: ProblemCode, change: Partial<ApiRequest>): StatusCase => ({
    operationId: route.operationId,
    status,
    code,
    send: (api) => api.send({ ...plain(route), ...change, headers: { ...plain(route).headers, ...change.headers } }),
  });
  return [
    refused(400, "invalid-json", { body: '{"name":' }),
    refused(400, "invalid-body", { body: { colour: "blue" } }),
    refused(413, "body-too-large", { body: { name: "x".repeat(65_536) } }),
    refused(415, "unsupported-media-type", { body: {}, headers: { "content-type": "text/plain" } }),
  ];
};

const everyRoute: readonly ApiRoute[] = routes;
const asksDynamodb = ({ path }: ApiRoute): boolean => /^\/v1\/(integrations|events)/.test(path);

/** What all operations of a kind answer alike, from the route table. */
export const commonCases: readonly StatusCase[] = everyRoute.flatMap((route) => [
  {
    operationId: route.operationId,
    status: 400,
    code: "invalid-parameter" as const,
    send: (api: Api) => api.send(withQuery(plain(route), "colour=blue")),
  },
  ...(route.scope === null ? [] : protectedCases(route)),
  ...(asksDynamodb(route) ? upstreamCases(route) : []),
  ...(route.path.includes("{id}") ? oneIntegrationCases(route) : []),
  ...(route.body === null ? [] : bodyCases(route)),
]);
